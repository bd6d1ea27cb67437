<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\ActionWalk;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;

defined( 'ABSPATH' ) || exit;

/**
 * Walks through all rows of Action Scheduler, again and again, some stretches each minute, and so learns what hooks alone
 * do not tell: how many jobs there are where counting them would take too long, what was changed behind our back, and how
 * many ends of jobs were never seen.
 *
 * What a walk has counted so far and how far it has come are one row, written in one statement: killed anywhere, it goes
 * on where that row says.
 *
 * @phpstan-type Walk array{began_at: int, position: int, counts: array<string, array<string, int>>, ended: array<string, array<int, int>>}
 */
final class Reconciler {
	public const WALKING = 'walk';
	public const WALKED  = 'walked';

	/** Rows of one stretch: some fifty milliseconds on a large table. */
	private const STRETCH = 20_000;

	/** Ends of jobs are compared over as many whole hours before a walk began. */
	private const HOURS = 24;

	/** A walk through a small table ends at once; the next begins after this. */
	private const PAUSE_MS = 600_000;

	public function __construct( private readonly ActionWalk $actions, private readonly MetricStore $store, private readonly Cursors $cursors, private readonly Clock $clock, private readonly int $stretch = self::STRETCH ) {}

	/** Goes on for about that long, and does at least one stretch. */
	public function run( int $budget_ms ): void {
		$until = hrtime( true ) + $budget_ms * 1_000_000;
		$known = $this->cursors->all();
		$walk  = self::read( $known[ self::WALKING ]['data'] ?? null );
		if ( null === $walk ) {
			if ( $this->clock->now_ms() - ( $known[ self::WALKED ]['at'] ?? 0 ) < self::PAUSE_MS ) {
				return;
			}
			$walk = [
				'began_at' => $this->clock->now_ms(),
				'position' => 0,
				'counts'   => [],
				'ended'    => [],
			];
			$this->cursors->move( self::WALKING, 0, $walk );
		}
		do {
			$from    = $walk['position'];
			$stretch = $this->actions->stretch( $from, $this->stretch, $this->first_hour( $walk ) * MetricStore::HOUR_MS );
			if ( null === $stretch ) {
				$this->finish( $walk );
				return;
			}
			$walk = self::add( $walk, $stretch );
			CrashPoint::reach( 'kpi.walked' );
			// Somebody else walks, too: one of both goes on.
		} while ( $this->cursors->advance( self::WALKING, $from, $walk['position'], $walk ) && hrtime( true ) < $until );
	}

	/** @param Walk $walk */
	private function finish( array $walk ): void {
		$end   = $this->first_hour( $walk ) + self::HOURS;
		// Not before measuring began: the first hour of all is only a part of one.
		$first = max( $end - self::HOURS, 1 + ( $this->store->first_slot( MetricStore::HOURS ) ?? $end ) );
		$seen  = $this->store->read( MetricStore::HOURS, [ $first, $end ] );
		$drift = [];
		foreach ( [ 'complete' => Metric::QueueOk, 'failed' => Metric::QueueFailed ] as $status => $metric ) {
			$rows    = array_sum( array_filter( $walk['ended'][ $status ] ?? [], static fn ( int $hour ): bool => $hour >= $first && $hour < $end, ARRAY_FILTER_USE_KEY ) );
			$counted = 0;
			foreach ( $seen[ $metric->value ] ?? [] as $pieces ) {
				$counted += array_sum( array_map( static fn ( Histogram $piece ): int => $piece->n(), $pieces ) );
			}
			$drift[ $status ] = [
				'rows'    => $rows,
				'counted' => $counted,
			];
		}
		$this->cursors->move(
			self::WALKED,
			$walk['position'],
			[
				'began_at' => $walk['began_at'],
				'counts'   => $walk['counts'],
				'drift'    => $drift,
			]
		);
		$this->cursors->forget( self::WALKING );
	}

	/** @param Walk $walk */
	private function first_hour( array $walk ): int {
		// The hour before it began may not be summed yet.
		return intdiv( $walk['began_at'], MetricStore::HOUR_MS ) - 1 - self::HOURS;
	}

	/**
	 * @param Walk                                                                                                        $walk
	 * @param array{last_id: int, counts: list<array{group: string, status: string, hour: int|null, n: int}>} $stretch
	 * @return Walk
	 */
	private static function add( array $walk, array $stretch ): array {
		$walk['position'] = $stretch['last_id'];
		foreach ( $stretch['counts'] as [ 'group' => $group, 'status' => $status, 'hour' => $hour, 'n' => $n ] ) {
			$scope                               = '' === $group ? Recorder::OTHER : $group;
			$walk['counts'][ $scope ][ $status ] = ( $walk['counts'][ $scope ][ $status ] ?? 0 ) + $n;
			if ( null !== $hour ) {
				$walk['ended'][ $status ][ $hour ] = ( $walk['ended'][ $status ][ $hour ] ?? 0 ) + $n;
			}
		}
		return $walk;
	}

	/**
	 * @param array<array-key, mixed>|null $data
	 * @return Walk|null
	 */
	private static function read( ?array $data ): ?array {
		if ( null === $data || ! is_int( $data['began_at'] ?? null ) || ! is_int( $data['position'] ?? null ) ) {
			return null;
		}
		return [
			'began_at' => $data['began_at'],
			'position' => $data['position'],
			'counts'   => self::numbers( $data['counts'] ?? null ),
			'ended'    => self::numbers( $data['ended'] ?? null ),
		];
	}

	/** @return array<array-key, array<array-key, int>> */
	private static function numbers( mixed $data ): array {
		return array_map( static fn ( mixed $row ): array => array_map( 'intval', is_array( $row ) ? $row : [] ), is_array( $data ) ? $data : [] );
	}
}
