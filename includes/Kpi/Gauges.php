<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/**
 * How many jobs of each group wait, run and have failed: counted live where that is cheap, else by the last walk through
 * the table, with its age and the error it may have; null where that is not known.
 *
 * @phpstan-type Gauge array{scope: string, status: string, value: int|null, source: 'live'|'walk'|'none', as_of: int|null, error: int|null}
 * @phpstan-type JobCounts array{at: int|null, gauges: list<Gauge>, walk: array{began_at: int, ended_at: int, rows: array<array-key, int>, counted: array<array-key, int>}|null}
 */
final class Gauges {
	public const NAME = 'gauges';

	public const STATUSES = [ 'pending', 'in-progress', 'failed' ];

	public function __construct( private readonly ActionQueues $queues, private readonly Cursors $cursors, private readonly Config $config, private readonly Clock $clock ) {}

	/**
	 * Measures them and keeps what was found.
	 *
	 * @throws \SmartAllocOps\Platform\DatabaseError When the tables cannot be read.
	 */
	public function measure( Samples $samples ): void {
		$survey = $this->queues->survey();
		$walked = $this->cursors->all()[ Reconciler::WALKED ] ?? null;
		$gauges = [];
		foreach ( [ ...$this->config->groups(), Recorder::OTHER ] as $scope ) {
			foreach ( self::STATUSES as $status ) {
				$count    = $survey->count( $status, fn ( string $hook, string $group ): bool => $this->scope_of( $hook, $group ) === $scope );
				$is_whole = null !== $count && ! $count->capped && $survey->is_complete( $status );
				$gauges[] = $is_whole
					? self::gauge( $scope, $status, $count->value, 'live', $this->clock->now_ms(), 0 )
					: $this->walked( $scope, $status, $walked, $samples );
			}
		}
		$this->cursors->move( self::NAME, 0, [ 'gauges' => $gauges ] );
	}

	/**
	 * What was last measured.
	 *
	 * @return JobCounts
	 */
	public function report(): array {
		$known  = $this->cursors->all();
		$stored = $known[ self::NAME ]['data']['gauges'] ?? [];
		$walked = $known[ Reconciler::WALKED ] ?? null;
		$gauges = [];
		foreach ( is_array( $stored ) ? $stored : [] as $gauge ) {
			if ( is_array( $gauge ) ) {
				$gauges[] = self::gauge(
					(string) ( $gauge['scope'] ?? '' ),
					(string) ( $gauge['status'] ?? '' ),
					self::whole( $gauge['value'] ?? null ),
					in_array( $gauge['source'] ?? '', [ 'live', 'walk' ], true ) ? $gauge['source'] : 'none',
					self::whole( $gauge['as_of'] ?? null ),
					self::whole( $gauge['error'] ?? null )
				);
			}
		}
		$drift = is_array( $walked['data']['drift'] ?? null ) ? $walked['data']['drift'] : [];
		return [
			'at'     => $known[ self::NAME ]['at'] ?? null,
			'gauges' => $gauges,
			'walk'   => null === $walked ? null : [
				'began_at' => (int) ( $walked['data']['began_at'] ?? 0 ),
				'ended_at' => $walked['at'],
				'rows'     => array_map( static fn ( mixed $part ): int => (int) ( $part['rows'] ?? 0 ), $drift ),
				'counted'  => array_map( static fn ( mixed $part ): int => (int) ( $part['counted'] ?? 0 ), $drift ),
			],
		];
	}

	/**
	 * @param array{at: int, data: array<array-key, mixed>|null, ...}|null $walked
	 * @return Gauge
	 */
	private function walked( string $scope, string $status, ?array $walked, Samples $samples ): array {
		if ( null === $walked ) {
			return self::gauge( $scope, $status, null, 'none', null, null );
		}
		$n       = (int) ( $walked['data']['counts'][ $scope ][ $status ] ?? 0 );
		$minutes = max( 1, intdiv( $this->clock->now_ms() - (int) ( $walked['data']['began_at'] ?? 0 ), MetricStore::MINUTE_MS ) );
		if ( 'pending' === $status ) {
			// Nobody counts what is stored, so nothing says how far off this may be by now.
			return self::gauge( $scope, $status, $n, 'walk', $walked['at'], null );
		}
		// What began or failed since the walk did has left one count and may or may not have been seen by it.
		$window  = $minutes <= 60 ? Samples::HOUR : ( $minutes <= 1_440 ? Samples::DAY : 7 * Samples::DAY );
		$changes = $samples->of( 'failed' === $status ? Metric::QueueFailed : Metric::QueueWait, $scope, $window )->n();
		return self::gauge( $scope, $status, $n, 'walk', $walked['at'], $changes );
	}

	private function scope_of( string $hook, string $group ): ?string {
		return match ( true ) {
			in_array( $group, $this->config->groups(), true ) => $group,
			$this->config->is_smartalloc_job( $hook, $group ) => Recorder::OTHER,
			default => null,
		};
	}

	/**
	 * @param 'live'|'walk'|'none' $source
	 * @return Gauge
	 */
	private static function gauge( string $scope, string $status, ?int $value, string $source, ?int $as_of, ?int $error ): array {
		return compact( 'scope', 'status', 'value', 'source', 'as_of', 'error' );
	}

	private static function whole( mixed $value ): ?int {
		return is_int( $value ) ? $value : null;
	}
}
