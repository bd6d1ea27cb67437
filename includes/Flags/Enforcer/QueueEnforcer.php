<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\JobArguments;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkCounts;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;
use SmartAllocOps\Work\WorkState;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * `queue`: in `wp_cron` mode new jobs of SmartAlloc become rows of our own table, and one recurring tick runs them.
 *
 * Never one cron event a job: the option that holds them loses concurrent writes. Recurring chains stay with Action
 * Scheduler, which stores their next link by itself where nobody can see it.
 */
final class QueueEnforcer implements FlagEnforcer {
	/**
	 * Ids above every row of Action Scheduler and below what JavaScript can count: the caller sees neither an error (0)
	 * nor the id of somebody else's action.
	 */
	private const ID_BASE = 2 ** 52;

	private const HAND_BACK_BATCH = 200;

	public function __construct(
		private readonly FlagReader $flags,
		private readonly Config $config,
		private readonly ActionScheduler $action_scheduler,
		private readonly WorkStore $work,
		private readonly WorkCounts $counts,
		private readonly Clock $clock,
	) {}

	public function register(): void {
		add_filter( 'pre_as_enqueue_async_action', [ $this, 'pre_as_enqueue_async_action' ], 10, 6 );
		add_filter( 'pre_as_schedule_single_action', [ $this, 'pre_as_schedule_single_action' ], 10, 7 );
	}

	/**
	 * @param mixed $short_circuit
	 * @param mixed $hook
	 * @param mixed $args
	 * @param mixed $group
	 * @param mixed $priority
	 * @param mixed $unique
	 * @return mixed
	 */
	public function pre_as_enqueue_async_action( $short_circuit, $hook = '', $args = [], $group = '', $priority = 10, $unique = false ) {
		return $this->take( $short_circuit, $hook, $args, $group, null, (bool) $unique );
	}

	/**
	 * @param mixed $short_circuit
	 * @param mixed $timestamp
	 * @param mixed $hook
	 * @param mixed $args
	 * @param mixed $group
	 * @param mixed $priority
	 * @param mixed $unique Newer versions pass it, 3.8 does not.
	 * @return mixed
	 */
	public function pre_as_schedule_single_action( $short_circuit, $timestamp = 0, $hook = '', $args = [], $group = '', $priority = 10, $unique = false ) {
		return $this->take( $short_circuit, $hook, $args, $group, 1000 * (int) $timestamp, (bool) $unique );
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->action_scheduler->presence();
		if ( ! $presence->is_present() ) {
			return Enforcement::none( $presence->detail );
		}
		if ( ! $this->tick_is_scheduled() ) {
			return Enforcement::partly( __( 'The recurring WP-Cron event that runs the jobs is missing. Deactivate and activate SmartAlloc Ops to put it back.', 'smartalloc-ops' ), Action::link( __( 'Open the plugins screen', 'smartalloc-ops' ), admin_url( 'plugins.php' ) ) );
		}
		return Enforcement::full( __( 'Obeyed for new jobs. Recurring jobs always stay with Action Scheduler.', 'smartalloc-ops' ) );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = new Reach();
		$reach->line( __( 'Unfinished jobs in Action Scheduler', 'smartalloc-ops' ), $this->in_action_scheduler(), $this->action_scheduler->presence()->is_present() ? '' : $this->action_scheduler->presence()->detail )
			->line( __( 'Unfinished jobs in WP-Cron mode', 'smartalloc-ops' ), $this->in_wp_cron() )
			->reassure( __( 'Nothing is moved: each job is run by whoever stored it.', 'smartalloc-ops' ) )
			->reassure( __( 'Recurring jobs stay with Action Scheduler.', 'smartalloc-ops' ) );
		if ( 'wp_cron' === $value ) {
			$reach->warn( __( 'In WP-Cron mode code that asks Action Scheduler whether a job is scheduled is told no.', 'smartalloc-ops' ) );
		}
		return $reach;
	}

	public function refusals( string $scope, string $value ): array {
		$waiting = 'wp_cron' === $value ? $this->in_action_scheduler() : $this->in_wp_cron();
		if ( null === $waiting ) {
			return [ new Refusal( 'queue_unknown', __( 'Action Scheduler cannot be read, so nobody can say what waits in it.', 'smartalloc-ops' ) ) ];
		}
		if ( 0 === $waiting->value && ! $waiting->capped ) {
			return [];
		}
		$text = $waiting->capped
			/* translators: %d: number of jobs. */
			? sprintf( __( 'At least %d jobs may still wait where they were stored, and there are too many to look at them all.', 'smartalloc-ops' ), $waiting->value )
			/* translators: %d: number of jobs. */
			: sprintf( _n( '%d job still waits where it was stored.', '%d jobs still wait where they were stored.', $waiting->value, 'smartalloc-ops' ), $waiting->value );
		return [
			new Refusal(
				'needs_migration',
				$text . ' ' . __( 'Moving waiting jobs is not built yet. Let them drain, or resume what holds them, and switch then.', 'smartalloc-ops' ),
				Action::link( __( 'See the queues', 'smartalloc-ops' ), admin_url( 'admin.php?page=smartalloc-ops&tab=queue' ) )
			),
		];
	}

	/** From here on, new jobs of this process go where they would go without us. */
	public function stop_taking(): void {
		remove_filter( 'pre_as_enqueue_async_action', [ $this, 'pre_as_enqueue_async_action' ] );
		remove_filter( 'pre_as_schedule_single_action', [ $this, 'pre_as_schedule_single_action' ] );
	}

	/**
	 * Gives the jobs that have not begun to Action Scheduler, or to WP-Cron without it: nobody runs them here once this
	 * plugin is off. Like an attempt: a job whose hand-over was cut off ends unseen and is not handed over twice.
	 */
	public function hand_back(): void {
		$this->stop_taking();
		do {
			$handed = 0;
			foreach ( $this->work->waiting( 'cron_job', self::HAND_BACK_BATCH ) as $job ) {
				$due    = WorkState::Held === $job->state && $this->work->release( $job, $job->due_at ) ? $this->work->get( $job->id ) : $job;
				$leased = WorkState::Due === $due?->state ? $this->work->lease( $due, 'hand_back' ) : null;
				if ( null !== $leased ) {
					$stored  = self::store_elsewhere( $leased );
					$handed += (int) $stored;
					$this->work->finish( $leased, $stored ? WorkOutcome::done() : WorkOutcome::retry( WorkError::named( 'not_handed_back' ), 0 ) );
				}
			}
		} while ( $handed > 0 );
	}

	/**
	 * @param mixed $short_circuit
	 * @param mixed $hook
	 * @param mixed $args
	 * @param mixed $group
	 * @return mixed
	 */
	private function take( $short_circuit, $hook, $args, $group, ?int $due_at, bool $is_unique ) {
		if ( null !== $short_circuit || ! is_string( $hook ) || ! is_string( $group ) || ! is_array( $args )
			|| ! $this->config->is_smartalloc_job( $hook, $group ) || 'wp_cron' !== $this->flags->value( 'queue' ) ) {
			return $short_circuit;
		}
		// What JSON cannot carry stays with Action Scheduler: it has its own answer to that.
		if ( false === wp_json_encode( $args ) ) {
			return null;
		}
		$key = 'job:' . bin2hex( random_bytes( 16 ) );
		// Only here: the clock may ask the database, and jobs of others must not pay for that.
		$due_at ??= $this->clock->now_ms();
		try {
			$item = $this->work->enqueue( new NewWork( $key, 'cron_job', $hook, $group, [ 'args' => $args ], null, JobArguments::entry_id( $hook, $args ), 'job', $due_at, $is_unique ? 'unique:' . md5( "$group|$hook" ) : null ) );
		} catch ( DatabaseError ) {
			// Not stored here, so Action Scheduler may have it: a job is never lost to a switch.
			return null;
		}
		if ( null === $item ) {
			// Only a unique job may be left out, because the same one waits; 0 is what Action Scheduler answers then.
			return $is_unique ? 0 : null;
		}
		return self::ID_BASE + $item->id;
	}

	/** Stores a job where it is run without us. */
	private static function store_elsewhere( WorkItem $job ): bool {
		$args = array_values( (array) ( $job->payload['args'] ?? [] ) );
		$due  = intdiv( $job->due_at, 1000 );
		if ( did_action( 'action_scheduler_init' ) && function_exists( 'as_schedule_single_action' ) ) {
			return as_schedule_single_action( $due, $job->hook, $args, $job->group ) > 0;
		}
		return true === wp_schedule_single_event( max( 1, $due ), $job->hook, $args );
	}

	private function in_action_scheduler(): ?Count {
		return $this->action_scheduler->presence()->is_present() ? $this->action_scheduler->unfinished_single( $this->config ) : null;
	}

	private function in_wp_cron(): Count {
		$states = $this->counts->by_state( 'cron_job' );
		// A dead letter or an unknown outcome waits for a person, not for a queue.
		return $states['held']->plus( $states['due'] )->plus( $states['running'] );
	}

	private function tick_is_scheduled(): bool {
		return false !== wp_next_scheduled( 'smartalloc_ops_tick' );
	}
}
