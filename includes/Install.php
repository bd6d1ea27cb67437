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
	public const SCHEMA = 3;

	public const OPTION = 'smartalloc_ops_schema';
	public const TICK   = 'smartalloc_ops_tick';

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
		foreach ( Tables::names() as $table ) {
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

	/** @return list<string> */
	private function definitions(): array {
		$collate = $this->wpdb->get_charset_collate();
		return array_map(
			fn ( string $table ): string => "CREATE TABLE {$this->db->table( $table )} (\n" . Tables::COLUMNS[ $table ] . "\n) $collate;",
			Tables::names()
		);
	}
}
