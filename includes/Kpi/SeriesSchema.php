<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** A series on the wire: its fields, its schema and its serializer side by side. */
final class SeriesSchema {
	/** @return array<string, array<string, mixed>> */
	public static function fields(): array {
		return [
			'scope'  => Shape::text() + [
				'default'   => '',
				'maxLength' => 64,
			],
			'window' => Shape::one_of( SeriesWindow::values() ) + [ 'default' => SeriesWindow::Day->value ],
		];
	}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'id'            => Shape::text(),
				'label'         => Shape::text(),
				'kind'          => Shape::one_of( array_map( static fn ( KpiKind $kind ): string => $kind->value, KpiKind::cases() ) ),
				'unit'          => Shape::text(),
				'rule'          => Shape::text(),
				'limit'         => Shape::nullable( Shape::number() ),
				// On which side of the limit it is bad; `any`: the first one is too many.
				'breach'        => Shape::one_of( [ 'above', 'below', 'any', 'none' ] ),
				'scope'         => Shape::nullable( Shape::text() ),
				'window'        => Shape::one_of( SeriesWindow::values() ),
				'begins_at'     => Shape::time(),
				'answered_at'   => Shape::time(),
				'step_s'        => Shape::integer(),
				'points'        => Shape::list_of( self::point() ),
				// Null: they cannot be read.
				'marks'         => Shape::nullable( Shape::list_of( self::mark() ) ),
				'marks_are_all' => Shape::boolean(),
			],
			'kpi_series'
		);
	}

	/** @return array<string, mixed> */
	private static function point(): array {
		return Shape::object(
			[
				'at'    => Shape::time(),
				'n'     => Shape::integer(),
				// Null: nothing was measured.
				'value' => Shape::nullable( Shape::number() ),
				'p50'   => Shape::nullable( Shape::number() ),
				'p99'   => Shape::nullable( Shape::number() ),
				'low'   => Shape::nullable( Shape::number() ),
				'high'  => Shape::nullable( Shape::number() ),
				'lost'  => Shape::integer(),
			]
		);
	}

	/** @return array<string, mixed> */
	private static function mark(): array {
		return Shape::object(
			[
				'at'    => Shape::time(),
				'kind'  => Shape::one_of( Mark::KINDS ),
				'text'  => Shape::text(),
				'tab'   => Shape::nullable( Shape::one_of( [ 'alerts', 'flags', 'rollback', 'settings' ] ) ),
				'focus' => Shape::nullable( Shape::text() ),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function describe( Series $series ): array {
		return [
			'id'            => $series->kpi->id,
			'label'         => KpiWords::label( $series->kpi->id ),
			'kind'          => $series->kpi->kind->value,
			'unit'          => $series->kpi->unit,
			'rule'          => KpiWords::rule( $series->kpi ),
			'limit'         => $series->kpi->limit,
			'breach'        => $series->breach(),
			'scope'         => $series->scope,
			'window'        => $series->window->value,
			'begins_at'     => (string) Time::rfc3339( $series->points[0]->at ?? $series->answered_at ),
			'answered_at'   => (string) Time::rfc3339( $series->answered_at ),
			'step_s'        => intdiv( $series->window->step_ms(), 1000 ),
			'points'        => array_map( self::describe_point( ... ), $series->points ),
			'marks'         => null === $series->marks ? null : array_map( self::describe_mark( ... ), $series->marks ),
			'marks_are_all' => $series->marks_are_all,
		];
	}

	/** @return array<string, mixed> */
	public static function describe_point( SeriesPoint $point ): array {
		return [
			'at'    => (string) Time::rfc3339( $point->at ),
			'n'     => $point->n,
			'value' => $point->value,
			'p50'   => $point->p50,
			'p99'   => $point->p99,
			'low'   => $point->low,
			'high'  => $point->high,
			'lost'  => $point->lost,
		];
	}

	/** @return array<string, mixed> */
	private static function describe_mark( Mark $mark ): array {
		return [
			'at'    => (string) Time::rfc3339( $mark->at ),
			'kind'  => $mark->kind,
			'text'  => $mark->text,
			'tab'   => $mark->tab,
			'focus' => $mark->focus,
		];
	}
}
