<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;

defined( 'ABSPATH' ) || exit;

/**
 * What was measured up to now, over windows of growing length: at most two statements for all metrics, the second only
 * when somebody asks for more than an hour.
 *
 * An hour and less is exact to the minute. Longer windows begin at a full hour; of them, what is not summed into hours
 * yet comes from minutes.
 */
final class Samples implements SampleSource {
	public const QUARTER = 900;
	public const HOUR    = 3_600;
	public const DAY     = 86_400;

	/** Seconds, in the order in which a window grows until enough was seen. */
	public const WINDOWS = [ self::QUARTER, self::HOUR, 6 * self::HOUR, self::DAY, 7 * self::DAY ];

	private readonly int $minute;
	private readonly int $hour;

	/** First minute that is in no hour's sum. */
	private readonly int $unsummed;

	/** @var array<string, array<string, array<int, Histogram>>> By metric, scope and first minute of a piece. */
	private readonly array $recent;

	/** @var array<string, array<string, array<int, Histogram>>>|null By metric, scope and first hour of a piece. */
	private ?array $long = null;

	/** @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read. */
	public function __construct( private readonly MetricStore $store, Cursors $cursors, Clock $clock ) {
		$now            = $clock->now_ms();
		$this->minute   = intdiv( $now, MetricStore::MINUTE_MS );
		$this->hour     = intdiv( $this->minute, 60 );
		$summed         = $cursors->all()[ RollUp::HOURS ]['position'] ?? 0;
		$this->unsummed = max( $summed * 60, $this->minute - intdiv( RollUp::KEEP_MINUTES_MS, MetricStore::MINUTE_MS ) );
		$quarters       = array_map( fn ( int $quarter ): int => $this->minute + 1 - 15 * $quarter, [ 4, 3, 2, 1 ] );
		$this->recent   = $store->read( MetricStore::MINUTES, self::cuts( [ $this->unsummed, ...$this->starts( 60 ), ...$quarters ], min( $this->unsummed, $quarters[0] ), $this->minute + 1 ) );
	}

	/** @return list<string> Scopes in which one of these was measured in a week. */
	public function scopes( Metric ...$metrics ): array {
		$scopes = [];
		foreach ( $metrics as $metric ) {
			array_push( $scopes, ...array_keys( $this->recent[ $metric->value ] ?? [] ), ...array_keys( $this->long()[ $metric->value ] ?? [] ) );
		}
		$scopes = array_values( array_unique( array_map( 'strval', $scopes ) ) );
		sort( $scopes );
		return $scopes;
	}

	/** @param string|null $scope Null for all of them together. */
	public function of( Metric $metric, ?string $scope, int $window_s ): Histogram {
		$is_long = $window_s > self::HOUR;
		$from    = $is_long ? ( $this->hour - intdiv( $window_s, self::HOUR ) ) * 60 : $this->minute + 1 - intdiv( $window_s, 60 );
		$sum     = self::sum( $this->recent[ $metric->value ] ?? [], $scope, $is_long ? max( $from, $this->unsummed ) : $from );
		return $is_long ? $sum->merge( self::sum( $this->long()[ $metric->value ] ?? [], $scope, intdiv( $from, 60 ) ) ) : $sum;
	}

	/** One quarter of the last hour; 0 is the one that runs. */
	public function quarter( Metric $metric, ?string $scope, int $quarter ): Histogram {
		$from = $this->minute + 1 - 15 * ( $quarter + 1 );
		return self::sum( $this->recent[ $metric->value ] ?? [], $scope, $from, $from + 15 );
	}

	/** @return array<string, array<string, array<int, Histogram>>> */
	private function long(): array {
		return $this->long ??= $this->store->read( MetricStore::HOURS, self::cuts( $this->starts( 1 ), $this->hour - 168, intdiv( $this->unsummed, 60 ) ) );
	}

	/** @return list<int> Where the windows of more than an hour begin, in slots of so many to the hour. */
	private function starts( int $slots ): array {
		return array_map( fn ( int $window_s ): int => ( $this->hour - intdiv( $window_s, self::HOUR ) ) * $slots, array_values( array_filter( self::WINDOWS, static fn ( int $window_s ): bool => $window_s > self::HOUR ) ) );
	}

	/**
	 * @param array<int> $cuts
	 * @return non-empty-list<int>
	 */
	private static function cuts( array $cuts, int $begin, int $end ): array {
		$cuts = array_unique( [ $begin, ...array_filter( $cuts, static fn ( int $cut ): bool => $cut > $begin && $cut < $end ) ] );
		sort( $cuts );
		return [ ...$cuts, $end ];
	}

	/** @param array<string, array<int, Histogram>> $scopes */
	private static function sum( array $scopes, ?string $scope, int $from, int $until = PHP_INT_MAX ): Histogram {
		$sum = Histogram::empty();
		foreach ( null === $scope ? $scopes : [ $scopes[ $scope ] ?? [] ] as $pieces ) {
			foreach ( $pieces as $start => $piece ) {
				$sum = $start >= $from && $start < $until ? $sum->merge( $piece ) : $sum;
			}
		}
		return $sum;
	}
}
