<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * Takes the plugin off one site. With `keep_data` its tables and options stay for the next time; what acts by itself or
 * gives rights goes in any case, and so does the log.
 */
final class Uninstall {
	/** Somebody waits for the page that deletes a plugin. */
	private const LAST_RELEASE_MS = 10_000;

	/** What only we can bring back, by source. Jobs are given back to their queues. */
	private const FROM_FORMS = [
		'gf_notification' => [ 'notifications that were not sent', 'Send them from the entries: Resend notifications.' ],
		'gf_submission'   => [ 'entries that SmartAlloc has not taken in', 'The entries themselves are with Gravity Forms.' ],
	];

	/** Entries named one by one in the error log; further ones are counted. */
	private const NAMED_ENTRIES = 100;

	private readonly Database $db;
	private readonly Belongings $belongings;

	public function __construct( private readonly Services $services, private readonly \wpdb $wpdb ) {
		$this->db         = $services->db;
		$this->belongings = new Belongings( $this->db, $wpdb );
	}

	public function run(): void {
		$keep = $this->services->config->keep_data();
		$this->services->install()->deactivate();
		$this->let_go( $keep );
		foreach ( $this->belongings->cron_hooks() as $hook ) {
			wp_unschedule_hook( $hook );
		}
		$this->take_rights();
		if ( is_main_site() ) {
			WatchdogServices::take_away( $this->services );
		}
		// Also when data is kept: nobody is left to delete it after its days.
		$this->services->logs()->remove();
		if ( ! $keep ) {
			$this->drop();
		}
	}

	/** Lets what nothing holds any more go its way, and says what is then left: nothing is dropped in silence. */
	private function let_go( bool $keep ): void {
		if ( ! $this->db->has_table( $this->db->table( WorkStore::TABLE ) ) ) {
			return;
		}
		try {
			$this->services->release_loop()->run( self::LAST_RELEASE_MS );
			foreach ( self::FROM_FORMS as $source => $words ) {
				$left = $this->services->work_store()->waiting( $source, self::NAMED_ENTRIES );
				if ( [] !== $left ) {
					self::log( self::told( $left, $this->count_waiting( $source ), $words, $keep ) );
				}
			}
		} catch ( \Throwable $thrown ) {
			self::log( 'what was held could not be read: ' . get_class( $thrown ) );
		}
	}

	private function count_waiting( string $source ): int {
		return (int) $this->db->value( "SELECT COUNT(*) FROM %i WHERE source = %s AND state IN ('held', 'due')", [ $this->db->table( WorkStore::TABLE ), $source ] );
	}

	/**
	 * Ids only: whoever reads the log may not see the entries.
	 *
	 * @param non-empty-list<WorkItem> $left
	 * @param array{string, string}    $words What it is, and what a person can do about it.
	 */
	private static function told( array $left, int $count, array $words, bool $keep ): string {
		$forms = [];
		foreach ( $left as $item ) {
			$forms[ (int) $item->form_id ][] = (int) $item->entry_id;
		}
		$named = implode( '; ', array_map( static fn ( int $form, array $entries ): string => "form $form: entries " . implode( ', ', $entries ), array_keys( $forms ), $forms ) );
		$more  = $count > count( $left ) ? '; and ' . ( $count - count( $left ) ) . ' more' : '';
		return sprintf(
			'site %d: deleted while these waited: %d %s (%s%s). %s',
			get_current_blog_id(),
			$count,
			$words[0],
			$named,
			$more,
			$keep ? 'They wait in its table until it is installed again.' : $words[1]
		);
	}

	private function take_rights(): void {
		foreach ( array_keys( Capability::ROLES ) as $role ) {
			remove_role( $role );
		}
		foreach ( wp_roles()->role_objects as $role ) {
			foreach ( Capability::ALL as $capability ) {
				$role->remove_cap( $capability );
			}
		}
	}

	private function drop(): void {
		foreach ( $this->belongings->tables() as $table ) {
			$this->db->execute( 'DROP TABLE IF EXISTS %i', [ $table ] );
		}
		foreach ( $this->belongings->options() as $option ) {
			delete_option( $option );
		}
		foreach ( $this->belongings->user_meta() as $key ) {
			delete_metadata( 'user', 0, $key, '', true );
		}
		// One vault for all sites of a network.
		if ( is_main_site() ) {
			VaultServices::places()->remove();
		}
		// A lease is written past WordPress, which would go on believing what it has cached of it.
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( 'notoptions', 'options' );
	}

	private static function log( string $text ): void {
		error_log( "SmartAlloc Ops: $text" ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
	}
}
