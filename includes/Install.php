<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\Enforcer\QueueEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/** Tables, roles and the tick of one site: put there, brought up to date, taken away. */
final class Install {
	/** Raise it with every change of the tables or roles. */
	public const SCHEMA = 1;

	public const OPTION = 'smartalloc_ops_schema';
	public const TICK   = 'smartalloc_ops_tick';

	public const TABLES = [ 'flag_revisions', 'work', 'runs', 'run_steps', 'verdicts', 'heartbeats', 'journal' ];

	public function __construct( private readonly Database $db, private readonly \wpdb $wpdb, private readonly ActionScheduler $action_scheduler, private readonly FlagReader $flags, private readonly QueueEnforcer $queue ) {}

	/** Costs nothing while the site is up to date: the option is autoloaded. */
	public function ensure(): void {
		if ( self::SCHEMA !== (int) get_option( self::OPTION, 0 ) ) {
			$this->install();
		} elseif ( is_admin() || wp_doing_cron() ) {
			$this->schedule_tick();
		}
	}

	/** May run twice at once: every part of it is the same done twice, and the version is written last. */
	public function install(): void {
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		foreach ( $this->definitions() as $definition ) {
			dbDelta( $definition );
		}
		self::grant();
		$this->schedule_tick();
		// Both are asked for on every page: an option that is not there costs a query each time.
		add_option( Config::OPTION, [], '', true );
		$this->flags->publish();
		update_option( self::OPTION, self::SCHEMA, true );
		// Where another request wrote the same first, nothing is changed and WordPress goes on believing that there is no such option.
		wp_cache_delete( 'notoptions', 'options' );
		wp_cache_delete( 'alloptions', 'options' );
	}

	/** Gives held rows and jobs that wait here back to whoever runs them, and stops the tick. What was recorded stays. */
	public function deactivate(): void {
		$this->action_scheduler->release_all_rows();
		if ( $this->db->has_table( $this->db->table( WorkStore::TABLE ) ) ) {
			$this->queue->hand_back();
		}
		wp_unschedule_hook( self::TICK );
	}

	/** Leaves nothing of ours on this site. */
	public function uninstall(): void {
		$this->deactivate();
		foreach ( self::TABLES as $table ) {
			$this->db->execute( 'DROP TABLE IF EXISTS %i', [ $this->db->table( $table ) ] );
		}
		foreach ( [ self::OPTION, FlagReader::OPTION, Config::OPTION ] as $option ) {
			delete_option( $option );
		}
		foreach ( array_keys( Capability::ROLES ) as $role ) {
			remove_role( $role );
		}
		foreach ( wp_roles()->role_objects as $role ) {
			foreach ( Capability::ALL as $capability ) {
				$role->remove_cap( $capability );
			}
		}
	}

	/** Also when it got lost: WordPress keeps all events in one option, and writers at the same time overwrite each other. */
	private function schedule_tick(): void {
		if ( false === wp_next_scheduled( self::TICK ) ) {
			wp_schedule_event( time(), 'smartalloc_ops_minute', self::TICK );
		}
	}

	private static function grant(): void {
		$names = [
			'smartalloc_support' => 'SmartAlloc support',
			'smartalloc_owner'   => 'SmartAlloc owner',
		];
		foreach ( Capability::ROLES as $role => $capabilities ) {
			add_role( $role, $names[ $role ], [ 'read' => true ] );
			foreach ( $capabilities as $capability ) {
				get_role( $role )?->add_cap( $capability );
			}
		}
		foreach ( Capability::ALL as $capability ) {
			get_role( 'administrator' )?->add_cap( $capability );
		}
	}

	/** @return list<string> In the form dbDelta() reads: one column a line, two blanks after PRIMARY KEY. */
	private function definitions(): array {
		$collate = $this->wpdb->get_charset_collate();
		$columns = [
			'flag_revisions' => "id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				flag varchar(32) NOT NULL,
				scope varchar(64) NOT NULL,
				revision bigint(20) unsigned NOT NULL,
				value varchar(32) NOT NULL,
				previous varchar(32) NOT NULL,
				reason varchar(400) NOT NULL,
				actor_kind varchar(16) NOT NULL,
				actor_id bigint(20) unsigned NOT NULL,
				run_id bigint(20) unsigned DEFAULT NULL,
				token varchar(32) NOT NULL,
				created_at bigint(20) unsigned NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY flag_scope_revision (flag,scope,revision),
				KEY run_id (run_id)",
			'work'           => "id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				work_key varchar(191) NOT NULL,
				open_key varchar(191) DEFAULT NULL,
				source varchar(32) NOT NULL,
				hook varchar(191) NOT NULL,
				grp varchar(191) NOT NULL,
				form_id bigint(20) unsigned DEFAULT NULL,
				entry_id bigint(20) unsigned DEFAULT NULL,
				stage varchar(64) NOT NULL,
				state varchar(20) NOT NULL,
				attempts int(10) unsigned NOT NULL,
				due_at bigint(20) unsigned NOT NULL,
				lease_owner varchar(64) DEFAULT NULL,
				lease_until bigint(20) unsigned DEFAULT NULL,
				fence bigint(20) unsigned NOT NULL,
				held_flag varchar(32) DEFAULT NULL,
				held_scope varchar(64) DEFAULT NULL,
				held_revision bigint(20) unsigned DEFAULT NULL,
				payload longtext DEFAULT NULL,
				error_class varchar(191) DEFAULT NULL,
				error_code varchar(64) DEFAULT NULL,
				error_frame varchar(191) DEFAULT NULL,
				created_at bigint(20) unsigned NOT NULL,
				updated_at bigint(20) unsigned NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY work_key (work_key),
				UNIQUE KEY open_key (open_key),
				KEY state_due (state,due_at,id),
				KEY state_source (state,source,id),
				KEY state_lease (state,lease_until),
				KEY entry_id (entry_id)",
			'runs'           => "id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				kind varchar(32) NOT NULL,
				state varchar(20) NOT NULL,
				active_slot varchar(32) DEFAULT NULL,
				idempotency_key varchar(64) NOT NULL,
				payload_hash varchar(64) NOT NULL,
				payload longtext NOT NULL,
				reason varchar(400) NOT NULL,
				actor_kind varchar(16) NOT NULL,
				actor_id bigint(20) unsigned NOT NULL,
				version bigint(20) unsigned NOT NULL,
				fence bigint(20) unsigned NOT NULL,
				lease_owner varchar(64) DEFAULT NULL,
				lease_until bigint(20) unsigned DEFAULT NULL,
				outcome longtext DEFAULT NULL,
				created_at bigint(20) unsigned NOT NULL,
				updated_at bigint(20) unsigned NOT NULL,
				finished_at bigint(20) unsigned DEFAULT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY active_slot (active_slot),
				UNIQUE KEY idempotency_key (idempotency_key),
				KEY kind_id (kind,id),
				KEY state_lease (state,lease_until)",
			'run_steps'      => "id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				run_id bigint(20) unsigned NOT NULL,
				ordinal int(10) unsigned NOT NULL,
				name varchar(64) NOT NULL,
				direction varchar(8) NOT NULL,
				attempt int(10) unsigned NOT NULL,
				state varchar(20) NOT NULL,
				fence bigint(20) unsigned NOT NULL,
				input longtext DEFAULT NULL,
				output longtext DEFAULT NULL,
				actor_kind varchar(16) NOT NULL,
				actor_id bigint(20) unsigned NOT NULL,
				started_at bigint(20) unsigned NOT NULL,
				finished_at bigint(20) unsigned DEFAULT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY run_step_attempt (run_id,ordinal,direction,attempt)",
			'verdicts'       => 'probe varchar(64) NOT NULL,
				status varchar(20) NOT NULL,
				data longtext NOT NULL,
				measured_at bigint(20) unsigned NOT NULL,
				valid_until bigint(20) unsigned NOT NULL,
				PRIMARY KEY  (probe)',
			'heartbeats'     => 'name varchar(64) NOT NULL,
				at bigint(20) unsigned NOT NULL,
				detail varchar(191) NOT NULL,
				PRIMARY KEY  (name)',
			'journal'        => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				created_at bigint(20) unsigned NOT NULL,
				actor_kind varchar(16) NOT NULL,
				actor_id bigint(20) unsigned NOT NULL,
				event varchar(64) NOT NULL,
				subject varchar(191) NOT NULL,
				reason varchar(400) NOT NULL,
				data longtext NOT NULL,
				PRIMARY KEY  (id),
				KEY subject (subject,id)',
		];
		return array_map(
			fn ( string $table, string $definition ): string => "CREATE TABLE {$this->db->table( $table )} (\n$definition\n) $collate;",
			array_keys( $columns ),
			$columns
		);
	}
}
