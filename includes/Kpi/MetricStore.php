<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Buckets of minutes, hours and days: one row a metric, time, scope and bucket that is not empty.
 *
 * Minutes are read for all scopes at once and have the time before the scope in their key; hours and days are read for
 * one scope over a long time and have it behind.
 *
 * @phpstan-type Cell array{metric: string, slot: int, scope: string, bucket: int, n: int, total: float, peak: float}
 */
final class MetricStore {
	public const MINUTES = 'metrics_minute';
	public const HOURS   = 'metrics_hour';
	public const DAYS    = 'metrics_day';

	public const MINUTE_MS = 60_000;
	public const HOUR_MS   = 3_600_000;
	public const DAY_MS    = 86_400_000;

	/** Rows of one statement. */
	private const CHUNK = 500;

	public function __construct( private readonly Database $db ) {}

	/**
	 * Adds to minutes. Each statement adds whole or not at all, its rows sorted by key so that writers at the same time
	 * do not wait for each other in a circle.
	 *
	 * @param list<Cell>           $cells
	 * @param \Closure( int ): void $added Is told after each statement how many of the cells, from the first on, are in.
	 * @throws \SmartAllocOps\Platform\DatabaseError When one cannot be written.
	 */
	public function add( array $cells, ?\Closure $added = null ): void {
		$done = 0;
		foreach ( array_chunk( self::sorted( $cells ), self::CHUNK ) as $chunk ) {
			$this->db->execute(
				$this->insert( $chunk ) . ' ON DUPLICATE KEY UPDATE n = n + VALUES(n), total = total + VALUES(total), peak = CASE WHEN VALUES(peak) > peak THEN VALUES(peak) ELSE peak END',
				[ $this->table( self::MINUTES ), ...self::values( $chunk ) ]
			);
			$done += count( $chunk );
			null === $added || $added( $done );
		}
	}

	/**
	 * @param list<Cell> $cells
	 * @return list<Cell> In the order of the key of minutes.
	 */
	public static function sorted( array $cells ): array {
		usort( $cells, static fn ( array $one, array $other ): int => [ $one['metric'], $one['slot'], $one['scope'], $one['bucket'] ] <=> [ $other['metric'], $other['slot'], $other['scope'], $other['bucket'] ] );
		return $cells;
	}

	/**
	 * Sums the slots of the finer table that make up one slot of the coarser. Done twice it is the same. What was counted
	 * never grows less, so neither a second writer nor finer rows that are gone already take anything away.
	 *
	 * @param self::MINUTES|self::HOURS $from
	 * @param self::HOURS|self::DAYS    $to
	 * @param int                       $share How many slots of `$from` one of `$to` has.
	 * @return bool Whether there was anything to sum.
	 */
	public function sum_up( string $from, string $to, int $slot, int $share ): bool {
		$rows  = $this->db->rows(
			'SELECT metric, scope, bucket, SUM(n) AS n, SUM(total) AS total, MAX(peak) AS peak FROM %i WHERE ' . self::in_metrics( Metric::cases() ) . ' AND slot >= %d AND slot < %d GROUP BY metric, scope, bucket ORDER BY metric, scope, bucket',
			[ $this->table( $from ), ...self::names( Metric::cases() ), $slot * $share, ( $slot + 1 ) * $share ]
		);
		$cells = array_map( static fn ( array $row ): array => self::cell( [ 'slot' => (string) $slot ] + $row ), $rows );
		foreach ( array_chunk( $cells, self::CHUNK ) as $chunk ) {
			$this->db->execute(
				$this->insert( $chunk ) . ' ON DUPLICATE KEY UPDATE total = CASE WHEN VALUES(n) > n THEN VALUES(total) ELSE total END, peak = CASE WHEN VALUES(peak) > peak THEN VALUES(peak) ELSE peak END, n = CASE WHEN VALUES(n) > n THEN VALUES(n) ELSE n END',
				[ $this->table( $to ), ...self::values( $chunk ) ]
			);
		}
		return [] !== $cells;
	}

	/**
	 * The first slot from there on that a table holds anything of; null when there is none.
	 *
	 * @param self::MINUTES|self::HOURS|self::DAYS $table
	 */
	public function first_slot( string $table, int $from = 0 ): ?int {
		$slot = $this->db->value( 'SELECT MIN(slot) FROM %i WHERE ' . self::in_metrics( Metric::cases() ) . ' AND slot >= %d', [ $this->table( $table ), ...self::names( Metric::cases() ), $from ] );
		return null === $slot ? null : (int) $slot;
	}

	/**
	 * Takes away at most so many rows before a slot; gives how many.
	 *
	 * @param self::MINUTES|self::HOURS|self::DAYS $table
	 */
	public function delete_before( string $table, int $slot, int $limit ): int {
		return $this->db->execute( 'DELETE FROM %i WHERE ' . self::in_metrics( Metric::cases() ) . ' AND slot < %d LIMIT %d', [ $this->table( $table ), ...self::names( Metric::cases() ), $slot, $limit ] );
	}

	/**
	 * All metrics and scopes over a stretch of slots, cut where the caller says, in one statement.
	 *
	 * @param self::MINUTES|self::HOURS|self::DAYS $table
	 * @param non-empty-list<int>                  $cuts  Slots, ascending: the first of each piece, and at last the first that is not read.
	 * @return array<string, array<string, array<int, Histogram>>> By metric, scope and the first slot of the piece.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function read( string $table, array $cuts ): array {
		$end   = (int) array_pop( $cuts );
		$begin = $cuts[0] ?? $end;
		if ( $begin >= $end ) {
			return [];
		}
		// Which piece: how many of the cuts after the first lie at or before the slot.
		$inner = array_slice( $cuts, 1 );
		$piece = [] === $inner ? '0' : implode( ' + ', array_fill( 0, count( $inner ), 'CASE WHEN slot >= %d THEN 1 ELSE 0 END' ) );
		$rows  = $this->db->rows(
			"SELECT metric, scope, bucket, piece, SUM(n) AS n, SUM(total) AS total, MAX(peak) AS peak
			FROM (SELECT metric, scope, bucket, $piece AS piece, n, total, peak FROM %i WHERE " . self::in_metrics( Metric::cases() ) . ' AND slot >= %d AND slot < %d) t GROUP BY metric, scope, bucket, piece',
			[ ...$inner, $this->table( $table ), ...self::names( Metric::cases() ), $begin, $end ]
		);
		$buckets = [];
		foreach ( $rows as $row ) {
			$buckets[ (string) $row['metric'] ][ (string) $row['scope'] ][ $cuts[ (int) $row['piece'] ] ][ (int) $row['bucket'] ] = [
				'n'     => (int) $row['n'],
				'total' => (float) $row['total'],
				'peak'  => (float) $row['peak'],
			];
		}
		return array_map(
			static fn ( array $scopes ): array => array_map( static fn ( array $pieces ): array => array_map( [ Histogram::class, 'from_buckets' ], $pieces ), $scopes ),
			$buckets
		);
	}

	/**
	 * Some metrics over a stretch of slots, of all scopes together or of one, in pieces of so many slots, in one statement.
	 *
	 * @param self::MINUTES|self::HOURS|self::DAYS $table
	 * @param non-empty-list<Metric>               $metrics
	 * @param string|null                          $scope Null for all together; what has no scope, as what was lost, is in every one.
	 * @param int                                  $until The first slot that is not read.
	 * @return array<string, array<int, Histogram>> By metric and the first slot of the piece; pieces begin at multiples of their length.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function read_pieces( string $table, array $metrics, ?string $scope, int $from, int $until, int $length ): array {
		if ( $from >= $until ) {
			return [];
		}
		[ $part, $of_scope, $args ] = null === $scope ? [ '', '', [] ] : [ 'scope, ', " AND scope IN (%s, '')", [ $scope ] ];
		$rows                       = $this->db->rows(
			"SELECT metric, {$part}piece, bucket, SUM(n) AS n, SUM(total) AS total, MAX(peak) AS peak
			FROM (SELECT metric, scope, bucket, slot - MOD(slot, %d) AS piece, n, total, peak FROM %i WHERE " . self::in_metrics( $metrics ) . "$of_scope AND slot >= %d AND slot < %d) t GROUP BY metric, {$part}piece, bucket",
			[ $length, $this->table( $table ), ...self::names( $metrics ), ...$args, $from, $until ]
		);
		$buckets                    = [];
		foreach ( $rows as $row ) {
			if ( null === $scope || $row['scope'] === $scope || Metric::Lost->value === $row['metric'] ) {
				$buckets[ (string) $row['metric'] ][ (int) $row['piece'] ][ (int) $row['bucket'] ] = [
					'n'     => (int) $row['n'],
					'total' => (float) $row['total'],
					'peak'  => (float) $row['peak'],
				];
			}
		}
		return array_map( static fn ( array $pieces ): array => array_map( [ Histogram::class, 'from_buckets' ], $pieces ), $buckets );
	}

	/** @param non-empty-list<Metric> $metrics */
	private static function in_metrics( array $metrics ): string {
		return 'metric IN (' . implode( ', ', array_fill( 0, count( $metrics ), '%s' ) ) . ')';
	}

	/**
	 * @param list<Metric> $metrics
	 * @return list<string>
	 */
	private static function names( array $metrics ): array {
		return array_map( static fn ( Metric $metric ): string => $metric->value, $metrics );
	}

	/** @param list<Cell> $cells */
	private function insert( array $cells ): string {
		return 'INSERT INTO %i (metric, slot, scope, bucket, n, total, peak) VALUES ' . implode( ', ', array_fill( 0, count( $cells ), '(%s, %d, %s, %d, %d, %f, %f)' ) );
	}

	/**
	 * @param list<Cell> $cells
	 * @return list<string|int|float>
	 */
	private static function values( array $cells ): array {
		$values = [];
		foreach ( $cells as $cell ) {
			array_push( $values, $cell['metric'], $cell['slot'], $cell['scope'], $cell['bucket'], $cell['n'], $cell['total'], $cell['peak'] );
		}
		return $values;
	}

	/**
	 * @param array<string, string|null> $row
	 * @return Cell
	 */
	private static function cell( array $row ): array {
		return [
			'metric' => (string) $row['metric'],
			'slot'   => (int) $row['slot'],
			'scope'  => (string) $row['scope'],
			'bucket' => (int) $row['bucket'],
			'n'      => (int) $row['n'],
			'total'  => (float) $row['total'],
			'peak'   => (float) $row['peak'],
		];
	}

	private function table( string $name ): string {
		return $this->db->table( $name );
	}
}
