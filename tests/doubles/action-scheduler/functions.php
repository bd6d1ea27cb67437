<?php
/**
 * Public functions. Signatures, defaults and pre_ filters are the contract; parameters stay untyped because callers pass what they like.
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * @param string                   $hook     Hook to fire as soon as possible.
 * @param array<int|string, mixed> $args     Arguments.
 * @param string                   $group    Group slug.
 * @param bool                     $unique   Refuse while the same hook and group is pending or running.
 * @param int                      $priority 0 to 255, low runs first.
 * @return int Action id, 0 on refusal.
 */
function as_enqueue_async_action( $hook, $args = [], $group = '', $unique = false, $priority = 10 ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return 0;
	}
	$pre = apply_filters( 'pre_as_enqueue_async_action', null, $hook, $args, $group, $priority, $unique );
	if ( null !== $pre ) {
		return is_int( $pre ) ? $pre : 0;
	}
	return ActionScheduler::factory()->create( compact( 'hook', 'group', 'unique', 'priority' ) + [ 'type' => 'async', 'arguments' => $args ] );
}

/**
 * @param int                      $timestamp Due time, Unix seconds.
 * @param string                   $hook      Hook.
 * @param array<int|string, mixed> $args      Arguments.
 * @param string                   $group     Group slug.
 * @param bool                     $unique    As above; not passed to the filter.
 * @param int                      $priority  0 to 255.
 * @return int Action id, 0 on refusal.
 */
function as_schedule_single_action( $timestamp, $hook, $args = [], $group = '', $unique = false, $priority = 10 ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return 0;
	}
	$pre = apply_filters( 'pre_as_schedule_single_action', null, $timestamp, $hook, $args, $group, $priority );
	if ( null !== $pre ) {
		return is_int( $pre ) ? $pre : 0;
	}
	return ActionScheduler::factory()->create( compact( 'hook', 'group', 'unique', 'priority' ) + [ 'type' => 'single', 'arguments' => $args, 'when' => $timestamp ] );
}

/**
 * @param int                      $timestamp           First due time, Unix seconds.
 * @param int                      $interval_in_seconds Seconds between runs.
 * @param string                   $hook                Hook.
 * @param array<int|string, mixed> $args                Arguments.
 * @param string                   $group               Group slug.
 * @param bool                     $unique              As above; not passed to the filter.
 * @param int                      $priority            0 to 255.
 * @return int Action id, 0 on refusal.
 */
function as_schedule_recurring_action( $timestamp, $interval_in_seconds, $hook, $args = [], $group = '', $unique = false, $priority = 10 ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return 0;
	}
	if ( ! is_numeric( $interval_in_seconds ) || (int) $interval_in_seconds != $interval_in_seconds ) { // phpcs:ignore Universal.Operators.StrictComparisons, WordPress.PHP.StrictComparisons -- '60' and 60 are both whole seconds.
		_doing_it_wrong( __FUNCTION__, 'The interval must be a whole number of seconds.', '3.6.0' );
		return 0;
	}
	$pre = apply_filters( 'pre_as_schedule_recurring_action', null, $timestamp, $interval_in_seconds, $hook, $args, $group, $priority );
	if ( null !== $pre ) {
		return is_int( $pre ) ? $pre : 0;
	}
	return ActionScheduler::factory()->create(
		compact( 'hook', 'group', 'unique', 'priority' ) + [ 'type' => 'recurring', 'arguments' => $args, 'when' => $timestamp, 'pattern' => (int) $interval_in_seconds ]
	);
}

/**
 * @param int                      $timestamp Earliest first run, Unix seconds.
 * @param string                   $schedule  Cron expression of five fields (see ActionScheduler_CronFields).
 * @param string                   $hook      Hook.
 * @param array<int|string, mixed> $args      Arguments.
 * @param string                   $group     Group slug.
 * @param bool                     $unique    As above; not passed to the filter.
 * @param int                      $priority  0 to 255.
 * @return int Action id, 0 on refusal.
 */
function as_schedule_cron_action( $timestamp, $schedule, $hook, $args = [], $group = '', $unique = false, $priority = 10 ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return 0;
	}
	$pre = apply_filters( 'pre_as_schedule_cron_action', null, $timestamp, $schedule, $hook, $args, $group, $priority );
	if ( null !== $pre ) {
		return is_int( $pre ) ? $pre : 0;
	}
	return ActionScheduler::factory()->create(
		compact( 'hook', 'group', 'unique', 'priority' ) + [ 'type' => 'cron', 'arguments' => $args, 'when' => $timestamp, 'pattern' => $schedule ]
	);
}

/**
 * Cancels the next pending action that matches; running ones stay.
 *
 * @param string                        $hook  Hook.
 * @param array<int|string, mixed>|null $args  Exact arguments, null for any.
 * @param string                        $group Group slug, empty for any.
 * @return int|null Canceled id.
 */
function as_unschedule_action( $hook, $args = [], $group = '' ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return 0;
	}
	$store = ActionScheduler::store();
	$id    = $store->query_action( as_double_match( $hook, $args, $group ) + [ 'status' => ActionScheduler_Store::STATUS_PENDING ] );
	if ( null === $id ) {
		return null;
	}
	try {
		$store->cancel_action( $id );
	} catch ( Exception $exception ) {
		ActionScheduler::logger()->log( $id, 'action could not be canceled: ' . $exception->getMessage() );
		return null;
	}
	return $id;
}

/**
 * @param string                        $hook  Hook; empty together with a group cancels the whole group.
 * @param array<int|string, mixed>|null $args  Exact arguments, empty for any.
 * @param string                        $group Group slug.
 * @return void
 */
function as_unschedule_all_actions( $hook, $args = [], $group = '' ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return;
	}
	if ( empty( $args ) && ! empty( $hook ) && empty( $group ) ) {
		ActionScheduler::store()->cancel_actions_by_hook( $hook );
		return;
	}
	if ( empty( $args ) && empty( $hook ) && ! empty( $group ) ) {
		ActionScheduler::store()->cancel_actions_by_group( $group );
		return;
	}
	do {
		$canceled = as_unschedule_action( $hook, $args, $group );
	} while ( ! empty( $canceled ) );
}

/**
 * @param string                        $hook  Hook.
 * @param array<int|string, mixed>|null $args  Exact arguments, null for any.
 * @param string                        $group Group slug, empty for any.
 * @return int|bool Due time; true when it runs now or has no date (async); false when there is none.
 */
function as_next_scheduled_action( $hook, $args = null, $group = '' ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return false;
	}
	$store = ActionScheduler::store();
	$match = as_double_match( $hook, $args, $group );
	if ( null !== $store->query_action( $match + [ 'status' => ActionScheduler_Store::STATUS_RUNNING ] ) ) {
		return true;
	}
	$id = $store->query_action( $match + [ 'status' => ActionScheduler_Store::STATUS_PENDING ] );
	if ( null === $id ) {
		return false;
	}
	$date = $store->fetch_action( $id )->get_schedule()->get_date();
	return null === $date ? true : $date->getTimestamp();
}

/**
 * @param string                        $hook  Hook.
 * @param array<int|string, mixed>|null $args  Exact arguments, null for any.
 * @param string                        $group Group slug, empty for any.
 */
function as_has_scheduled_action( $hook, $args = null, $group = '' ): bool {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return false;
	}
	$live = [ ActionScheduler_Store::STATUS_RUNNING, ActionScheduler_Store::STATUS_PENDING ];
	return null !== ActionScheduler::store()->query_action( as_double_match( $hook, $args, $group ) + [ 'status' => $live ] );
}

/**
 * @param array<string, mixed> $args          Conditions, see ActionScheduler_DBStore::query_actions().
 * @param string               $return_format OBJECT, ARRAY_A or 'ids'.
 * @return array<int, mixed> Ids, or actions by id.
 */
function as_get_scheduled_actions( $args = [], $return_format = OBJECT ) {
	if ( ! ActionScheduler::is_initialized( __FUNCTION__ ) ) {
		return [];
	}
	$store = ActionScheduler::store();
	foreach ( [ 'date', 'modified' ] as $key ) {
		if ( isset( $args[ $key ] ) ) {
			$args[ $key ] = as_get_datetime_object( $args[ $key ] );
		}
	}
	$ids = (array) $store->query_actions( $args );
	if ( 'ids' === $return_format || 'int' === $return_format ) {
		return $ids;
	}
	$actions = [];
	foreach ( $ids as $id ) {
		$action         = $store->fetch_action( $id );
		$actions[ $id ] = ARRAY_A === $return_format ? get_object_vars( $action ) : $action;
	}
	return $actions;
}

/**
 * @param string|int|DateTime|null $date_string Date text, Unix seconds or date; null is now.
 * @param string                   $timezone    Zone of a text without one.
 * @return DateTime
 */
function as_get_datetime_object( $date_string = null, $timezone = 'UTC' ) {
	if ( $date_string instanceof DateTimeInterface ) {
		return new ActionScheduler_DateTime( $date_string->format( 'Y-m-d H:i:s' ), new DateTimeZone( $timezone ) );
	}
	if ( is_numeric( $date_string ) ) {
		return new ActionScheduler_DateTime( '@' . (int) $date_string, new DateTimeZone( $timezone ) );
	}
	return new ActionScheduler_DateTime( null === $date_string ? 'now' : (string) $date_string, new DateTimeZone( $timezone ) );
}

/**
 * Query conditions of the functions that take hook, args and group.
 *
 * @param mixed $hook  Hook.
 * @param mixed $args  Arguments, anything but an array means any.
 * @param mixed $group Group slug.
 * @return array<string, mixed>
 */
function as_double_match( $hook, $args, $group ): array {
	$match = [ 'hook' => $hook, 'group' => $group, 'orderby' => 'date', 'order' => 'ASC' ];
	return is_array( $args ) ? $match + [ 'args' => $args ] : $match;
}
