<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** States of the site that requests are made against, written past the code under test. */
final class Scene {
	/** A time long enough ago that nothing waits for it. */
	private const BEFORE = 1_000_000_000_000;

	/**
	 * A unit of work that waits for a person's decision.
	 *
	 * @param array<string, string|int|null> $with
	 */
	public static function work( array $with = [] ): int {
		return self::insert(
			'smartalloc_ops_work',
			$with + [
				'work_key'   => 'scene:' . bin2hex( random_bytes( 6 ) ),
				'source'     => 'as_action',
				'hook'       => 'smartalloc_allocate_entry',
				'grp'        => 'smartalloc_allocate',
				'stage'      => 'begin',
				'state'      => 'failed',
				'attempts'   => 1,
				'due_at'     => self::BEFORE,
				'fence'      => 1,
				'payload'    => '{"action_id":7}',
				'created_at' => self::BEFORE,
				'updated_at' => self::BEFORE,
			]
		);
	}

	/**
	 * The one active rollback; an earlier one is ended.
	 *
	 * @param array<string, string|int|null> $with
	 */
	public static function run( string $state, array $with = [] ): int {
		self::no_active_run();
		return self::insert(
			'smartalloc_ops_runs',
			$with + [
				'kind'            => 'rollback',
				'state'           => $state,
				'active_slot'     => 'rollback',
				'idempotency_key' => 'scene-' . bin2hex( random_bytes( 6 ) ),
				'payload_hash'    => str_repeat( '0', 64 ),
				'payload'         => '{"scenario":"smtp_down","freezes":[],"pauses":[],"release":null}',
				'reason'          => 'a scene of the tests',
				'actor_kind'      => 'user',
				'actor_id'        => 1,
				'version'         => 1,
				'fence'           => 1,
				'outcome'         => '{"headline":"Contained.","next_steps":[{"text":"Look.","command":null}]}',
				'created_at'      => self::BEFORE,
				'updated_at'      => self::BEFORE,
			]
		);
	}

	/** A rollback that waits for a person. */
	public static function waiting_run(): int {
		return self::run( 'waits_for_person', [ 'outcome' => '{"headline":"Look.","next_steps":[],"waiting":{"ordinal":0,"reason":"smoke","answers":{"passed":"It works."}}}' ] );
	}

	/** An entry of which one unit of work is kept: whatever else is absent, there is something to tell. */
	public static function entry(): int {
		self::work( [ 'source' => 'gf_notification', 'hook' => 'gform_notification', 'grp' => '', 'form_id' => 150, 'entry_id' => 4_242, 'state' => 'held', 'held_flag' => 'comms', 'held_scope' => '', 'held_revision' => 1, 'marked_run' => 3 ] );
		return 4_242;
	}

	public static function no_active_run(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET active_slot = NULL, state = 'closed' WHERE active_slot IS NOT NULL", $wpdb->prefix . 'smartalloc_ops_runs' ) );
	}

	/** @return array{revision: int, value: string|null} How a flag stands in the table; revision 0 when nobody has set it. */
	public static function flag( string $flag, string $scope = '' ): array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT revision, value FROM %i WHERE flag = %s AND scope = %s ORDER BY revision DESC LIMIT 1', $wpdb->prefix . 'smartalloc_ops_flag_revisions', $flag, $scope ), ARRAY_A );
		return is_array( $row ) ? [
			'revision' => (int) $row['revision'],
			'value'    => (string) $row['value'],
		] : [
			'revision' => 0,
			'value'    => null,
		];
	}

	/** @return array{value: string, revision: int, reason: string} A request that flips a switch of on and off. */
	public static function flip( string $flag, string $scope = '' ): array {
		$now = self::flag( $flag, $scope );
		return [
			'value'    => 'off' === $now['value'] ? 'on' : 'off',
			'revision' => $now['revision'],
			'reason'   => 'a test flips it',
		];
	}

	/** @return array{values: array<string, mixed>, revision: int, reason: string} A request that changes settings. */
	public static function settings(): array {
		global $wpdb;
		$revision = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(revision) FROM %i', $wpdb->prefix . 'smartalloc_ops_settings_revisions' ) );
		return [
			'values'   => [ 'dead_letter_limit' => 6 + $revision ],
			'revision' => $revision,
			'reason'   => 'a test sets it',
		];
	}

	/** @return array{installed: bool, act_alone: bool, reason: string} A request that installs the watchdog, or takes it away. */
	public static function watchdog(): array {
		return [
			'installed' => ! is_file( WPMU_PLUGIN_DIR . '/smartalloc-ops-watchdog.php' ),
			'act_alone' => false,
			'reason'    => 'a test changes it',
		];
	}

	/** @return array{frozen: bool, until: string, revision: int, reason: string} A request that freezes the flags, or moves the end of the freeze. */
	public static function freeze(): array {
		return [
			'frozen'   => true,
			'until'    => gmdate( 'Y-m-d\TH:i:s\Z', time() + HOUR_IN_SECONDS ),
			'revision' => self::flag( 'freeze' )['revision'],
			'reason'   => 'a test freezes them',
		];
	}

	/** What must be typed to confirm a rollback here: the release of the stand-in. */
	public static function confirmation(): string {
		return defined( 'SMARTALLOC_VERSION' ) ? (string) constant( 'SMARTALLOC_VERSION' ) : 'ROLLBACK';
	}

	/** An idempotency key that nobody has used. */
	public static function key(): string {
		return 'test-' . bin2hex( random_bytes( 6 ) );
	}

	/** @return array{scenario: string, reason: string, confirmation: string, idempotency_key: string, dry_run: bool} A request that starts a rollback. */
	public static function rollback(): array {
		return [
			'scenario'        => 'smtp_down',
			'reason'          => 'a test rolls back',
			'confirmation'    => self::confirmation(),
			'idempotency_key' => self::key(),
			'dry_run'         => false,
		];
	}

	/** @param array<string, string|int|null> $row */
	private static function insert( string $table, array $row ): int {
		global $wpdb;
		if ( 1 !== $wpdb->insert( $wpdb->prefix . $table, $row ) ) {
			throw new \RuntimeException( "No row could be put into {$table}: {$wpdb->last_error}" );
		}
		return (int) $wpdb->insert_id;
	}
}
