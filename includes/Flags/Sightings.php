<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/**
 * Writes down when each kind of process first went by a revision, so that people see whether a flip has arrived.
 *
 * A small autoloaded option a kind remembers the last epoch it went by: a page costs a query only after a flip.
 */
final class Sightings {
	public const KINDS = [ 'web', 'cron', 'cli' ];
	public const TABLE = 'flag_sightings';

	private const OPTION = 'smartalloc_ops_flags_seen_';

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly FlagReader $flags ) {}

	/** Called at the start of every request, and where a long runner learns of a flip. */
	public function note(): void {
		$option = self::OPTION . self::kind();
		$epoch  = $this->flags->epoch();
		if ( 0 > $epoch || ! $this->flags->is_readable() || $epoch === (int) get_option( $option, -1 ) ) {
			return;
		}
		try {
			$this->record( self::kind() );
			// A stale copy in an object cache would make update_option() believe that nothing changed.
			wp_cache_delete( 'alloptions', 'options' );
			update_option( $option, $epoch, true );
		} catch ( DatabaseError $error ) {
			// The page must come; the next process notes it.
			error_log( 'SmartAlloc Ops: that a flag was seen could not be written down. ' . $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}

	/** An option that is not there costs a query on every page. */
	public static function put_options(): void {
		foreach ( self::options() as $option ) {
			add_option( $option, -1, '', true );
		}
	}

	/** @return list<string> */
	public static function options(): array {
		return array_map( static fn ( string $kind ): string => self::OPTION . $kind, self::KINDS );
	}

	/** @return value-of<self::KINDS> */
	private static function kind(): string {
		return match ( true ) {
			defined( 'WP_CLI' ) && WP_CLI => 'cli',
			wp_doing_cron() => 'cron',
			default => 'web',
		};
	}

	private function record( string $kind ): void {
		$args = [ $this->db->table( self::TABLE ) ];
		$rows = $this->flags->revisions();
		foreach ( $rows as [ $flag, $scope, $revision ] ) {
			array_push( $args, $flag, $scope, $revision, $kind, $this->clock->now_ms() );
		}
		if ( [] !== $rows ) {
			$this->db->execute( 'INSERT IGNORE INTO %i (flag, scope, revision, kind, at) VALUES ' . implode( ', ', array_fill( 0, count( $rows ), '(%s, %s, %d, %s, %d)' ) ), $args );
		}
	}
}
