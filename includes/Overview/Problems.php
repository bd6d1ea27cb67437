<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Flags\FlagBoard;
use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Health\ProbeState;
use SmartAllocOps\Health\Probe\ActionSchedulerProbe;
use SmartAllocOps\Health\Probe\DeadLettersProbe;
use SmartAllocOps\Health\Probe\SubmissionPathProbe;
use SmartAllocOps\Health\Probe\WpCronProbe;
use SmartAllocOps\Kpi\KpiCatalog;
use SmartAllocOps\Kpi\KpiKind;
use SmartAllocOps\Kpi\KpiReport;
use SmartAllocOps\Kpi\KpiState;
use SmartAllocOps\Kpi\KpiWords;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Queue\Queue;
use SmartAllocOps\Queue\QueueReport;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Work\Hold;

defined( 'ABSPATH' ) || exit;

/** What needs a person now, worst first, each cause once. */
final class Problems {
	public function __construct( private readonly FlagService $flags ) {}

	/** @return list<Problem> */
	public function of( HealthReport $health, KpiReport $kpis, QueueReport $queues, FlagBoard $board, ?Run $active, ?Count $unknown_outcomes, int $now, string $proposed = '' ): array {
		$problems = [
			...$this->of_run( $active, $now ),
			...$this->of_proposal( $proposed, $active, $now ),
			...$this->of_absence( $health, $queues, $active ),
			...$this->of_health( $health ),
			...$this->of_kpis( $health, $kpis ),
			...$this->of_queues( $health, $queues ),
			...$this->of_flags( $board->states, $now ),
			...( new EndedFlags( $this->flags->catalog() ) )->problems( $board, $now ),
			...$this->of_outcomes( $unknown_outcomes, $now ),
		];
		// Stable: within one status the order above holds.
		usort( $problems, static fn ( Problem $one, Problem $other ): int => $other->status->rank() <=> $one->status->rank() );
		return $problems;
	}

	/** @return list<Problem> SmartAlloc is kept out, and the check that would say so was not made since. */
	private function of_absence( HealthReport $health, QueueReport $queues, ?Run $active ): array {
		$waits = [] !== array_filter( $queues->queues, static fn ( Queue $queue ): bool => Hold::NOT_LOADED === $queue->state );
		if ( ! $waits || Hold::NOT_LOADED === $health->get( SubmissionPathProbe::ID )?->reading->reason ) {
			return [];
		}
		$actions = [ Links::tab( 'rollback', __( 'See what keeps it out', 'smartalloc-ops' ) ), Action::command( __( 'Ask the watchdog', 'smartalloc-ops' ), 'wp smartalloc-ops watchdog status' ) ];
		// A rollback keeps it out on purpose, for seconds.
		return [ new Problem( null === $active ? Status::Critical : Status::Recommended, SmartAlloc::kept_out(), 'queue:' . Hold::NOT_LOADED, 'rollback', $queues->measured_at, $actions ) ];
	}

	/** @return list<Problem> */
	private function of_health( HealthReport $health ): array {
		$problems   = [];
		$unmeasured = [];
		foreach ( $health->states as $state ) {
			// A child that waits is folded under the parent it waits for.
			if ( 'waits_for' === $state->reading->reason || $state->is_gathering() || in_array( $state->status(), [ Status::Good, Status::NotSetUp ], true ) ) {
				continue;
			}
			if ( in_array( $state->reading->reason, [ 'not_measured', 'stale', 'store_unreadable' ], true ) ) {
				$unmeasured[] = $state;
				continue;
			}
			$problems[] = $this->of_probe( $state, $state->probe->label() . ': ' . $state->reading->finding );
		}
		return 2 > count( $unmeasured )
			? [ ...$problems, ...array_map( fn ( ProbeState $state ): Problem => $this->of_probe( $state, $state->probe->label() . ': ' . $state->reading->finding ), $unmeasured ) ]
			: [ ...$problems, $this->of_unmeasured( $unmeasured ) ];
	}

	private function of_probe( ProbeState $state, string $text ): Problem {
		$probe = $state->probe->id();
		$tab   = DeadLettersProbe::ID === $probe || ( ActionSchedulerProbe::ID === $probe && 'late' === $state->reading->reason ) ? 'queue' : 'health';
		return new Problem( $state->status(), $text, "probe:$probe", $tab, $state->verdict?->measured_at, [] === $state->reading->actions ? self::measure_again() : $state->reading->actions );
	}

	/** @param non-empty-list<ProbeState> $states Checks without a present result: one cause, so one problem. */
	private function of_unmeasured( array $states ): Problem {
		$names = Sentences::listed( array_map( static fn ( ProbeState $state ): string => $state->probe->label(), $states ) );
		$text  = 'not_measured' === $states[0]->reading->reason
			/* translators: %s: names of checks. */
			? sprintf( __( 'Not measured yet: %s.', 'smartalloc-ops' ), $names )
			/* translators: %s: names of checks. */
			: sprintf( __( 'Not measured lately, so WP-Cron may stand still: %s.', 'smartalloc-ops' ), $names );
		return new Problem( Status::Unknown, $text, 'probe:' . $states[0]->probe->id(), 'health', $states[0]->verdict?->measured_at, self::measure_again() );
	}

	/** @return list<Action> */
	private static function measure_again(): array {
		return [
			Links::tab( 'health', __( 'Health', 'smartalloc-ops' ) ),
			Action::command( __( 'Measure now', 'smartalloc-ops' ), 'wp smartalloc-ops health check' ),
			Action::command( __( 'Run what is due', 'smartalloc-ops' ), 'wp cron event run --due-now' ),
		];
	}

	/** @return list<Problem> KPIs past a limit. One that has seen too little, or that waits for the tick as the checks do, is no problem of its own. */
	private function of_kpis( HealthReport $health, KpiReport $kpis ): array {
		$problems = [];
		if ( [] !== array_filter( $kpis->states, static fn ( KpiState $state ): bool => 'store_unreadable' === $state->reading->reason ) ) {
			$problems[] = new Problem( Status::Unknown, KpiWords::unreadable(), 'kpi:unreadable', 'health', $kpis->at_ms, self::measure_again() );
		}
		foreach ( $kpis->states as $state ) {
			// Health speaks of what it measures itself, and of a queue in which nothing begins.
			$is_told = KpiKind::Check === $state->kpi->kind || ( KpiCatalog::WAIT === $state->kpi->id && 'nothing_starts' === $state->reading->reason && self::is_spoken_of( $health, ActionSchedulerProbe::ID ) );
			$part    = $state->worst_part();
			$reading = null === $part ? $state->reading : $state->parts[ $part ]->reading;
			if ( ! $is_told && in_array( $reading->status, [ Status::Critical, Status::Recommended ], true ) ) {
				$name       = KpiWords::label( $state->kpi->id ) . ( null === $part ? '' : " ($part)" );
				$problems[] = new Problem( $reading->status, "$name: {$reading->finding}", "kpi:{$state->kpi->id}" . ( null === $part ? '' : Verdict::PART . $part ), 'kpis', $state->verdict?->measured_at, $reading->actions );
			}
		}
		return $problems;
	}

	/** @return list<Problem> Queues in trouble that no check speaks of already. */
	private function of_queues( HealthReport $health, QueueReport $queues ): array {
		$spoken   = self::is_spoken_of( $health, ActionSchedulerProbe::ID );
		$is_told  = [
			'action_scheduler' => $spoken || ! $queues->action_scheduler->is_present(),
			'wp_cron'          => self::is_spoken_of( $health, WpCronProbe::ID ),
		];
		$is_gone  = ! $queues->action_scheduler->is_present();
		$problems = [];
		if ( $is_gone && ! $spoken ) {
			$actions    = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ), Links::plugins() ];
			$problems[] = new Problem( Status::Unknown, $queues->action_scheduler->detail, 'queue:as', 'queue', $queues->measured_at, $actions );
		}
		foreach ( $queues->queues as $queue ) {
			// One cause, one problem: without Action Scheduler all of its groups are unavailable.
			$told = 'gravity_forms' === $queue->kind ? $is_told['wp_cron'] && null !== $queue->processor?->health_check_at : $is_told[ $queue->kind ] ?? false;
			if ( ! $told && in_array( $queue->state, [ 'late', 'unavailable' ], true ) ) {
				$problems[] = $this->of_queue( $queue, $queues->measured_at );
			}
		}
		return $problems;
	}

	private static function is_spoken_of( HealthReport $health, string $probe ): bool {
		return in_array( $health->get( $probe )?->status(), [ Status::Critical, Status::Recommended ], true );
	}

	private function of_queue( Queue $queue, int $measured_at ): Problem {
		$actions = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ), [ 'focus' => $queue->id ] ) ];
		if ( 'late' !== $queue->state ) {
			/* translators: 1: name of a queue, 2: why it is not available. */
			return new Problem( Status::Unknown, sprintf( __( 'Queue %1$s is not available: %2$s', 'smartalloc-ops' ), $queue->name, $queue->availability->detail ), "queue:{$queue->id}", 'queue', $measured_at, null === $queue->remedy ? $actions : [ ...$actions, $queue->remedy ] );
		}
		if ( null !== $queue->processor ) {
			$event     = "{$queue->processor->identifier}_cron";
			$actions[] = Action::command( __( 'Run it by hand', 'smartalloc-ops' ), null === $queue->processor->health_check_at ? "wp eval \"do_action( '$event' );\"" : "wp cron event run $event" );
			/* translators: 1: name of a queue, 2: a sentence. */
			return new Problem( Status::Recommended, sprintf( __( 'Queue %1$s is late. %2$s', 'smartalloc-ops' ), $queue->name, $queue->processor->finding ), "queue:{$queue->id}", 'queue', $measured_at, $actions, $queue->oldest_due_ms );
		}
		$actions[] = match ( $queue->kind ) {
			'action_scheduler' => Action::command( __( 'Run it by hand', 'smartalloc-ops' ), "wp action-scheduler run --group={$queue->name} --batches=10" ),
			'wp_cron' => Action::command( __( 'Run it by hand', 'smartalloc-ops' ), "wp cron event run {$queue->name}" ),
			default => Action::command( __( 'Run what is due', 'smartalloc-ops' ), 'wp cron event run smartalloc_ops_tick' ),
		};
		/* translators: 1: name of a queue, 2: number of seconds. */
		return new Problem( Status::Recommended, sprintf( __( 'Queue %1$s is late: its oldest due job has waited %2$d s.', 'smartalloc-ops' ), $queue->name, (int) $queue->oldest_due_age_s ), "queue:{$queue->id}", 'queue', $measured_at, $actions, $queue->oldest_due_ms );
	}

	/**
	 * @param list<FlagState> $flags
	 * @return list<Problem> Flags that were set and that nothing obeys.
	 */
	private function of_flags( array $flags, int $now ): array {
		$problems = [];
		foreach ( $flags as $flag ) {
			$definition  = $this->flags->catalog()->get( $flag->flag );
			$enforcement = $this->flags->enforcement( $flag );
			if ( $flag->value === $definition->default_value() || 'enforced' === $enforcement->state ) {
				continue;
			}
			$subject = trim( $definition->title . ' ' . $flag->scope );
			$text    = 'partly' === $enforcement->state
				/* translators: 1: name of a flag, 2: its value, 3: why it is not fully obeyed. */
				? sprintf( __( '%1$s is %2$s, but that is only partly obeyed: %3$s', 'smartalloc-ops' ), $subject, $definition->label( $flag->value ), $enforcement->note )
				/* translators: 1: name of a flag, 2: its value, 3: why it is not obeyed. */
				: sprintf( __( '%1$s is %2$s, but nothing obeys it: %3$s', 'smartalloc-ops' ), $subject, $definition->label( $flag->value ), $enforcement->note );
			$actions = [ Links::tab( 'flags', __( 'Flags', 'smartalloc-ops' ), [ 'focus' => trim( "{$flag->flag}/{$flag->scope}", '/' ) ] ) ];
			$problems[] = new Problem(
				'partly' === $enforcement->state ? Status::Recommended : Status::Critical,
				$text,
				"flag:{$flag->flag}/{$flag->scope}",
				'flags',
				$now,
				null === $enforcement->action ? $actions : [ ...$actions, $enforcement->action ],
				$flag->changed_at
			);
		}
		return $problems;
	}

	/** @return list<Problem> */
	private function of_run( ?Run $run, int $now ): array {
		if ( null === $run ) {
			return [];
		}
		[ $status, $text ] = match ( true ) {
			/* translators: %d: number of a run. */
			$run->is_interrupted( $now ) => [ Status::Critical, __( 'Rollback %d was interrupted and can go on where it stopped.', 'smartalloc-ops' ) ],
			/* translators: %d: number of a run. */
			RunState::NeedsOperator === $run->state => [ Status::Critical, __( 'Rollback %d stopped at a step and needs a decision.', 'smartalloc-ops' ) ],
			/* translators: %d: number of a run. */
			RunState::WaitsForPerson === $run->state => [ Status::Critical, __( 'Rollback %d waits for the answer of a person.', 'smartalloc-ops' ) ],
			/* translators: %d: number of a run. */
			RunState::WaitsForSite === $run->state => [ Status::Recommended, __( 'Rollback %d waits until the site is ready for its next step.', 'smartalloc-ops' ) ],
			/* translators: %d: number of a run. */
			RunState::Contained === $run->state => [ Status::Recommended, __( 'Rollback %d has contained the release; its next steps are a person\'s.', 'smartalloc-ops' ) ],
			/* translators: %d: number of a run. */
			default => [ Status::Recommended, __( 'Rollback %d is under way.', 'smartalloc-ops' ) ],
		};
		$actions = [
			Links::tab( 'rollback', __( 'Open the rollback', 'smartalloc-ops' ), [ 'run' => $run->id ] ),
			Action::command( __( 'See it from the shell', 'smartalloc-ops' ), 'wp smartalloc-ops rollback status' ),
		];
		return [ new Problem( $status, sprintf( $text, $run->id ), "run:{$run->id}", 'rollback', $now, $actions, $run->created_at ) ];
	}

	/**
	 * @param string $proposed Number of the proposed rollback that is open and of the triggers that speak for it, as the watch has noted; empty for none.
	 * @return list<Problem>
	 */
	private function of_proposal( string $proposed, ?Run $active, int $now ): array {
		if ( null !== $active || 1 !== preg_match( '/^(\d+) (\d+)$/D', $proposed, $found ) ) {
			return [];
		}
		/* translators: %d: number of triggers. */
		$text    = sprintf( _n( 'A rollback is proposed: %d trigger speaks against the release that runs.', 'A rollback is proposed: %d triggers speak against the release that runs.', (int) $found[2], 'smartalloc-ops' ), (int) $found[2] );
		$actions = [
			Links::tab( 'rollback', __( 'See what speaks for it', 'smartalloc-ops' ), [ 'focus' => "proposal-$found[1]" ] ),
			Action::command( __( 'See it from the shell', 'smartalloc-ops' ), "wp smartalloc-ops proposals show $found[1]" ),
		];
		return [ new Problem( Status::Critical, $text, "proposal:$found[1]", 'rollback', $now, $actions ) ];
	}

	/** @return list<Problem> */
	private function of_outcomes( ?Count $unknown, int $now ): array {
		if ( null === $unknown || 0 === $unknown->value ) {
			return [];
		}
		$shown = number_format_i18n( $unknown->value ) . ( $unknown->capped ? '+' : '' );
		/* translators: %s: number of jobs or messages. */
		$text = sprintf( _n( '%s job or message was cut off and may have happened: look before you send it again.', '%s jobs or messages were cut off and may have happened: look before you send them again.', $unknown->value, 'smartalloc-ops' ), $shown );
		return [ new Problem( Status::Recommended, $text, 'work:finished_unknown', 'queue', $now, [ Links::tab( 'queue', __( 'Show them', 'smartalloc-ops' ), [ 'state' => 'finished_unknown' ] ) ] ) ];
	}
}
