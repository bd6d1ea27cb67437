<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Lateness;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether Action Scheduler is here, whole, and starting SmartAlloc's due jobs. */
final class ActionSchedulerProbe implements Probe {
	public const ID = 'action_scheduler';

	/** The oldest version this console was run against. */
	private const TESTED = '3.8.2';

	/** The WP-Cron event with which Action Scheduler starts its runner. */
	public const RUNNER_EVENT = 'action_scheduler_run_queue';

	public function __construct(
		private readonly ActionScheduler $action_scheduler,
		private readonly ActionQueues $queues,
		private readonly WpCron $wp_cron,
		private readonly FlagHolds $holds,
		private readonly Config $config,
		private readonly Clock $clock,
	) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Action Scheduler', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'scheduling';
	}

	public function why(): string {
		return __( 'Allocation, notifications and exports are jobs of Action Scheduler. When it stands still, registrations are accepted and nothing follows.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return sprintf(
			/* translators: 1: number of seconds, 2: number of seconds, 3: version number. */
			__( 'Critical when Action Scheduler is absent or its tables are missing, or when a due job of a group that is not paused waits %1$d s longer than its runner takes to come by; recommended from %2$d s on, and when it is older than %3$s.', 'smartalloc-ops' ),
			Lateness::DEAD_S,
			Lateness::LIMIT_S,
			self::TESTED
		);
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$presence = $this->action_scheduler->presence();
		if ( ! $presence->is_present() ) {
			return Reading::critical( $presence->state, $presence->detail, [ Links::plugins(), Links::scheduled_actions(), Links::site_health() ] );
		}
		$waiting = $this->waiting( (string) $presence->version );
		if ( Status::Good === $waiting->status && $presence->is_older_than( self::TESTED ) ) {
			/* translators: 1: version number, 2: version number. */
			return Reading::of( Status::Recommended, 'old_version', sprintf( __( 'Action Scheduler %1$s is older than %2$s, the oldest this console was run against. Update the plugin that brings it.', 'smartalloc-ops' ), (string) $presence->version, self::TESTED ), [ Links::plugins() ], $waiting->value, $waiting->unit );
		}
		return $waiting;
	}

	public function under_fault( callable $body ): mixed {
		return $this->action_scheduler->while_absent( $body );
	}

	public function fault(): string {
		return __( 'Action Scheduler is treated as absent.', 'smartalloc-ops' );
	}

	/** How long the oldest due job that may begin has waited. */
	private function waiting( string $version ): Reading {
		$paused = $this->holds->paused_groups();
		$survey = $this->queues->survey( [ 'pending' => ActionScheduler::SAMPLE ] );
		$wanted = fn ( string $hook, string $group ): bool => $this->config->is_smartalloc_job( $hook, $group ) && ! in_array( $group, $paused, true );
		$oldest = $survey->oldest_due_ms( $wanted );
		if ( null === $oldest && null === $survey->due( $wanted ) ) {
			return Reading::of( Status::Recommended, 'partly_seen', __( 'So many jobs of other plugins or paused groups wait that SmartAlloc\'s own could not be seen behind them.', 'smartalloc-ops' ), [ Links::scheduled_actions( 'pending' ) ] );
		}
		$age_s   = null === $oldest ? 0 : max( 0, intdiv( $this->clock->now_ms() - $oldest, 1000 ) );
		$cadence = $this->wp_cron->interval_s( self::RUNNER_EVENT );
		if ( $age_s <= Lateness::late_after_s( $cadence ) ) {
			/* translators: 1: version number, 2: number of seconds. */
			return Reading::good( sprintf( __( 'Action Scheduler %1$s runs; the oldest due job of SmartAlloc has waited %2$d s.', 'smartalloc-ops' ), $version, $age_s ), $age_s, 's' );
		}
		$finding = null === $cadence
			/* translators: %d: number of seconds. */
			? sprintf( __( 'The oldest due job of SmartAlloc has waited %d s, and no WP-Cron event starts a runner: only a runner from the command line would take it.', 'smartalloc-ops' ), $age_s )
			/* translators: 1: number of seconds, 2: number of seconds. */
			: sprintf( __( 'The oldest due job of SmartAlloc has waited %1$d s, though a runner should come by every %2$d s.', 'smartalloc-ops' ), $age_s, $cadence );
		$status  = $age_s > Lateness::dead_after_s( $cadence ) ? Status::Critical : Status::Recommended;
		return Reading::of( $status, 'late', $finding, $this->ways_forward(), $age_s, 's' )->passable();
	}

	/** @return list<Action> */
	private function ways_forward(): array {
		$actions = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ) ];
		foreach ( array_slice( $this->config->groups(), 0, 2 ) as $group ) {
			/* translators: %s: name of a group of jobs. */
			$actions[] = Action::command( sprintf( __( 'Run %s by hand', 'smartalloc-ops' ), $group ), "wp action-scheduler run --group=$group --batches=10" );
		}
		return [ ...$actions, Links::scheduled_actions( 'pending' ) ];
	}
}
