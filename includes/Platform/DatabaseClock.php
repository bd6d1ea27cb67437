<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The clock of the database, so that several web servers agree on leases and ages.
 *
 * It asks once and then adds PHP's monotonic time, because one query a look would break the query budget of a hot path.
 */
final class DatabaseClock implements Clock {
	/** Ask again after this long: long command-line runners drift, and a database may fail over. */
	private const RESYNC_NS = 60_000_000_000;

	private int $base_ms = 0;
	private int $base_ns = 0;

	public function __construct( private readonly \wpdb $wpdb ) {}

	public function now_ms(): int {
		$ns = hrtime( true );
		if ( 0 === $this->base_ns || $ns - $this->base_ns > self::RESYNC_NS ) {
			$this->base_ms = $this->ask();
			$this->base_ns = hrtime( true );
			$ns            = $this->base_ns;
		}
		return $this->base_ms + intdiv( $ns - $this->base_ns, 1_000_000 );
	}

	private function ask(): int {
		if ( Database::is_sqlite() ) {
			return (int) floor( microtime( true ) * 1000 );
		}
		// NOW(), not UTC_TIMESTAMP(): UNIX_TIMESTAMP() reads its argument in the session's zone.
		$value = $this->wpdb->get_var( 'SELECT ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000)' );
		return is_numeric( $value ) ? (int) $value : (int) floor( microtime( true ) * 1000 );
	}
}
