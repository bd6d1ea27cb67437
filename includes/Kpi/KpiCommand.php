<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * The KPIs of SmartAlloc. Exit code: 0 good, 10 recommended, 11 critical, 12 unknown, 1 error.
 */
final class KpiCommand {
	private const FIELDS = [ 'id', 'status', 'value', 'unit', 'limit', 'n', 'window_s', 'reason', 'finding', 'measured_at' ];
	private const PARTS  = [ 'scope', 'status', 'value', 'unit', 'n', 'window_s', 'reason', 'finding' ];

	private const POINTS = [ 'at', 'value', 'unit', 'n', 'p50', 'p99', 'low', 'high', 'lost' ];

	public function __construct( private readonly KpiService $kpis, private readonly KpiSeries $series, private readonly KpiSelfTest $self_test ) {}

	/**
	 * Shows how all KPIs stand.
	 *
	 * ## OPTIONS
	 *
	 * [--measure]
	 * : Judge them now first, instead of showing what the last tick found.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function list( array $args, array $assoc_args ): void {
		$worst = Status::Unknown;
		Output::guard(
			function () use ( $assoc_args, &$worst ): void {
				if ( isset( $assoc_args['measure'] ) ) {
					$this->kpis->judge();
				}
				$report = $this->kpis->report();
				$worst  = $report->worst();
				Output::items( array_map( KpiSchema::describe_state( ... ), $report->states ), self::FIELDS, $assoc_args );
			}
		);
		\WP_CLI::halt( Output::exit_code( $worst ) );
	}

	/**
	 * Shows one KPI by its parts: groups of jobs, forms or channels.
	 *
	 * ## OPTIONS
	 *
	 * <kpi>
	 * : Id of a KPI, such as queue.failure_rate.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function get( array $args, array $assoc_args ): void {
		$status = Status::Unknown;
		Output::guard(
			function () use ( $args, $assoc_args, &$status ): void {
				$state  = $this->kpis->report()->get( $this->kpis->kpi( (string) ( $args[0] ?? '' ) )->id );
				$status = $state?->status() ?? Status::Unknown;
				Output::items( null === $state ? [] : KpiSchema::describe_parts( $state ), self::PARTS, $assoc_args );
			}
		);
		\WP_CLI::halt( Output::exit_code( $status ) );
	}

	/**
	 * Shows how one KPI went, stretch by stretch. What nothing was measured of has no value.
	 *
	 * ## OPTIONS
	 *
	 * <kpi>
	 * : Id of a KPI, such as queue.wait_p95.
	 *
	 * [--window=<window>]
	 * : How far back: 1h by minutes, 24h by quarters of an hour, 7d by two hours, 35d by days.
	 * ---
	 * default: 24h
	 * options:
	 *   - 1h
	 *   - 24h
	 *   - 7d
	 *   - 35d
	 * ---
	 *
	 * [--scope=<scope>]
	 * : Only this group, form or channel.
	 *
	 * [--format=<format>]
	 * : table or csv: the stretches; json: also limit, rule and what was changed on the site meanwhile.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function series( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$window = SeriesWindow::tryFrom( (string) ( $assoc_args['window'] ?? SeriesWindow::Day->value ) ) ?? throw new InvalidField( 'window', implode( ', ', SeriesWindow::values() ) );
				$series = $this->series->of( (string) ( $args[0] ?? '' ), (string) ( $assoc_args['scope'] ?? '' ), $window );
				if ( 'json' === ( $assoc_args['format'] ?? 'table' ) ) {
					\WP_CLI::line( (string) wp_json_encode( Sentences::all_told( SeriesSchema::describe( $series ) ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
					return;
				}
				Output::items( array_map( static fn ( SeriesPoint $point ): array => SeriesSchema::describe_point( $point ) + [ 'unit' => $series->kpi->unit ], $series->points ), self::POINTS, $assoc_args );
			}
		);
	}

	/**
	 * Plays known samples to the judge, with the limits that hold here, and looks whether it turns red and comes back.
	 *
	 * Nothing of it is written down but that it was done: no series, verdict or alert sees it. Exit code: 0 proven, 11 not.
	 *
	 * ## OPTIONS
	 *
	 * [<kpi>]
	 * : Id of a KPI; all of them without it.
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function selftest( array $args, array $assoc_args ): void {
		$passed = true;
		Output::guard(
			function () use ( $args, $assoc_args, &$passed ): void {
				$proofs = array_map( fn ( string $id ): array => $this->self_test->prove( $id, Actor::cli() ), isset( $args[0] ) ? [ $args[0] ] : $this->self_test->ids() );
				$passed = [] === array_filter( $proofs, static fn ( array $proof ): bool => ! $proof['passed'] );
				Output::items(
					array_map(
						static fn ( array $proof ): array => [
							'kpi'         => $proof['kpi']->id,
							'passed'      => $proof['passed'],
							'before'      => $proof['before']->status->value,
							'under_fault' => $proof['under_fault']->status->value,
							'afterwards'  => $proof['afterwards']->status->value,
							'finding'     => $proof['under_fault']->told()->finding,
						],
						$proofs
					),
					[ 'kpi', 'passed', 'before', 'under_fault', 'afterwards', 'finding' ],
					$assoc_args
				);
			}
		);
		\WP_CLI::halt( $passed ? 0 : Output::exit_code( Status::Critical ) );
	}
}
