<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * All that was ever counted. It never grows less: a scraper takes a counter that falls for a restart, and would count
 * everything once more.
 *
 * A day that can no longer change is added to what came before it; whatever is younger comes from days, hours and
 * minutes, each up to where the roll-up has come. Each row knows the last day that is in it, so a day that is added
 * twice, by two ticks or after a kill, counts once. Buckets are as coarse as a scraper wants them: one a doubling.
 *
 * @phpstan-type Doublings array<int, array{n: int, total: float}>
 */
final class Totals {
	public const TABLE = 'metric_totals';
	public const NAME  = 'totals';

	/** The bucket of values that are not above zero, and of counters. */
	public const ZERO = 0;

	/** The bucket of values beyond the last doubling. */
	public const OVERFLOW = 53;

	/** The doubling that a bucket belongs to, in SQL. */
	private const DOUBLING = 'FLOOR((%s.bucket + 15) / 16.0)';

	/** Minutes are written up to two days late, and then the roll-up sums their day anew. */
	private const SETTLED_MS = 4 * MetricStore::DAY_MS;

	/** A tick that sums between two of our statements makes us look once more. */
	private const TRIES = 5;

	private const CHUNK = 500;

	public function __construct( private readonly Database $db, private readonly Cursors $cursors, private readonly MetricStore $store, private readonly Clock $clock ) {}

	/** The largest value of a doubling: a power of two; infinite for the overflow. */
	public static function upper( int $doubling ): float {
		return Histogram::upper( $doubling * Histogram::PER_DOUBLING );
	}

	/**
	 * Adds days that cannot change any more, for about that long, and at least one.
	 *
	 * @return array{first: int, is_done: bool} The first day that is not in it: only what is before may be taken away.
	 */
	public function fold( int $until_ns ): array {
		$known = $this->cursors->all();
		$end   = min( intdiv( $this->clock->now_ms() - self::SETTLED_MS, MetricStore::DAY_MS ), self::summed_days( $known ) );
		$day   = $known[ self::NAME ]['position'] ?? null;
		if ( null === $day ) {
			$day = min( $end, $this->store->first_slot( MetricStore::DAYS ) ?? $end );
			$this->cursors->move( self::NAME, max( 0, $day ) );
		}
		while ( $day < $end ) {
			$next = $this->add( $day ) ? $day + 1 : min( $end, $this->store->first_slot( MetricStore::DAYS, $day + 1 ) ?? $end );
			CrashPoint::reach( 'kpi.folded' );
			if ( ! $this->cursors->advance( self::NAME, $day, $next ) ) {
				// Somebody else does the same: the next tick looks anew.
				break;
			}
			$day = $next;
			if ( hrtime( true ) > $until_ns ) {
				break;
			}
		}
		return [
			'first'   => max( 0, $day ),
			'is_done' => $day >= $end,
		];
	}

	/**
	 * Everything up to now: for each metric and scope how many values each doubling has had, and their sum.
	 *
	 * @return array<string, array<array-key, Doublings>> By metric, scope and doubling.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		for ( $try = 1;; $try++ ) {
			$bounds = self::bounds( $this->cursors->all() );
			$rows   = $this->read( $bounds );
			$then   = self::bounds_in( $rows );
			// What was read is one moment; if the bounds were of another, some of it is missing or there twice.
			if ( $then === $bounds || $try === self::TRIES ) {
				return self::by_metric( $rows );
			}
		}
	}

	/** @return bool Whether there was anything of that day. */
	private function add( int $day ): bool {
		$doubling = sprintf( self::DOUBLING, 'd' );
		$rows     = $this->db->rows(
			"SELECT d.metric, d.scope, $doubling AS doubling, SUM(d.n) AS n, SUM(d.total) AS total FROM %i d WHERE " . self::in_metrics( 'd' ) . " AND d.slot = %d GROUP BY d.metric, d.scope, $doubling ORDER BY d.metric, d.scope, doubling",
			[ $this->db->table( MetricStore::DAYS ), ...self::metrics(), $day ]
		);
		foreach ( array_chunk( $rows, self::CHUNK ) as $chunk ) {
			$values = [];
			foreach ( $chunk as $row ) {
				array_push( $values, (string) $row['metric'], (string) $row['scope'], (int) $row['doubling'], (int) $row['n'], (float) $row['total'], $day );
			}
			// What guards the others is set last.
			$this->db->execute(
				'INSERT INTO %i (metric, scope, bucket, n, total, through) VALUES ' . implode( ', ', array_fill( 0, count( $chunk ), '(%s, %s, %d, %d, %f, %d)' ) ) . '
				ON DUPLICATE KEY UPDATE n = CASE WHEN through < VALUES(through) THEN n + VALUES(n) ELSE n END, total = CASE WHEN through < VALUES(through) THEN total + VALUES(total) ELSE total END, through = CASE WHEN through < VALUES(through) THEN VALUES(through) ELSE through END',
				[ $this->db->table( self::TABLE ), ...$values ]
			);
		}
		return [] !== $rows;
	}

	/**
	 * @param array{totals: int, days: int, hours: int} $bounds
	 * @return list<array<string, string|null>>
	 */
	private function read( array $bounds ): array {
		// A row of sums that has a day already must not get it once more.
		$day = sprintf( self::DOUBLING, 'd' );
		$sql = "SELECT metric, scope, doubling, SUM(n) AS n, SUM(total) AS total FROM (
				SELECT metric, scope, bucket AS doubling, n, total FROM %i
				UNION ALL SELECT d.metric, d.scope, $day, d.n, d.total FROM %i d LEFT JOIN %i t ON t.metric = d.metric AND t.scope = d.scope AND t.bucket = $day WHERE " . self::in_metrics( 'd' ) . ' AND d.slot >= %d AND d.slot < %d AND (t.through IS NULL OR t.through < d.slot)
				UNION ALL SELECT h.metric, h.scope, ' . sprintf( self::DOUBLING, 'h' ) . ', h.n, h.total FROM %i h WHERE ' . self::in_metrics( 'h' ) . ' AND h.slot >= %d AND h.slot < %d
				UNION ALL SELECT m.metric, m.scope, ' . sprintf( self::DOUBLING, 'm' ) . ', m.n, m.total FROM %i m WHERE ' . self::in_metrics( 'm' ) . ' AND m.slot >= %d
			) x GROUP BY metric, scope, doubling
			UNION ALL SELECT %s, name, 0, position, 0 FROM %i WHERE name IN (%s, %s, %s)';
		return $this->db->rows(
			$sql,
			[
				$this->db->table( self::TABLE ),
				$this->db->table( MetricStore::DAYS ),
				$this->db->table( self::TABLE ),
				...self::metrics(),
				$bounds['totals'],
				$bounds['days'],
				$this->db->table( MetricStore::HOURS ),
				...self::metrics(),
				$bounds['days'] * 24,
				$bounds['hours'],
				$this->db->table( MetricStore::MINUTES ),
				...self::metrics(),
				$bounds['hours'] * 60,
				Cursors::TABLE,
				$this->db->table( Cursors::TABLE ),
				RollUp::HOURS,
				RollUp::DAYS,
				self::NAME,
			]
		);
	}

	/**
	 * @param array<string, array{position: int, ...}> $known
	 * @return array{totals: int, days: int, hours: int}
	 */
	private static function bounds( array $known ): array {
		return [
			'totals' => $known[ self::NAME ]['position'] ?? 0,
			'days'   => self::summed_days( $known ),
			'hours'  => $known[ RollUp::HOURS ]['position'] ?? 0,
		];
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return array{totals: int, days: int, hours: int}
	 */
	private static function bounds_in( array $rows ): array {
		$known = [];
		foreach ( $rows as $row ) {
			if ( Cursors::TABLE === $row['metric'] ) {
				$known[ (string) $row['scope'] ] = [ 'position' => (int) $row['n'] ];
			}
		}
		return self::bounds( $known );
	}

	/**
	 * The first day that is not summed. What is sent back goes back to its hour first and to its day then.
	 *
	 * @param array<string, array{position: int, ...}> $known
	 */
	private static function summed_days( array $known ): int {
		return min( $known[ RollUp::DAYS ]['position'] ?? 0, intdiv( $known[ RollUp::HOURS ]['position'] ?? 0, 24 ) );
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return array<string, array<array-key, Doublings>>
	 */
	private static function by_metric( array $rows ): array {
		$found = [];
		foreach ( $rows as $row ) {
			if ( Cursors::TABLE !== $row['metric'] ) {
				$found[ (string) $row['metric'] ][ (string) $row['scope'] ][ (int) $row['doubling'] ] = [
					'n'     => (int) $row['n'],
					'total' => (float) $row['total'],
				];
			}
		}
		return $found;
	}

	private static function in_metrics( string $alias ): string {
		return "$alias.metric IN (" . implode( ', ', array_fill( 0, count( Metric::cases() ), '%s' ) ) . ')';
	}

	/** @return list<string> */
	private static function metrics(): array {
		return array_map( static fn ( Metric $metric ): string => $metric->value, Metric::cases() );
	}
}
