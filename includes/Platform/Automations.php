<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Who besides SmartAlloc acts on a submission: feeds of Gravity Forms' add-ons, and code that listens to submissions. */
final class Automations {
	/** Plugins that send a submission on: folder to name. */
	private const PLUGINS = [
		'uncanny-automator'     => 'Uncanny Automator',
		'uncanny-automator-pro' => 'Uncanny Automator Pro',
		'wp-webhooks'           => 'WP Webhooks',
		'wp-webhooks-pro'       => 'WP Webhooks Pro',
		'automatorwp'           => 'AutomatorWP',
		'bit-integrations'      => 'Bit Integrations',
		'flowmattic'            => 'FlowMattic',
		'suretriggers'          => 'OttoKit (SureTriggers)',
		'thrive-automator'      => 'Thrive Automator',
		'zapier'                => 'Zapier',
		'gravityformszapier'    => 'Gravity Forms Zapier',
		'gravityformswebhooks'  => 'Gravity Forms Webhooks',
	];

	/** The same by what their classes are called. */
	private const CLASSES = [
		'Uncanny_Automator' => 'Uncanny Automator',
		'WP_Webhooks'       => 'WP Webhooks',
		'AutomatorWP'       => 'AutomatorWP',
		'BitCode\\FI'       => 'Bit Integrations',
		'SureTriggers\\'    => 'OttoKit (SureTriggers)',
		'GFZapier'          => 'Gravity Forms Zapier',
		'GF_Webhooks'       => 'Gravity Forms Webhooks',
	];

	/** Part of what is operated, or of this console. */
	private const OWN = [ 'gravityforms', 'gp-populate-anything', 'gravityperks', 'spellbook', 'smartalloc-ops' ];

	private const HOOK = SmartAlloc::GENERIC_HOOK;

	/** Feeds that are read. */
	private const MAX_FEEDS = 200;

	public function __construct( private readonly Database $db ) {}

	/**
	 * @param list<int> $form_ids
	 * @return list<array{name: string, folder: string, form_id: int|null, is_automation: bool}> Form null: it hears of every form. An automation is a plugin that is known to send submissions on.
	 * @throws DatabaseError When the feeds cannot be read.
	 */
	public function acting_on( array $form_ids ): array {
		$found = $this->listeners( self::HOOK, null );
		foreach ( $form_ids as $form_id ) {
			array_push( $found, ...$this->listeners( self::HOOK . "_$form_id", $form_id ) );
		}
		return array_values( array_unique( [ ...$this->feeds( $form_ids ), ...$found ], SORT_REGULAR ) );
	}

	/**
	 * Calls `$body` while a second automation listens to this form. It is a name without code: no submission is processed
	 * while a self-test runs.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_second( int $form_id, callable $body ): mixed {
		/** @var callable $second */
		$second = 'Uncanny_Automator\\SelfTest::second_automation';
		add_action( self::HOOK . "_$form_id", $second, PHP_INT_MAX );
		try {
			return $body();
		} finally {
			remove_action( self::HOOK . "_$form_id", $second, PHP_INT_MAX );
		}
	}

	/** @return list<array{name: string, folder: string, form_id: int|null, is_automation: bool}> */
	private function listeners( string $hook, ?int $form_id ): array {
		$found = [];
		foreach ( Callbacks::on( $hook ) as $callback ) {
			if ( SmartAlloc::owns( $callback ) || str_starts_with( $callback['name'], 'SmartAllocOps\\' ) || in_array( $callback['folder'], self::OWN, true ) ) {
				continue;
			}
			$known   = self::PLUGINS[ $callback['folder'] ] ?? self::by_class( $callback['name'] );
			$found[] = [
				'name'          => $known ?? ( '' === $callback['folder'] ? $callback['name'] : "{$callback['name']} ({$callback['folder']})" ),
				'folder'        => $callback['folder'],
				'form_id'       => $form_id,
				'is_automation' => null !== $known,
			];
		}
		return $found;
	}

	/**
	 * Active feeds of Gravity Forms' add-ons; the table comes with the first add-on that has feeds.
	 *
	 * @param list<int> $form_ids
	 * @return list<array{name: string, folder: string, form_id: int|null, is_automation: bool}>
	 */
	private function feeds( array $form_ids ): array {
		$table = $this->db->foreign( 'gf_addon_feed' );
		if ( [] === $form_ids || ! $this->db->has_table( $table ) ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $form_ids ), '%d' ) );
		$rows  = $this->db->rows( "SELECT DISTINCT form_id, addon_slug FROM %i WHERE is_active = 1 AND form_id IN ($marks) ORDER BY form_id, addon_slug LIMIT %d", [ $table, ...$form_ids, self::MAX_FEEDS ] );
		return array_map(
			static function ( array $row ): array {
				$slug = sanitize_key( (string) $row['addon_slug'] );
				return [
					/* translators: %s: name of an add-on. */
					'name'          => sprintf( __( 'a feed of %s', 'smartalloc-ops' ), self::PLUGINS[ $slug ] ?? $slug ),
					'folder'        => $slug,
					'form_id'       => (int) $row['form_id'],
					'is_automation' => isset( self::PLUGINS[ $slug ] ),
				];
			},
			$rows
		);
	}

	private static function by_class( string $name ): ?string {
		foreach ( self::CLASSES as $prefix => $plugin ) {
			if ( str_starts_with( $name, $prefix ) ) {
				return $plugin;
			}
		}
		return null;
	}
}
