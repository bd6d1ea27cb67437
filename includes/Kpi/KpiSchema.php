<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/**
 * KPIs on the wire: their schema and their serializer side by side.
 *
 * @phpstan-import-type JobCounts from Gauges
 */
final class KpiSchema {
	/** @return array<string, mixed> */
	public static function report(): array {
		return Shape::object(
			[
				'status'      => self::status(),
				'answered_at' => Shape::time(),
				'areas'       => Shape::list_of(
					Shape::object(
						[
							'id'    => Shape::one_of( KpiCatalog::AREAS ),
							'label' => Shape::text(),
							'kpis'  => Shape::list_of( self::kpi() ),
						]
					)
				),
				// What could not be written down.
				'recorder'    => Shape::object( self::reading() ),
				'jobs'        => Shape::list_of( self::gauge() ),
				'walk'        => Shape::nullable( self::walk() ),
			],
			'kpis'
		);
	}

	/** @return array<string, mixed> */
	private static function gauge(): array {
		return Shape::object(
			[
				'scope'  => Shape::text(),
				'status' => Shape::one_of( Gauges::STATUSES ),
				'value'  => Shape::nullable( Shape::integer() ),
				// Counted now, by the last walk through the table, or not at all.
				'source' => Shape::one_of( [ 'live', 'walk', 'none' ] ),
				'as_of'  => Shape::nullable( Shape::time() ),
				// So far off it may be; null is not known.
				'error'  => Shape::nullable( Shape::integer() ),
			]
		);
	}

	/** @return array<string, mixed> Ends of jobs in the table against those that were counted, over the same hours. */
	private static function walk(): array {
		$ends = Shape::object(
			[
				'complete' => Shape::integer(),
				'failed'   => Shape::integer(),
			]
		);
		return Shape::object(
			[
				'began_at' => Shape::time(),
				'ended_at' => Shape::time(),
				'rows'     => $ends,
				'counted'  => $ends,
			]
		);
	}

	/** @return array<string, mixed> */
	private static function status(): array {
		return Shape::one_of( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ) );
	}

	/** @return array<string, mixed> */
	private static function kpi(): array {
		return Shape::object(
			[
				'id'          => Shape::text(),
				'label'       => Shape::text(),
				'kind'        => Shape::one_of( array_map( static fn ( KpiKind $kind ): string => $kind->value, KpiKind::cases() ) ),
				'rule'        => Shape::text(),
				'limit'       => Shape::nullable( Shape::number() ),
				'minimum'     => Shape::integer(),
				'quiet'       => Shape::boolean(),
				'measured_at' => Shape::nullable( Shape::time() ),
				'valid_until' => Shape::nullable( Shape::time() ),
				'scope_kind'  => Shape::nullable( Shape::one_of( [ 'group', 'form', 'channel' ] ) ),
				'parts'       => Shape::list_of( Shape::object( [ 'scope' => Shape::text() ] + self::reading() ) ),
				'actions'     => Shape::list_of( Shape::action() ),
				// The last 24 hours, an hour each; null as a whole when they cannot be read.
				'trend'       => Shape::nullable(
					Shape::object(
						[
							'begins_at' => Shape::time(),
							'step_s'    => Shape::integer(),
							'values'    => Shape::list_of( Shape::nullable( Shape::number() ) ),
						]
					)
				),
			] + self::reading()
		);
	}

	/** @return array<string, array<string, mixed>> */
	private static function reading(): array {
		return [
			'status'   => self::status(),
			'reason'   => Shape::text(),
			'finding'  => Shape::text(),
			'value'    => Shape::nullable( Shape::number() ),
			'unit'     => Shape::nullable( Shape::text() ),
			'n'        => Shape::nullable( Shape::integer() ),
			'window_s' => Shape::nullable( Shape::integer() ),
		];
	}

	/**
	 * @param JobCounts|null                                                       $gauges Null: they could not be read.
	 * @param array<string, array{at: int, values: list<int|float|null>}>|null $trends Likewise.
	 * @return array<string, mixed>
	 */
	public static function describe( KpiReport $report, ?array $gauges, ?array $trends ): array {
		$walk = $gauges['walk'] ?? null;
		$ends = static fn ( array $counts ): array => [
			'complete' => (int) ( $counts['complete'] ?? 0 ),
			'failed'   => (int) ( $counts['failed'] ?? 0 ),
		];
		return [
			'status'      => $report->worst()->value,
			'answered_at' => (string) Time::rfc3339( $report->at_ms ),
			'areas'       => array_map(
				static fn ( string $area ): array => [
					'id'    => $area,
					'label' => KpiWords::area( $area ),
					'kpis'  => array_values( array_map( static fn ( KpiState $state ): array => self::describe_state( $state ) + [ 'trend' => self::describe_trend( $trends[ $state->kpi->id ] ?? null ) ], array_filter( $report->states, static fn ( KpiState $state ): bool => $state->kpi->area === $area ) ) ),
				],
				KpiCatalog::AREAS
			),
			'recorder'    => self::describe_reading( $report->recorder ),
			'jobs'        => array_map( static fn ( array $gauge ): array => [ 'as_of' => Time::rfc3339( $gauge['as_of'] ) ] + $gauge, $gauges['gauges'] ?? [] ),
			'walk'        => null === $walk ? null : [
				'began_at' => (string) Time::rfc3339( $walk['began_at'] ),
				'ended_at' => (string) Time::rfc3339( $walk['ended_at'] ),
				'rows'     => $ends( $walk['rows'] ),
				'counted'  => $ends( $walk['counted'] ),
			],
		];
	}

	/**
	 * @param array{at: int, values: list<int|float|null>}|null $trend
	 * @return array{begins_at: string, step_s: int, values: list<int|float|null>}|null
	 */
	private static function describe_trend( ?array $trend ): ?array {
		return null === $trend ? null : [
			'begins_at' => (string) Time::rfc3339( $trend['at'] ),
			'step_s'    => intdiv( MetricStore::HOUR_MS, 1000 ),
			'values'    => $trend['values'],
		];
	}

	/** @return array<string, mixed> */
	public static function describe_state( KpiState $state ): array {
		return [
			'id'          => $state->kpi->id,
			'label'       => KpiWords::label( $state->kpi->id ),
			'kind'        => $state->kpi->kind->value,
			'rule'        => KpiWords::rule( $state->kpi ),
			'limit'       => $state->kpi->limit,
			'minimum'     => $state->kpi->minimum,
			'quiet'       => $state->is_quiet(),
			'measured_at' => Time::rfc3339( $state->verdict?->measured_at ),
			'valid_until' => Time::rfc3339( $state->verdict?->valid_until ),
			'scope_kind'  => '' === $state->kpi->scope ? null : $state->kpi->scope,
			'parts'       => self::parts( $state ),
			'actions'     => array_map( static fn ( Action $action ): array => $action->to_array(), $state->reading->actions ),
		] + self::describe_reading( $state->reading );
	}

	/** @return list<array<string, mixed>> The whole of it first, then its parts. */
	public static function describe_parts( KpiState $state ): array {
		return [ [ 'scope' => __( 'all', 'smartalloc-ops' ) ] + self::describe_reading( $state->reading ), ...self::parts( $state ) ];
	}

	/** @return list<array<string, mixed>> */
	private static function parts( KpiState $state ): array {
		return array_map( static fn ( string|int $scope, Verdict $part ): array => [ 'scope' => (string) $scope ] + self::describe_reading( $part->reading ), array_keys( $state->parts ), $state->parts );
	}

	/** @return array<string, mixed> */
	private static function describe_reading( Reading $reading ): array {
		return [
			'status'   => $reading->status->value,
			'reason'   => $reading->reason,
			'finding'  => $reading->finding,
			'value'    => $reading->value,
			'unit'     => $reading->unit,
			'n'        => $reading->n,
			'window_s' => $reading->window_s,
		];
	}
}
