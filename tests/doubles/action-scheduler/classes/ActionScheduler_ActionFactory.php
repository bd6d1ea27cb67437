<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Makes actions: new ones from the public functions, the next of a chain, and objects from rows.
 */
class ActionScheduler_ActionFactory {

	/**
	 * @param string                        $status   Status column.
	 * @param string                        $hook     Hook.
	 * @param array<int|string, mixed>      $args     Arguments.
	 * @param ActionScheduler_Schedule|null $schedule Schedule.
	 * @param string                        $group    Group slug.
	 * @param int                           $priority Priority.
	 */
	public function get_stored_action( $status, $hook, array $args = [], ?ActionScheduler_Schedule $schedule = null, $group = '', $priority = 10 ): ActionScheduler_Action {
		$class_name = match ( $status ) {
			ActionScheduler_Store::STATUS_PENDING  => ActionScheduler_Action::class,
			ActionScheduler_Store::STATUS_CANCELED => ActionScheduler_CanceledAction::class,
			default                                => ActionScheduler_FinishedAction::class,
		};
		if ( ActionScheduler_Store::STATUS_CANCELED === $status && null !== $schedule && null !== $schedule->get_date() ) {
			$schedule = new ActionScheduler_CanceledSchedule( $schedule->get_date() );
		}
		$class_name = apply_filters( 'action_scheduler_stored_action_class', $class_name, $status, $hook, $args, $schedule, $group );
		$action     = new $class_name( $hook, $args, $schedule, $group );
		$action->set_priority( $priority );
		return apply_filters( 'action_scheduler_stored_action_instance', $action, $hook, $args, $schedule, $group, $priority );
	}

	/**
	 * Stores a new action. Every refusal ends as 0 and a line in the error log, never as an exception for the caller.
	 *
	 * @param array{type: string, hook: string, arguments?: mixed, group?: string, unique?: bool, priority?: int, when?: mixed, pattern?: mixed} $options What to create.
	 */
	public function create( array $options ): int {
		$options += [ 'arguments' => [], 'group' => '', 'unique' => false, 'priority' => 10, 'when' => null, 'pattern' => null ];
		try {
			$schedule = $this->schedule( $options['type'], $options['when'], $options['pattern'] );
			$action   = new ActionScheduler_Action( $options['hook'], (array) $options['arguments'], $schedule, $options['group'] );
			$action->set_priority( $options['priority'] );
			return $options['unique'] ? $this->store_unique( $action ) : (int) ActionScheduler::store()->save_action( $action );
		} catch ( Exception $exception ) {
			error_log( sprintf( 'Action Scheduler double: "%s" was not stored: %s', $options['hook'], $exception->getMessage() ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the real one reports here too.
			return 0;
		}
	}

	/**
	 * Stores the next instance of a chain directly in the store: no pre_as_* filter sees it.
	 *
	 * @param ActionScheduler_Action $action Instance that has just run.
	 * @throws InvalidArgumentException When the action does not recur.
	 */
	public function repeat( $action ): int {
		$schedule = $action->get_schedule();
		$next     = $schedule->get_next( as_get_datetime_object() );
		if ( null === $next || ! $schedule instanceof ActionScheduler_Abstract_RecurringSchedule ) {
			throw new InvalidArgumentException( 'Only an action with a recurring schedule can be repeated.' );
		}
		$follower = $schedule instanceof ActionScheduler_CronSchedule
			? new ActionScheduler_CronSchedule( $next, (string) $schedule->get_recurrence(), $schedule->get_first_date() )
			: new ActionScheduler_IntervalSchedule( $next, (int) $schedule->get_recurrence(), $schedule->get_first_date() );
		$repeated = new ActionScheduler_Action( $action->get_hook(), $action->get_args(), $follower, $action->get_group() );
		$repeated->set_priority( $action->get_priority() );
		return (int) ActionScheduler::store()->save_action( $repeated );
	}

	private function schedule( string $type, mixed $when, mixed $pattern ): ActionScheduler_Schedule {
		$start = as_get_datetime_object( $when );
		if ( 'recurring' === $type && (int) $pattern > 0 ) {
			return new ActionScheduler_IntervalSchedule( $start, (int) $pattern );
		}
		if ( 'cron' === $type && ! empty( $pattern ) ) {
			return new ActionScheduler_CronSchedule( $start, (string) $pattern );
		}
		return 'async' === $type ? new ActionScheduler_NullSchedule() : new ActionScheduler_SimpleSchedule( $start );
	}

	/** The window store knows no atomic form, so there the check and the write are two steps. */
	private function store_unique( ActionScheduler_Action $action ): int {
		$store = ActionScheduler::store();
		if ( $store instanceof ActionScheduler_DBStore ) {
			return (int) $store->save_unique_action( $action );
		}
		$existing = $store->query_action(
			[
				'hook'   => $action->get_hook(),
				'group'  => $action->get_group(),
				'status' => [ ActionScheduler_Store::STATUS_PENDING, ActionScheduler_Store::STATUS_RUNNING ],
			]
		);
		return null === $existing ? (int) $store->save_action( $action ) : 0;
	}
}
