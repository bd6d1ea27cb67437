<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\FlagHolds;

defined( 'ABSPATH' ) || exit;

/** Due WP-Cron events of held hooks stay in their array: an event is gone before its hook fires, so it cannot be held there. */
final class CronGuard {
	public function __construct( private readonly FlagHolds $holds ) {}

	public function register(): void {
		add_filter( 'pre_get_ready_cron_jobs', [ $this, 'pre_get_ready_cron_jobs' ], PHP_INT_MAX );
	}

	/** Deleting the plugin runs WP-Cron's check once more in the same process, when its files are gone. */
	public function unregister(): void {
		remove_filter( 'pre_get_ready_cron_jobs', [ $this, 'pre_get_ready_cron_jobs' ], PHP_INT_MAX );
	}

	/**
	 * WP-CLI does not ask this filter: see refusal_of_cli_cron().
	 *
	 * @param mixed $ready
	 * @return mixed
	 */
	public function pre_get_ready_cron_jobs( $ready ) {
		$held = array_flip( $this->holds->held_hooks() );
		if ( [] === $held ) {
			return $ready;
		}
		$ready = is_array( $ready ) ? $ready : array_filter( _get_cron_array(), static fn ( $at ): bool => $at <= microtime( true ), ARRAY_FILTER_USE_KEY );
		return array_filter( array_map( static fn ( $hooks ) => is_array( $hooks ) ? array_diff_key( $hooks, $held ) : $hooks, $ready ) );
	}

	/**
	 * Why `wp cron event run` may not run as it was called.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function refusal_of_cli_cron( array $args, array $assoc_args ): ?string {
		$this->holds->refresh();
		$hooks    = $this->holds->held_hooks();
		$excluded = array_map( 'trim', explode( ',', (string) ( $assoc_args['exclude'] ?? '' ) ) );
		$runs_all = isset( $assoc_args['due-now'] ) || isset( $assoc_args['all'] );
		$held     = array_diff( $runs_all ? array_filter( $hooks, self::has_event( ... ) ) : array_intersect( $args, $hooks ), $excluded );
		if ( [] === $held ) {
			return null;
		}
		/* translators: 1: names of hooks, 2: an option of a command. */
		return sprintf( __( 'A flag holds what these hooks send: %1$s. Nothing was run. Add %2$s to run the rest.', 'smartalloc-ops' ), implode( ', ', $held ), '--exclude=' . implode( ',', $held ) );
	}

	/** Whether any event of the hook exists, whatever its arguments: wp_next_scheduled() asks for exact ones. */
	private static function has_event( string $hook ): bool {
		foreach ( _get_cron_array() as $hooks ) {
			if ( isset( $hooks[ $hook ] ) ) {
				return true;
			}
		}
		return false;
	}
}
