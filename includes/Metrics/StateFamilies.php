<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Flags\FlagBoard;
use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Kpi\Gauges;
use SmartAllocOps\Kpi\KpiReport;
use SmartAllocOps\Kpi\KpiState;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/**
 * How things stand, as gauges. A status is a family with one sample a status, of which one is 1: so unknown is neither
 * good nor a number. A value that is not known has no sample.
 *
 * @phpstan-import-type JobCounts from Gauges
 */
final class StateFamilies {
	private const VALUES = [
		'%'     => [ 'kpi_value_ratio', 100, 'Value of a KPI that is a share, from 0 to 1.' ],
		'ms'    => [ 'kpi_value_seconds', 1000, 'Value of a KPI that is a duration.' ],
		'bytes' => [ 'kpi_value_bytes', 1, 'Value of a KPI that is a size.' ],
		'count' => [ 'kpi_value_events', 1, 'Value of a KPI that is a number of events.' ],
	];

	public function __construct( private readonly Exposition $out, private readonly int $now_ms ) {}

	public function overall( Status $status ): void {
		$this->out->family( 'status', 'gauge', 'The headline of the first screen: 1 for the status that holds, 0 for the others. Unknown when nobody noted it lately.' );
		$this->one_hot( 'status', [], $status );
	}

	/** Checks and KPIs alike: both are signals that alerts are made of. */
	public function verdicts( HealthReport $health, KpiReport $kpis ): void {
		$this->out->family( 'verdict_status', 'gauge', 'Verdict on a check or KPI: 1 for the status that holds, 0 for the others. A verdict past its time is unknown.' );
		$this->out->family( 'verdict_quiet', 'gauge', '1 for a KPI that is unknown only because there was too little traffic to judge.' );
		$this->out->family( 'verdict_timestamp_seconds', 'gauge', 'When that was measured.' );
		foreach ( $health->states as $state ) {
			$this->verdict( $state->probe->id(), $state->reading, $state->verdict );
		}
		foreach ( $kpis->states as $state ) {
			$this->verdict( $state->kpi->id, $state->reading, $state->verdict );
			$this->out->sample( 'verdict_quiet', [ 'signal' => $state->kpi->id ], (int) $state->is_quiet() );
		}
		$this->values( $kpis );
	}

	/** @param JobCounts $counts */
	public function jobs( array $counts ): void {
		$this->out->family( 'jobs', 'gauge', 'Jobs of a group in a state, as last counted.' );
		$this->out->family( 'jobs_error', 'gauge', 'So far off that number may be; 0 when it was counted live.' );
		$this->out->family( 'jobs_timestamp_seconds', 'gauge', 'When that was counted.' );
		foreach ( $counts['gauges'] as $gauge ) {
			$labels = [
				'group' => $gauge['scope'],
				'state' => strtr( $gauge['status'], '-', '_' ),
			];
			$this->out->sample( 'jobs', $labels, $gauge['value'] );
			$this->out->sample( 'jobs_error', $labels, null === $gauge['value'] ? null : $gauge['error'] );
			$this->out->sample( 'jobs_timestamp_seconds', $labels, self::seconds( $gauge['as_of'] ) );
		}
	}

	/** @param array<string, Count> $work */
	public function work( array $work ): void {
		$this->out->family( 'work_items', 'gauge', 'Work this console holds, moves or brings back, by state.' );
		$this->out->family( 'work_items_capped', 'gauge', '1 when there are more than were counted.' );
		foreach ( $work as $state => $count ) {
			$this->out->sample( 'work_items', [ 'state' => $state ], $count->value );
			$this->out->sample( 'work_items_capped', [ 'state' => $state ], (int) $count->capped );
		}
	}

	public function flags( FlagBoard $board, FlagCatalog $catalog ): void {
		$this->out->family( 'flag', 'gauge', 'A switch as it is in force: 1 for the value that holds, 0 for the others. Off for all beats on for one.' );
		$everywhere = [];
		foreach ( $board->states as $state ) {
			if ( '' === $state->scope ) {
				$everywhere[ $state->flag ] = $state->value;
			}
		}
		foreach ( $board->states as $state ) {
			$value = 'off' === ( $everywhere[ $state->flag ] ?? '' ) ? 'off' : $state->value;
			foreach ( array_keys( $catalog->get( $state->flag )->values ) as $one ) {
				$this->out->sample(
					'flag',
					[
						'flag'  => $state->flag,
						'scope' => $state->scope,
						'value' => (string) $one,
					],
					(int) ( $one === $value )
				);
			}
		}
		$this->out->family( 'flags_frozen', 'gauge', '1 while the flags are frozen.' );
		$this->out->sample( 'flags_frozen', [], (int) $board->freeze->is_on() );
	}

	/** @param array<string, int> $active Number of active runs by kind. */
	public function runs( array $active ): void {
		$this->out->family( 'runs_active', 'gauge', 'Procedures that are not over.' );
		foreach ( $active as $kind => $n ) {
			$this->out->sample( 'runs_active', [ 'kind' => $kind ], $n );
		}
	}

	public function alerts( int $open ): void {
		$this->out->family( 'alerts_open', 'gauge', 'Alerts that fire or that somebody is on.' );
		$this->out->sample( 'alerts_open', [], $open );
	}

	/** @param int|null $tick_ms When the tick last came to its end; null: never. */
	public function about( ?int $tick_ms, string $version ): void {
		$this->out->family( 'info', 'gauge', 'Version of the plugin.' );
		$this->out->sample( 'info', [ 'version' => $version ], 1 );
		$this->out->family( 'tick_timestamp_seconds', 'gauge', 'When the tick last came to its end. Verdicts and numbers of jobs are made by it.' );
		$this->out->sample( 'tick_timestamp_seconds', [], self::seconds( $tick_ms ) );
		$this->out->family( 'scrape_timestamp_seconds', 'gauge', 'When this was read, by the clock of the database.' );
		$this->out->sample( 'scrape_timestamp_seconds', [], self::seconds( $this->now_ms ) );
	}

	private function verdict( string $signal, Reading $reading, ?Verdict $verdict ): void {
		$this->one_hot( 'verdict_status', [ 'signal' => $signal ], $reading->status );
		$this->out->sample( 'verdict_timestamp_seconds', [ 'signal' => $signal ], self::seconds( $verdict?->measured_at ) );
	}

	private function values( KpiReport $kpis ): void {
		foreach ( self::VALUES as [ $family, , $help ] ) {
			$this->out->family( $family, 'gauge', "$help An empty scope is the whole; without a sample it is not known." );
		}
		$this->out->family( 'kpi_samples', 'gauge', 'Events that this value was made of.' );
		$this->out->family( 'kpi_window_seconds', 'gauge', 'How far back they go: the window grows until there are enough.' );
		foreach ( $kpis->states as $state ) {
			$this->value( $state, '', $state->reading );
			foreach ( $state->parts as $scope => $part ) {
				$this->value( $state, (string) $scope, $part->reading );
			}
		}
	}

	private function value( KpiState $state, string $scope, Reading $reading ): void {
		$labels               = [
			'kpi'   => $state->kpi->id,
			'scope' => $scope,
		];
		[ $family, $divisor ] = self::VALUES[ $state->kpi->unit ];
		$this->out->sample( $family, $labels, null === $reading->value ? null : $reading->value / $divisor );
		$this->out->sample( 'kpi_samples', $labels, $reading->n );
		$this->out->sample( 'kpi_window_seconds', $labels, $reading->window_s );
	}

	/** @param array<string, string> $labels */
	private function one_hot( string $family, array $labels, Status $holds ): void {
		foreach ( Status::cases() as $status ) {
			$this->out->sample( $family, $labels + [ 'status' => $status->value ], (int) ( $status === $holds ) );
		}
	}

	private static function seconds( ?int $ms ): ?float {
		return null === $ms ? null : $ms / 1000;
	}
}
