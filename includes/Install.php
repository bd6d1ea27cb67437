<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\Enforcer\QueueEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\Sightings;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\OptionLease;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/** Tables, roles and the tick of one site: put there and brought up to date. */
final class Install {
	/** Raise it with every change of the tables or roles. */
	public const SCHEMA = 14;

	public const OPTION = 'smartalloc_ops_schema';
	public const LEASE  = 'smartalloc_ops_upgrade';
	public const TICK   = 'smartalloc_ops_tick';

	/** One table that takes longer is taken for killed. After a failed upgrade, nobody tries again before. */
	private const LEASE_MS = 60_000;

	/** How long a request for one of our own pages waits for the one that upgrades. */
	private const PATIENCE_MS = 3_000;

	public function __construct( private readonly Database $db, private readonly \wpdb $wpdb, private readonly ActionScheduler $action_scheduler, private readonly FlagReader $flags, private readonly QueueEnforcer $queue, private readonly OptionLease $leases ) {}

	/** Costs nothing while the site is up to date: the option is autoloaded. */
	public function ensure(): void {
		if ( ! $this->is_ready() ) {
			$this->upgrade();
		} elseif ( is_admin() || wp_doing_cron() ) {
			$this->schedule_tick();
		}
	}

	/** Whether the tables are those that this version asks for. */
	public function is_ready(): bool {
		return self::SCHEMA === (int) get_option( self::OPTION, 0 );
	}

	/** Gives a request that cannot do without the tables a moment, while another one makes them. */
	public function wait_until_ready(): bool {
		$until = hrtime( true ) + self::PATIENCE_MS * 1_000_000;
		while ( ! $this->is_ready() ) {
			if ( $this->stored_schema() === self::SCHEMA ) {
				$this->forget_cached_options();
				return true;
			}
			if ( hrtime( true ) > $until ) {
				return false;
			}
			usleep( 100_000 );
		}
		return true;
	}

	/**
	 * May run twice at once: every part of it is the same done twice, and the version is written last.
	 *
	 * @param \Closure(): void|null $after_each Called after each table.
	 */
	public function install( ?\Closure $after_each = null ): void {
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		foreach ( $this->definitions() as $definition ) {
			dbDelta( $definition );
			null === $after_each || $after_each();
		}
		CrashPoint::reach( 'install.tables' );
		$this->verify();
		self::grant();
		$this->schedule_tick();
		// Both are asked for on every page: an option that is not there costs a query each time.
		add_option( Config::OPTION, [], '', true );
		Sightings::put_options();
		$this->flags->publish();
		update_option( self::OPTION, self::SCHEMA, true );
		// Where another request wrote the same first, nothing is changed and WordPress goes on believing that there is no such option.
		$this->forget_cached_options();
	}

	/** Of all requests that find an old version one upgrades; the others go on with what is there. */
	private function upgrade(): void {
		try {
			$lease = $this->leases->take( self::LEASE, self::LEASE_MS );
			if ( null === $lease ) {
				return;
			}
			// Between our look and the lease another request may have done it.
			if ( self::SCHEMA === $this->stored_schema() ) {
				$this->forget_cached_options();
			} else {
				$this->install(
					function () use ( &$lease ): void {
						$lease = $this->leases->renew( self::LEASE, (string) $lease, self::LEASE_MS ) ?? throw new \RuntimeException( 'Somebody else took the upgrade over.' );
					}
				);
			}
			$this->leases->release( self::LEASE, $lease );
		} catch ( \Throwable $thrown ) {
			// The page must come. The lease stays, so that not every request tries what has just failed.
			error_log( 'SmartAlloc Ops: installation: ' . ( $thrown instanceof InstallFailed ? $thrown->getMessage() : get_class( $thrown ) ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	/** dbDelta() says nothing when the database refused. */
	private function verify(): void {
		$missing = [];
		foreach ( Tables::columns() as $table => $columns ) {
			$found = $this->db->columns( $this->db->table( $table ) );
			foreach ( array_diff( $columns, $found ) as $column ) {
				$missing[] = [] === $found ? $table : "$table.$column";
			}
		}
		if ( [] !== $missing ) {
			throw new InstallFailed( array_values( array_unique( $missing ) ) );
		}
	}

	private function stored_schema(): int {
		return (int) $this->db->value( 'SELECT option_value FROM %i WHERE option_name = %s', [ $this->wpdb->options, self::OPTION ] );
	}

	private function forget_cached_options(): void {
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
