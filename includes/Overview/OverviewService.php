<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Health\HealthService;
use SmartAllocOps\Kpi\KpiService;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Queue\Queue;
use SmartAllocOps\Queue\QueueReport;
use SmartAllocOps\Queue\QueueService;
use SmartAllocOps\Queue\WorkTally;
use SmartAllocOps\Queue\WorkTallyRow;
use SmartAllocOps\Rollback\RollbackProcedure;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Triggers\TriggerWatch;

defined( 'ABSPATH' ) || exit;

/** Puts the first screen together: every table is asked once, and what one part has read the others use. */
final class OverviewService {
	/** Open alerts that are counted; more are "at least". */
	public const ALERTS = 100;

	public function __construct(
		private readonly HealthService $health,
		private readonly QueueService $queues,
		private readonly FlagService $flags,
		private readonly RunService $runs,
		private readonly Heartbeats $heartbeats,
		private readonly KpiService $kpis,
		private readonly Problems $problems,
		private readonly Coverage $coverage,
		private readonly Pulse $pulse,
		private readonly Clock $clock,
	) {}

	/** @return array<string, mixed> Where each signal comes from, as the wire has it. */
	public function coverage(): array {
		$beats = $this->heartbeats->all();
		return CoverageSchema::describe( $this->coverage->lines( $beats, $this->queues->report( $this->flags->states(), $beats ) ), $beats, $this->clock->now_ms() );
	}

	/** @throws \SmartAllocOps\Platform\DatabaseError When our own tables cannot be read. */
	public function report(): OverviewReport {
		$now    = $this->clock->now_ms();
		$board  = $this->flags->board();
		$flags  = $board->states;
		$pulse  = $this->pulse->read( self::ALERTS + 1 );
		$beats  = $pulse['beats'];
		$queues = $this->queues->report( $flags, $beats );
		$health = $this->health->report();
		$newest = $this->runs->page( RollbackProcedure::KIND, null, 2 );
		$active = array_values( array_filter( $newest, static fn ( Run $run ): bool => $run->is_active ) )[0] ?? null;
		$last   = array_values( array_filter( $newest, static fn ( Run $run ): bool => ! $run->is_active ) )[0] ?? null;
		$lost   = null === $queues->work ? null : WorkTally::sum( $queues->work, static fn ( WorkTallyRow $row ): bool => 'finished_unknown' === $row->state );

		$problems = $this->problems->of( $health, null === $health->stored ? $this->kpis->report() : $this->kpis->report_of( $health->stored ), $queues, $board, $active, $lost, $now, $beats[ TriggerWatch::OPEN ]['detail'] ?? '' );
		return new OverviewReport(
			$now,
			$health,
			$queues,
			$flags,
			$board->freeze,
			self::held( $queues->work ?? [], $flags ),
			self::dead_letters( $queues ),
			$lost,
			$active,
			$last,
			$problems,
			$this->coverage->lines( $beats, $queues ),
			Headline::of( $health, $queues, $problems, $flags ),
			$pulse['alerts']
		);
	}

	/**
	 * @param list<WorkTallyRow> $work
	 * @param list<FlagState>    $flags
	 * @return list<HeldWork>
	 */
	private static function held( array $work, array $flags ): array {
		$off = [];
		foreach ( $flags as $flag ) {
			if ( 'off' === $flag->value ) {
				$off[ "{$flag->flag}/{$flag->scope}" ] = $flag;
			}
		}
		/** @var array<string, HeldWork> $held */
		$held = [];
		foreach ( $work as $row ) {
			if ( 'held' !== $row->state ) {
				continue;
			}
			$key          = "{$row->held_flag}/{$row->held_scope}";
			$before       = $held[ $key ] ?? null;
			$held[ $key ] = new HeldWork(
				(string) $row->held_flag,
				(string) $row->held_scope,
				null === $before ? $row->count : $before->count->plus( $row->count ),
				min( $before->oldest_at ?? $row->oldest_ms, $row->oldest_ms ),
				$off[ $key ] ?? null
			);
		}
		ksort( $held );
		return array_values( $held );
	}

	/** Failed jobs of Action Scheduler and failed work; null as soon as one part of it is not known. */
	private static function dead_letters( QueueReport $queues ): ?Count {
		if ( null === $queues->work || ! $queues->action_scheduler->is_present() ) {
			return null;
		}
		$sum = WorkTally::sum( $queues->work, static fn ( WorkTallyRow $row ): bool => 'failed' === $row->state );
		foreach ( $queues->queues as $queue ) {
			if ( 'action_scheduler' !== $queue->kind ) {
				continue;
			}
			if ( null === $queue->failed ) {
				return null;
			}
			$sum = $sum->plus( $queue->failed );
		}
		return $sum;
	}
}
