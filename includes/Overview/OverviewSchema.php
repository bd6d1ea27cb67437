<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Alerts\AlertSchema;
use SmartAllocOps\Alerts\AlertState;
use SmartAllocOps\Flags\FlagSchema;
use SmartAllocOps\Flags\Freeze;
use SmartAllocOps\Health\HealthSchema;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Queue\QueueSchema;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** The first screen on the wire: its schemas and its serializer side by side. */
final class OverviewSchema {
	/** Alerts that are told; of the others only the number. */
	private const NEWEST = 3;

	public function __construct( private readonly FlagSchema $flags, private readonly RunSchema $runs, private readonly SiteHeader $site, private readonly AlertSchema $alerts ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'generated_at'     => Shape::time(),
				'site'             => self::site(),
				'headline'         => Shape::object(
					[
						'status' => HealthSchema::status(),
						'text'   => Shape::text(),
						'since'  => Shape::nullable( Shape::time() ),
					]
				),
				'problems'         => Shape::list_of( self::problem() ),
				'health'           => HealthSchema::report(),
				'queues'           => QueueSchema::report(),
				'flags'            => Shape::list_of( FlagSchema::item() ),
				'freeze'           => Freeze::shape(),
				'held'             => Shape::list_of( self::held_work() ),
				'alerts'           => self::open_alerts(),
				'dead_letters'     => Shape::nullable( Shape::count() ),
				'unknown_outcomes' => Shape::nullable( Shape::count() ),
				'active_run'       => Shape::nullable( RunSchema::item() ),
				'last_run'         => Shape::nullable( RunSchema::item() ),
				'coverage'         => Shape::list_of( self::coverage_line() ),
			],
			'overview'
		);
	}

	/** @return array<string, mixed> */
	public static function site(): array {
		return Shape::object(
			[
				'name'           => Shape::text(),
				'zone'           => Shape::text(),
				'offset_minutes' => Shape::integer(),
				'locale'         => Shape::text(),
				'is_rtl'         => Shape::boolean(),
				'release'        => Shape::nullable( Shape::text() ),
				'ops_version'    => Shape::text(),
				'capabilities'   => Shape::object( array_combine( Capability::ASKED, array_fill( 0, count( Capability::ASKED ), Shape::boolean() ) ) ),
			],
			'site'
		);
	}

	/** @return array<string, mixed> */
	public static function problem(): array {
		return Shape::object(
			[
				'status'      => HealthSchema::status(),
				'text'        => Shape::text(),
				'source'      => Shape::text(),
				'measured_at' => Shape::nullable( Shape::time() ),
				'actions'     => Shape::list_of( Shape::action() ),
				'tab'         => Shape::one_of( [ 'health', 'kpis', 'queue', 'flags', 'rollback' ] ),
			],
			'problem'
		);
	}

	/** @return array<string, mixed> */
	public static function held_work(): array {
		return Shape::object(
			[
				'flag'      => Shape::text(),
				'scope'     => Shape::text(),
				'count'     => Shape::count(),
				'oldest_at' => Shape::nullable( Shape::time() ),
				'since'     => Shape::nullable( Shape::time() ),
				'actor'     => Shape::nullable( Shape::actor() ),
				'reason'    => Shape::text(),
			],
			'held_work'
		);
	}

	/** @return array<string, mixed> */
	public static function open_alerts(): array {
		return Shape::object(
			[
				'open'         => Shape::count(),
				'critical'     => Shape::integer(),
				'recommended'  => Shape::integer(),
				// Of both: somebody is on it.
				'acknowledged' => Shape::integer(),
				'newest'       => Shape::list_of( AlertSchema::line() ),
			],
			'open_alerts'
		);
	}

	/** @return array<string, mixed> */
	public static function coverage_line(): array {
		return Shape::object(
			[
				'signal' => Shape::text(),
				'label'  => Shape::text(),
				'state'  => Shape::one_of( [ 'by_hook', 'derived', 'not_connected' ] ),
				'remedy' => Shape::text(),
			],
			'coverage_line'
		);
	}

	/** @return array<string, mixed> */
	public function describe( OverviewReport $report ): array {
		return [
			'generated_at'     => Time::rfc3339( $report->generated_at ),
			'site'             => $this->site->describe( $report->generated_at ),
			'headline'         => [
				'status' => $report->headline->status->value,
				'text'   => $report->headline->text,
				'since'  => Time::rfc3339( $report->headline->since ),
			],
			'problems'         => array_map( [ self::class, 'describe_problem' ], $report->problems ),
			'health'           => HealthSchema::describe( $report->health ),
			'queues'           => QueueSchema::describe( $report->queues ),
			'flags'            => $this->flags->all( $report->flags, null === $report->queues->work ? null : self::counts_by_flag( $report->held ) ),
			'freeze'           => $report->freeze->to_array(),
			'held'             => array_map( [ self::class, 'describe_held' ], $report->held ),
			'alerts'           => $this->describe_alerts( $report->alerts ),
			'dead_letters'     => $report->dead_letters?->to_array(),
			'unknown_outcomes' => $report->unknown_outcomes?->to_array(),
			'active_run'       => null === $report->active_run ? null : $this->runs->describe( $report->active_run ),
			'last_run'         => null === $report->last_run ? null : $this->runs->describe( $report->last_run ),
			'coverage'         => $report->coverage,
		];
	}

	/** @return array<string, mixed> */
	private static function describe_problem( Problem $problem ): array {
		return [
			'status'      => $problem->status->value,
			'text'        => $problem->text,
			'source'      => $problem->source,
			'measured_at' => Time::rfc3339( $problem->measured_at ),
			'actions'     => array_map( static fn ( Action $action ): array => $action->to_array(), $problem->actions ),
			'tab'         => $problem->tab,
		];
	}

	/**
	 * @param list<Alert> $open
	 * @return array<string, mixed>
	 */
	private function describe_alerts( array $open ): array {
		$counted = array_slice( $open, 0, OverviewService::ALERTS );
		$number  = static fn ( callable $is ): int => count( array_filter( $counted, $is ) );
		return [
			'open'         => Count::up_to( count( $open ), OverviewService::ALERTS )->to_array(),
			'critical'     => $number( static fn ( Alert $alert ): bool => Severity::Critical === $alert->severity ),
			'recommended'  => $number( static fn ( Alert $alert ): bool => Severity::Critical !== $alert->severity ),
			'acknowledged' => $number( static fn ( Alert $alert ): bool => AlertState::Acknowledged === $alert->state ),
			'newest'       => array_map( [ $this->alerts, 'describe_line' ], array_slice( $open, 0, self::NEWEST ) ),
		];
	}

	/** @return array<string, mixed> */
	private static function describe_held( HeldWork $held ): array {
		return [
			'flag'      => $held->flag,
			'scope'     => $held->scope,
			'count'     => $held->count->to_array(),
			'oldest_at' => Time::rfc3339( $held->oldest_at ),
			'since'     => Time::rfc3339( $held->held_by?->changed_at ),
			'actor'     => $held->held_by?->actor?->to_array(),
			'reason'    => $held->held_by->reason ?? '',
		];
	}

	/**
	 * @param list<HeldWork> $held
	 * @return array<string, Count>
	 */
	private static function counts_by_flag( array $held ): array {
		$counts = [];
		foreach ( $held as $line ) {
			$counts[ "{$line->flag}/{$line->scope}" ] = $line->count;
		}
		return $counts;
	}
}
