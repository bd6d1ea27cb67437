<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\LogFolder;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps what was seen in memory and writes it in one statement: when a runner takes its next jobs, when it is done, and
 * at the end of the process. A process that sees nothing writes nothing.
 *
 * Nothing here throws. What cannot be written is tried again three times, then counted as lost.
 *
 * @phpstan-import-type Cell from MetricStore
 */
final class Recorder {
	/** Name under which lost samples wait on the disk until a tick finds a database. */
	public const LOST_TALLY = 'lost-samples';

	/** Labels are bounded: whatever is not known here is one of these. */
	public const OTHER = 'other';

	private const RETRIES = 3;

	/** What a runner that is killed takes along is at most what it saw in this time, or in one claim. */
	private const FLUSH_NS = 2_000_000_000;

	/** Cells that are kept at most; then it is time to write. */
	private const KEEP = 1_000;

	/** A minute that has been over for longer may have been summed already. */
	private const LATE_MS = 60_000;

	/** Larger values say the same, and this one fits into every column. */
	private const LARGEST = 1e15;

	/** Sums are kept in this part of a unit: such numbers add up exactly, in any order. */
	private const PER_UNIT = 64;

	/** @var array<array-key, Cell> By metric, minute, bucket and scope. */
	private array $cells = [];

	private int $lost           = 0;
	private int $failures       = 0;
	private int $flushed_ns     = 0;
	private bool $is_registered = false;

	public function __construct( private readonly MetricStore $store, private readonly Ledger $ledger, private readonly RollUp $roll_up, private readonly Database $db, private readonly Clock $clock, private readonly LogFolder $folder ) {}

	/** @param int|null $at_ms When it happened, if not now. */
	public function count( Metric $metric, string $scope, int $n = 1, ?int $at_ms = null ): void {
		$this->keep( $metric, $scope, Metric::COUNTER, $n, 0.0, $at_ms );
	}

	public function sample( Metric $metric, string $scope, int|float $value, ?int $at_ms = null ): void {
		$value = min( self::LARGEST, max( 0.0, (float) $value ) );
		$this->keep( $metric, $scope, Histogram::bucket( $value ), 1, $value, $at_ms );
	}

	/** Counts what was seen but cannot be told. */
	public function lose( int $samples ): void {
		$this->lost += $samples;
		$this->register();
	}

	/** Writes what there is. */
	public function flush(): void {
		$this->try_to_write();
	}

	/** The end of the process: what is not written now is lost. */
	public function shutdown(): void {
		do {
			// A connection that does not come back was tried five times already, a second each.
			$is_alive = $this->try_to_write();
			$is_alive || $this->give_up();
		} while ( [] !== $this->cells || $this->ledger->has_notes() );
		if ( $this->lost > 0 ) {
			$this->note_lost();
		}
	}

	/** The tick's part: what processes without a database have lost. */
	public function collect_lost(): void {
		$lost = $this->folder->take_tally( self::LOST_TALLY );
		if ( $lost > 0 ) {
			$this->count( Metric::Lost, '', $lost );
		}
		$this->flush();
	}

	/** @return bool Whether there is a database. */
	private function try_to_write(): bool {
		try {
			$this->write();
		} catch ( \Throwable $thrown ) {
			++$this->failures;
			if ( 1 === $this->failures ) {
				error_log( 'SmartAlloc Ops: what was measured could not be written down and is kept for another try. ' . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
			}
			if ( $this->failures > self::RETRIES ) {
				$this->give_up();
			}
			return ! $thrown instanceof NoDatabase;
		}
		return true;
	}

	private function keep( Metric $metric, string $scope, int $bucket, int $n, float $value, ?int $at_ms ): void {
		try {
			$now    = $this->clock->now_ms();
			$minute = intdiv( min( $now, max( $at_ms ?? $now, $now - RollUp::KEEP_MINUTES_MS + MetricStore::HOUR_MS ) ), MetricStore::MINUTE_MS );
			$scope  = substr( strtolower( $scope ), 0, 64 );
			$key    = "$metric->value $minute $bucket $scope";
			$cell   = $this->cells[ $key ] ?? null;

			$this->cells[ $key ] = [
				'metric' => $metric->value,
				'slot'   => $minute,
				'scope'  => $scope,
				'bucket' => $bucket,
				'n'      => ( $cell['n'] ?? 0 ) + $n,
				'total'  => ( $cell['total'] ?? 0.0 ) + round( $value * self::PER_UNIT ) / self::PER_UNIT * $n,
				'peak'   => max( $cell['peak'] ?? 0.0, $value ),
			];
			$this->register();
			if ( count( $this->cells ) >= self::KEEP || (int) hrtime( true ) - $this->flushed_ns > self::FLUSH_NS ) {
				$this->flush();
			}
		} catch ( \Throwable ) {
			// The clock is the database's.
			$this->lose( $n );
		}
	}

	private function register(): void {
		if ( ! $this->is_registered ) {
			$this->is_registered = true;
			$this->flushed_ns    = (int) hrtime( true );
			// After Action Scheduler has said what a fatal error did to its job.
			add_action( 'shutdown', [ $this, 'shutdown' ], PHP_INT_MAX );
		}
	}

	/** @throws \Throwable When it cannot be written; what is not in stays. */
	private function write(): void {
		$this->flushed_ns = (int) hrtime( true );
		if ( [] === $this->cells && 0 === $this->lost && ! $this->ledger->has_notes() ) {
			return;
		}
		// Without this, a statement on a dead connection ends the process with a page of WordPress.
		$this->db->is_alive() || throw new NoDatabase();
		if ( $this->lost > 0 ) {
			$lost       = $this->lost;
			$this->lost = 0;
			$this->keep( Metric::Lost, '', Metric::COUNTER, $lost, 0.0, null );
		}
		$this->ledger->write();
		$cells = MetricStore::sorted( array_values( $this->cells ) );
		if ( [] === $cells ) {
			$this->failures = 0;
			return;
		}
		$this->store->add(
			$cells,
			function ( int $done ) use ( $cells ): void {
				$this->cells = array_slice( $cells, $done );
			}
		);
		$this->cells    = [];
		$this->failures = 0;
		$oldest         = min( array_column( $cells, 'slot' ) );
		if ( ( $oldest + 1 ) * MetricStore::MINUTE_MS < $this->clock->now_ms() - self::LATE_MS ) {
			$this->roll_up->came_late( $oldest );
		}
	}

	private function give_up(): void {
		$this->lost    += array_sum( array_column( $this->cells, 'n' ) ) + $this->ledger->drop();
		$this->cells    = [];
		$this->failures = 0;
	}

	private function note_lost(): void {
		$lost       = $this->lost;
		$this->lost = 0;
		if ( ! $this->folder->add_to_tally( self::LOST_TALLY, $lost ) ) {
			error_log( "SmartAlloc Ops: $lost measurements are lost." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
