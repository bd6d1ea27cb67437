<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Platform\ActionSurvey;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\ProcessorState;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Lateness;
use SmartAllocOps\Work\Hold;

defined( 'ABSPATH' ) || exit;

/** Makes one queue of what was counted: its numbers, and the one word for its state. */
final class QueueBuilder {
	/** The WP-Cron events that start the runner of Action Scheduler and ours. */
	private const ACTION_RUNNER = 'action_scheduler_run_queue';
	private const OUR_RUNNER    = 'smartalloc_ops_tick';

	public function __construct( private readonly WpCron $wp_cron, private readonly QueueScopes $scopes, private readonly Config $config, private readonly FlagHolds $holds ) {}

	/** Whether a job is shown in the queue of its group: SmartAlloc's, also in a group that nobody configured. */
	public function is_ours( string $hook, string $group ): bool {
		return $this->config->is_smartalloc_job( $hook, $group ) || str_starts_with( $group, $this->config->hook_prefix() );
	}

	/** @param array{at: int, kind: string}|null $runner */
	public function group( string $group, Presence $presence, ActionSurvey $survey, ?Count $held, ?FlagState $paused, ?array $runner, int $now ): Queue {
		$wanted  = fn ( string $hook, string $of ): bool => $of === $group && $this->is_ours( $hook, $of );
		$pending = $survey->count( 'pending', $wanted );
		$running = $survey->count( 'in-progress', $wanted );
		$oldest  = $survey->oldest_due_ms( $wanted );
		$age_s   = self::age_s( $oldest, $now );
		$hidden  = null === $pending;
		$known   = in_array( $group, $survey->groups( $wanted ), true );
		$seen_as = match ( true ) {
			$hidden => Presence::broken( __( 'So many jobs of other plugins are stored that those of this group could not be seen behind them.', 'smartalloc-ops' ), $presence->version, $presence->source ),
			$known  => $presence,
			default => Presence::present( __( 'Action Scheduler is here; no job has used this group yet.', 'smartalloc-ops' ), $presence->version, $presence->source ),
		};
		$state   = self::state( $paused, $this->waits( 'as_action', '', $group ), $age_s, Lateness::late_after_s( $this->wp_cron->interval_s( self::ACTION_RUNNER ) ), $running, $pending );
		return new Queue(
			'as:' . $group,
			'action_scheduler',
			'' === $group ? __( '(no group)', 'smartalloc-ops' ) : $group,
			$seen_as,
			null,
			$hidden && 'waiting' === $state ? 'unavailable' : $state,
			$pending,
			$survey->due( $wanted ),
			$running,
			$survey->count( 'failed', $wanted ),
			$held,
			$oldest,
			$age_s,
			$paused,
			$runner,
			array_map(
				static function ( string $hook ) use ( $survey, $group ): QueueHook {
					$only = static fn ( string $name, string $of ): bool => $of === $group && $name === $hook;
					return new QueueHook( $hook, $survey->count( 'pending', $only ), $survey->due( $only ), $survey->count( 'in-progress', $only ), $survey->count( 'failed', $only ) );
				},
				$survey->hooks( $wanted )
			),
			$known
		);
	}

	/** @param array{at: int, kind: string}|null $runner */
	public function unavailable_group( string $group, Presence $presence, Action $remedy, ?Count $held, ?FlagState $paused, ?array $runner ): Queue {
		return new Queue( 'as:' . $group, 'action_scheduler', $group, $presence, $remedy, 'unavailable', null, null, null, null, $held, null, null, $paused, $runner, [], false );
	}

	/**
	 * @param array{pending: int, due: int, oldest_due_ms: int|null} $events
	 * @param array{at: int, kind: string}|null                      $runner
	 */
	public function cron_event( string $hook, array $events, ?FlagState $paused, ?array $runner, int $now ): Queue {
		$pending = new Count( $events['pending'] );
		$due     = new Count( $events['due'] );
		$age_s   = self::age_s( $events['oldest_due_ms'], $now );
		$state   = self::state( $paused, $this->waits( FlagHolds::EVENT_SOURCE, $hook, '' ), $age_s, Lateness::cron_late_after_s( $this->wp_cron->is_started_by_visits() ), null, $pending );
		// WP-Cron takes an event off its list before it runs and keeps none that failed: neither number exists.
		return new Queue( 'cron:' . $hook, 'wp_cron', $hook, $this->wp_cron->presence(), null, $state, $pending, $due, null, null, null, $events['oldest_due_ms'], $age_s, $paused, $runner, [ new QueueHook( $hook, $pending, $due, null, null ) ], true, null, $this->scopes->refusal( QueueScopes::EVENT . $hook )?->message );
	}

	/**
	 * A background processor of Gravity Forms. All that waits in it is due: it has no times of its own.
	 *
	 * @param ProcessorState|null               $seen   Null: its batches could not be read.
	 * @param array{at: int, kind: string}|null $runner
	 */
	public function processor( Processor $processor, ?ProcessorState $seen, ?FlagState $paused, ?array $runner, int $now ): Queue {
		$id       = QueueScopes::PROCESSOR . $processor->name;
		$no_pause = $this->scopes->refusal( $id )?->message;
		if ( null === $seen ) {
			return new Queue( $id, 'gravity_forms', $processor->name, Presence::broken( __( 'The options of WordPress, where Gravity Forms stores batches, could not be read.', 'smartalloc-ops' ) ), null, 'unavailable', null, null, null, null, null, null, null, $paused, $runner, [], false, null, $no_pause );
		}
		$facts = ProcessorFacts::of( $processor, $seen, $this->wp_cron->next_ms( $processor->health_check() ), $this->wp_cron->interval_s( $processor->health_check() ), Lateness::cron_late_after_s( $this->wp_cron->is_started_by_visits() ), $now );
		return new Queue(
			$id,
			'gravity_forms',
			$processor->name,
			Presence::present( $processor->said() ),
			null,
			match ( true ) {
				null !== $paused => 'paused',
				$facts->is_late => 'late',
				$facts->is_at_work => 'running',
				$seen->batches->value > 0 => 'waiting',
				default => 'idle',
			},
			$seen->tasks,
			$seen->tasks,
			new Count( $facts->is_at_work ? 1 : 0 ),
			null,
			null,
			$seen->oldest_ms,
			self::age_s( $seen->oldest_ms, $now ),
			$paused,
			$runner,
			[],
			true,
			$facts,
			$no_pause
		);
	}

	/**
	 * The jobs of one group that this plugin carries in wp_cron mode.
	 *
	 * @param list<WorkTallyRow>|null           $work
	 * @param array{at: int, kind: string}|null $runner
	 */
	public function jobs( string $group, ?array $work, ?FlagState $paused, ?array $runner, int $now ): Queue {
		$name = '' === $group ? __( '(no group)', 'smartalloc-ops' ) : $group;
		if ( null === $work ) {
			return new Queue( 'work:' . $group, 'work', $name, Presence::broken( __( 'The table of work could not be read.', 'smartalloc-ops' ) ), null, 'unavailable', null, null, null, null, null, null, null, $paused, $runner, [] );
		}
		$rows    = array_values( array_filter( $work, static fn ( WorkTallyRow $row ): bool => $row->is_job() && $row->group === $group ) );
		$in      = static fn ( string $state ): Count => WorkTally::sum( $rows, static fn ( WorkTallyRow $row ): bool => $row->state === $state );
		$waiting = array_values( array_filter( $rows, static fn ( WorkTallyRow $row ): bool => 'due' === $row->state ) );
		$dates   = array_filter( array_map( static fn ( WorkTallyRow $row ): ?int => $row->oldest_due_ms, $waiting ), 'is_int' );
		$oldest  = [] === $dates ? null : min( $dates );
		$age_s   = self::age_s( $oldest, $now );
		$state   = self::state( $paused, $this->waits( 'cron_job', '', $group ), $age_s, Lateness::late_after_s( $this->wp_cron->interval_s( self::OUR_RUNNER ) ), $in( 'running' ), $in( 'due' ) );
		$hooks   = array_values( array_unique( array_map( static fn ( WorkTallyRow $row ): string => $row->hook, $rows ) ) );
		return new Queue(
			'work:' . $group,
			'work',
			$name,
			Presence::present( __( 'Jobs that SmartAlloc Ops carries in WP-Cron mode.', 'smartalloc-ops' ) ),
			null,
			$state,
			$in( 'due' ),
			self::due( $waiting ),
			$in( 'running' ),
			$in( 'failed' ),
			$in( 'held' ),
			$oldest,
			$age_s,
			$paused,
			$runner,
			array_map(
				static function ( string $hook ) use ( $rows ): QueueHook {
					$of = static fn ( string $state ): Count => WorkTally::sum( $rows, static fn ( WorkTallyRow $row ): bool => $row->hook === $hook && $row->state === $state );
					return new QueueHook( $hook, $of( 'due' ), self::due( array_values( array_filter( $rows, static fn ( WorkTallyRow $row ): bool => $row->hook === $hook && 'due' === $row->state ) ) ), $of( 'running' ), $of( 'failed' ) );
				},
				$hooks
			)
		);
	}

	/** @param list<WorkTallyRow> $rows */
	private static function due( array $rows ): Count {
		return array_reduce( $rows, static fn ( Count $sum, WorkTallyRow $row ): Count => $sum->plus( $row->due ), new Count( 0 ) );
	}

	private static function age_s( ?int $oldest_due_ms, int $now ): ?int {
		return null === $oldest_due_ms ? null : max( 0, intdiv( $now - $oldest_due_ms, 1000 ) );
	}

	/** Whether this queue stands still because SmartAlloc was not loaded. */
	private function waits( string $source, string $hook, string $group ): bool {
		return $this->holds->is_for_want_of_smartalloc( $source, $hook, $group );
	}

	/** @return 'idle'|'running'|'waiting'|'late'|'paused'|'not_loaded' */
	private static function state( ?FlagState $paused, bool $is_kept_out, ?int $age_s, int $late_after_s, ?Count $running, ?Count $pending ): string {
		return match ( true ) {
			null !== $paused => 'paused',
			$is_kept_out => Hold::NOT_LOADED,
			null !== $age_s && $age_s > $late_after_s => 'late',
			null !== $running && $running->value > 0 => 'running',
			null === $pending || $pending->value > 0 => 'waiting',
			default => 'idle',
		};
	}
}
