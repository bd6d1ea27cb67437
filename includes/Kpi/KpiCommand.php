<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * The KPIs of SmartAlloc. Exit code: 0 good, 10 recommended, 11 critical, 12 unknown, 1 error.
 */
final class KpiCommand {
	private const FIELDS = [ 'id', 'status', 'value', 'unit', 'limit', 'n', 'window_s', 'reason', 'finding', 'measured_at' ];
	private const PARTS  = [ 'scope', 'status', 'value', 'unit', 'n', 'window_s', 'reason', 'finding' ];

	public function __construct( private readonly KpiService $kpis ) {}

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
}
