<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\ActionSurvey;
use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\ProcessorQueues;
use SmartAllocOps\Platform\ProcessorState;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/**
 * The places where jobs of SmartAlloc and its forms wait: groups of Action Scheduler, events of WP-Cron, background
 * processors of Gravity Forms, and our own jobs of wp_cron mode.
 *
 * It reads at most seven statements, whatever is in the tables, and what cannot be read is "not available", never zero.
 */
final class QueueService {
	/** What the tick notes after it carried out our own jobs. */
	private const RELEASE_BEAT = 'tick.release';

	public function __construct(
		private readonly ActionScheduler $action_scheduler,
		private readonly ActionQueues $actions,
		private readonly WpCron $wp_cron,
		private readonly BackgroundProcessors $processors,
		private readonly ProcessorQueues $batches,
		private readonly WorkTally $work,
		private readonly Heartbeats $heartbeats,
		private readonly FlagService $flags,
		private readonly QueueBuilder $builder,
		private readonly Config $config,
		private readonly Clock $clock,
	) {}

	/**
	 * @param list<FlagState>|null                               $flags Every switch, when the caller has read them already.
	 * @param array<string, array{at: int, detail: string}>|null $beats Heartbeats, likewise.
	 * @throws DatabaseError When our own flags cannot be read.
	 */
	public function report( ?array $flags = null, ?array $beats = null ): QueueReport {
		$now      = $this->clock->now_ms();
		$flags  ??= $this->flags->states();
		$beats  ??= $this->beats();
		$work     = $this->work_rows();
		$presence = $this->action_scheduler->presence();
		$survey   = null;
		if ( $presence->is_present() ) {
			try {
				$survey = $this->actions->survey();
			} catch ( DatabaseError ) {
				$presence = Presence::broken( __( 'The tables of Action Scheduler could not be read.', 'smartalloc-ops' ), $presence->version, $presence->source );
			}
		}
		$runner = null === $beats ? null : RunnerHeartbeat::last( $beats );
		$cron   = self::seen( $beats[ RunnerHeartbeat::CRON ] ?? null );
		$tick   = self::seen( $beats[ self::RELEASE_BEAT ] ?? null );
		$pauses = self::pauses( $flags );
		$queues = [];
		foreach ( $this->groups( $survey ) as $group ) {
			$queues[] = null === $survey
				? $this->builder->unavailable_group( $group, $presence, self::remedy(), $this->held( $work, $group ), $pauses[ $group ] ?? null, $runner )
				: $this->builder->group( $group, $presence, $survey, $this->held( $work, $group ), $pauses[ $group ] ?? null, $runner, $now );
		}
		foreach ( $this->wp_cron->events( fn ( string $hook ): bool => $this->config->is_smartalloc_hook( $hook ) ) as $hook => $events ) {
			$queues[] = $this->builder->cron_event( (string) $hook, $events, $this->event_pause( (string) $hook, $flags ), $cron, $now );
		}
		$processors = $this->processors->all();
		$batches    = $this->batches_of( $processors );
		foreach ( $processors as $name => $processor ) {
			$queues[] = $this->builder->processor( $processor, $batches[ $name ] ?? null, $pauses[ QueueScopes::PROCESSOR . $name ] ?? null, RunnerHeartbeat::last_of( $processor, $beats ?? [] ), $now );
		}
		foreach ( $this->job_groups( $work, $flags ) as $group ) {
			$queues[] = $this->builder->jobs( $group, $work, $pauses[ $group ] ?? null, $tick, $now );
		}
		usort( $queues, static fn ( Queue $one, Queue $other ): int => [ $one->rank(), -( $one->pending->value ?? 0 ), $one->id ] <=> [ $other->rank(), -( $other->pending->value ?? 0 ), $other->id ] );
		return new QueueReport( $now, $presence, $presence->is_present() ? null : self::remedy(), $queues, $work );
	}

	/**
	 * @param array{at: int, detail: string}|null $beat
	 * @return array{at: int, kind: string}|null
	 */
	private static function seen( ?array $beat ): ?array {
		return null === $beat ? null : [
			'at'   => $beat['at'],
			'kind' => 'wp_cron',
		];
	}

	/**
	 * Scopes that pause, to the flag that pauses them.
	 *
	 * @param list<FlagState> $flags
	 * @return array<string, FlagState>
	 */
	private static function pauses( array $flags ): array {
		$pauses = [];
		foreach ( $flags as $flag ) {
			if ( 'scheduling' === $flag->flag && 'off' === $flag->value ) {
				$pauses[ $flag->scope ] = $flag;
			}
		}
		return $pauses;
	}

	/**
	 * The flag that keeps an event from firing: its own pause, or that of what it sends.
	 *
	 * @param list<FlagState> $flags
	 */
	private function event_pause( string $hook, array $flags ): ?FlagState {
		$wanted = array_filter(
			[
				'comms'    => in_array( $hook, $this->config->notification_hooks(), true ) ? '' : null,
				'webhooks' => in_array( $hook, $this->config->webhook_hooks(), true ) ? '' : null,
			],
			'is_string'
		) + [ 'scheduling' => QueueScopes::EVENT . $hook ];
		foreach ( $flags as $flag ) {
			if ( 'off' === $flag->value && ( $wanted[ $flag->flag ] ?? null ) === $flag->scope ) {
				return $flag;
			}
		}
		return null;
	}

	/**
	 * @param array<string, Processor> $processors
	 * @return array<string, ProcessorState>
	 */
	private function batches_of( array $processors ): array {
		try {
			return $this->batches->survey( $processors );
		} catch ( DatabaseError ) {
			// Shown as queues that are not available.
			return [];
		}
	}

	/**
	 * The configured groups, and every other that holds a job of SmartAlloc. The empty one is "no group".
	 *
	 * @return list<string>
	 */
	private function groups( ?ActionSurvey $survey ): array {
		$seen = null === $survey ? [] : $survey->groups( fn ( string $hook, string $group ): bool => $this->builder->is_ours( $hook, $group ) );
		return array_values( array_unique( [ ...$this->config->groups(), ...$seen ] ) );
	}

	/**
	 * Groups with jobs of wp_cron mode; all of them while that is the mode, so that an empty queue is seen to be empty.
	 *
	 * @param list<WorkTallyRow>|null $work
	 * @param list<FlagState>         $flags
	 * @return list<string>
	 */
	private function job_groups( ?array $work, array $flags ): array {
		$groups = array_map( static fn ( WorkTallyRow $row ): string => $row->group, array_filter( $work ?? [], static fn ( WorkTallyRow $row ): bool => $row->is_job() ) );
		foreach ( $flags as $flag ) {
			if ( 'queue' === $flag->flag && 'wp_cron' === $flag->value ) {
				array_push( $groups, ...$this->config->groups() );
			}
		}
		return array_values( array_unique( $groups ) );
	}

	/** @param list<WorkTallyRow>|null $work */
	private function held( ?array $work, string $group ): ?Count {
		return null === $work ? null : WorkTally::sum( $work, static fn ( WorkTallyRow $row ): bool => 'held' === $row->state && ! $row->is_job() && $row->group === $group );
	}

	/** @return list<WorkTallyRow>|null */
	private function work_rows(): ?array {
		try {
			return $this->work->rows();
		} catch ( DatabaseError ) {
			// Shown as "not known" wherever one of its numbers would stand.
			return null;
		}
	}

	/** @return array<string, array{at: int, detail: string}>|null */
	private function beats(): ?array {
		try {
			return $this->heartbeats->all();
		} catch ( DatabaseError ) {
			// Shown as a runner that was never seen.
			return null;
		}
	}

	private static function remedy(): Action {
		return Links::plugins();
	}
}
