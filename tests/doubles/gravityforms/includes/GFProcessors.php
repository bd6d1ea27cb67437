<?php
/**
 * The processors that Gravity Forms has on every request: notifications, feeds, its own database upgrade.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GF_Notifications_Processor extends GF_Background_Process {

	/** @var string */
	protected $action = 'gf_notifications_processor';

	/**
	 * Off unless a filter says otherwise, as on sites before 2.10.
	 *
	 * @param list<string>             $notifications Ids.
	 * @param array<string, mixed>     $form          Form.
	 * @param array<int|string, mixed> $entry         Entry.
	 */
	public function is_enabled( array $notifications, $form, $entry, string $event, $data ): bool {
		return (bool) gf_apply_filters( array( 'gform_is_asynchronous_notifications_enabled', $form['id'] ), false, $event, $notifications, $form, $entry, $data );
	}

	/**
	 * @param mixed $item Task.
	 */
	protected function task( $item ): bool {
		$entry = GFAPI::get_entry( $item['entry_id'] );
		$form  = GFAPI::get_form( $item['form_id'] );
		if ( is_array( $entry ) && is_array( $form ) ) {
			GFCommon::send_notifications( $item['notifications'], $form, $entry, true, $item['event'], $item['data'] );
		}
		return false;
	}
}

final class GF_Feed_Processor extends GF_Background_Process {

	/** @var string */
	protected $action = 'gf_feed_processor';

	/**
	 * Hands the feed to its add-on: `addon` is the name of a class with `get_instance()`.
	 *
	 * @param mixed $item Task.
	 */
	protected function task( $item ): bool {
		$addon = is_callable( array( $item['addon'], 'get_instance' ) ) ? call_user_func( array( $item['addon'], 'get_instance' ) ) : null;
		if ( is_object( $addon ) && method_exists( $addon, 'process_feed' ) ) {
			$addon->process_feed( $item['feed'], GFAPI::get_entry( $item['entry_id'] ), GFAPI::get_form( $item['form_id'] ) );
		}
		return false;
	}
}

final class GF_Background_Upgrader extends GF_Background_Process {

	/** @var string */
	protected $action = 'gf_upgrader';

	/**
	 * A callback that says true needs another run.
	 *
	 * @param mixed $item Callback.
	 * @return mixed
	 */
	protected function task( $item ) {
		return is_callable( $item ) && call_user_func( $item ) ? $item : false;
	}
}

final class GFProcessors {

	/** @var array<class-string<GF_Background_Process>, GF_Background_Process> */
	private static $made = array();

	public static function start(): void {
		foreach ( array( GF_Background_Upgrader::class, GF_Feed_Processor::class, GF_Notifications_Processor::class ) as $class ) {
			self::$made[ $class ] = new $class();
		}
	}

	/**
	 * @template T of GF_Background_Process
	 * @param class-string<T> $class Class of a processor.
	 * @return T
	 */
	public static function get( string $class ): GF_Background_Process {
		return self::$made[ $class ];
	}
}

/**
 * The one instance of the feed processor.
 */
function gf_feed_processor(): GF_Feed_Processor {
	return GFProcessors::get( GF_Feed_Processor::class );
}
