<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Store on the actionscheduler_* tables: writing, reading and status changes. Claims and queries are in the traits.
 */
class ActionScheduler_DBStore extends ActionScheduler_Store {

	use ActionScheduler_DBStore_Claims;
	use ActionScheduler_DBStore_Queries;

	/** Limits of the columns args and extended_args. */
	private const MAX_ARGS       = 8000;
	private const MAX_SHORT_ARGS = 191;

	public function init(): void {
		ActionScheduler_Schema::register_store();
	}

	public function save_action( ActionScheduler_Action $action, ?DateTime $scheduled_date = null ) {
		return $this->insert( $action, $scheduled_date, false );
	}

	/**
	 * Writes no row while the same hook and group is pending or running. On SQLite the returned id is then a foreign one:
	 * the database layer keeps the id of the last successful insert, whatever table it was in.
	 *
	 * @return int|string
	 */
	public function save_unique_action( ActionScheduler_Action $action, ?DateTime $scheduled_date = null ) {
		return $this->insert( $action, $scheduled_date, true );
	}

	public function fetch_action( $action_id ): ActionScheduler_Action {
		global $wpdb;
		$row = $wpdb->get_row(
			$wpdb->prepare(
				"SELECT a.*, g.slug AS group_slug FROM {$wpdb->actionscheduler_actions} a
				LEFT JOIN {$wpdb->actionscheduler_groups} g ON g.group_id = a.group_id WHERE a.action_id = %d",
				$action_id
			)
		);
		if ( null === $row ) {
			return new ActionScheduler_NullAction();
		}
		try {
			return $this->action_from( $row );
		} catch ( ActionScheduler_InvalidActionException $exception ) {
			do_action( 'action_scheduler_failed_fetch_action', (int) $action_id, $exception );
			return new ActionScheduler_NullAction();
		}
	}

	/** Unconditional: a row that is running or finished is canceled too. */
	public function cancel_action( $action_id ): void {
		$this->change( $action_id, [ 'status' => self::STATUS_CANCELED ] );
		do_action( 'action_scheduler_canceled_action', (int) $action_id );
	}

	public function delete_action( $action_id ): void {
		global $wpdb;
		if ( ! $wpdb->delete( $wpdb->actionscheduler_actions, [ 'action_id' => (int) $action_id ], [ '%d' ] ) ) {
			throw $this->unidentified( $action_id );
		}
		do_action( 'action_scheduler_deleted_action', (int) $action_id );
	}

	/** Due time while pending, time of the last attempt from the start on. */
	public function get_date( $action_id ): DateTime {
		$row = $this->row( $action_id );
		return as_get_datetime_object( self::STATUS_PENDING === $row->status ? $row->scheduled_date_gmt : $row->last_attempt_gmt );
	}

	public function get_status( $action_id ): string {
		return (string) $this->row( $action_id )->status;
	}

	public function mark_failure( $action_id ): void {
		$this->change( $action_id, [ 'status' => self::STATUS_FAILED ] );
	}

	public function log_execution( $action_id ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->actionscheduler_actions} SET attempts = attempts + 1, status = %s, last_attempt_gmt = %s, last_attempt_local = %s WHERE action_id = %d",
				self::STATUS_RUNNING,
				ActionScheduler_Schema::now(),
				ActionScheduler_Schema::now_local(),
				$action_id
			)
		);
	}

	public function mark_complete( $action_id ): void {
		$this->change(
			$action_id,
			[
				'status'             => self::STATUS_COMPLETE,
				'last_attempt_gmt'   => ActionScheduler_Schema::now(),
				'last_attempt_local' => ActionScheduler_Schema::now_local(),
			]
		);
		do_action( 'action_scheduler_completed_action', (int) $action_id );
	}

	protected function bulk_cancel( array $action_ids ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->actionscheduler_actions} SET status = %s WHERE action_id IN (" . implode( ',', array_fill( 0, count( $action_ids ), '%d' ) ) . ')',
				array_merge( [ self::STATUS_CANCELED ], $action_ids )
			)
		);
		do_action( 'action_scheduler_bulk_cancel_actions', $action_ids );
	}

	/**
	 * @throws InvalidArgumentException When the arguments do not fit.
	 * @throws RuntimeException         When the row was not written.
	 * @return int|string
	 */
	private function insert( ActionScheduler_Action $action, ?DateTime $date, bool $unique ) {
		global $wpdb;
		$json = (string) wp_json_encode( $action->get_args() );
		if ( strlen( $json ) > self::MAX_ARGS ) {
			throw new InvalidArgumentException( sprintf( 'Arguments as JSON take %d characters, at most %d fit.', strlen( $json ), self::MAX_ARGS ) );
		}
		$due = $date ?? $action->get_schedule()->get_date() ?? as_get_datetime_object();
		$row = [
			'hook'                 => $action->get_hook(),
			'status'               => $action->is_finished() ? self::STATUS_COMPLETE : self::STATUS_PENDING,
			'scheduled_date_gmt'   => gmdate( 'Y-m-d H:i:s', $due->getTimestamp() ),
			'scheduled_date_local' => wp_date( 'Y-m-d H:i:s', $due->getTimestamp() ),
			'priority'             => $action->get_priority(),
			'args'                 => $this->args_column( $json ),
			'schedule'             => serialize( $action->get_schedule() ), // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- the column's format is fixed.
			'group_id'             => $this->group_id( $action->get_group(), true ),
		];
		if ( strlen( $json ) > self::MAX_SHORT_ARGS ) {
			$row['extended_args'] = $json;
		}
		$values = implode( ', ', array_map( static fn ( $value ): string => is_int( $value ) ? '%d' : '%s', $row ) );
		$params = array_values( $row );
		$where  = '';
		if ( $unique ) {
			$where  = " WHERE NOT EXISTS ( SELECT 1 FROM {$wpdb->actionscheduler_actions} WHERE hook = %s AND group_id = %d AND status IN ( %s, %s ) )";
			$params = array_merge( $params, [ $row['hook'], $row['group_id'], self::STATUS_PENDING, self::STATUS_RUNNING ] );
		}
		$written = $wpdb->query( $wpdb->prepare( "INSERT INTO {$wpdb->actionscheduler_actions} ( " . implode( ', ', array_keys( $row ) ) . " ) SELECT {$values} FROM DUAL{$where}", $params ) );
		if ( false === $written ) {
			throw new RuntimeException( 'Action not stored: ' . esc_html( wp_strip_all_tags( $wpdb->last_error ) ) );
		}
		$action_id = $wpdb->insert_id;
		if ( $action_id ) {
			do_action( 'action_scheduler_stored_action', $action_id );
		}
		return $action_id;
	}

	/**
	 * @throws ActionScheduler_InvalidActionException When arguments or schedule cannot be read.
	 */
	private function action_from( stdClass $row ): ActionScheduler_Action {
		$args = json_decode( (string) ( $row->extended_args ?: $row->args ), true );
		if ( ! is_array( $args ) ) {
			throw ActionScheduler_InvalidActionException::undecodable_args( (int) $row->action_id );
		}
		try {
			$schedule = @unserialize( (string) $row->schedule ); // phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.PHP.DiscouragedPHPFunctions -- an unreadable one is reported as such right below.
		} catch ( UnexpectedValueException $exception ) {
			throw ActionScheduler_InvalidActionException::undecodable_schedule( (int) $row->action_id, $exception );
		}
		if ( ! $schedule instanceof ActionScheduler_Schedule ) {
			throw ActionScheduler_InvalidActionException::undecodable_schedule( (int) $row->action_id );
		}
		return ActionScheduler::factory()->get_stored_action( $row->status, $row->hook, $args, $schedule, (string) $row->group_slug, (int) $row->priority );
	}

	/** Long arguments are searched by their hash. */
	private function args_column( string $json ): string {
		return strlen( $json ) > self::MAX_SHORT_ARGS ? md5( $json ) : $json;
	}

	private function group_id( string $slug, bool $create ): int {
		global $wpdb;
		$id = (int) $wpdb->get_var( $wpdb->prepare( "SELECT group_id FROM {$wpdb->actionscheduler_groups} WHERE slug = %s", $slug ) );
		if ( 0 === $id && $create ) {
			$wpdb->insert( $wpdb->actionscheduler_groups, [ 'slug' => $slug ] );
			$id = (int) $wpdb->insert_id;
		}
		return $id;
	}

	/**
	 * @param int|string $action_id Action.
	 * @throws InvalidArgumentException When there is no such row.
	 */
	private function row( $action_id ): stdClass {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->actionscheduler_actions} WHERE action_id = %d", $action_id ) );
		return $row instanceof stdClass ? $row : throw $this->unidentified( $action_id );
	}

	/**
	 * @param int|string                $action_id Action.
	 * @param array<string, int|string> $columns   New values.
	 * @throws InvalidArgumentException When no row changed: unknown id, or (MariaDB only) the values were there already.
	 */
	private function change( $action_id, array $columns ): void {
		global $wpdb;
		if ( ! $wpdb->update( $wpdb->actionscheduler_actions, $columns, [ 'action_id' => (int) $action_id ] ) ) {
			throw $this->unidentified( $action_id );
		}
	}

	/** @param int|string $action_id Action. */
	private function unidentified( $action_id ): InvalidArgumentException {
		return new InvalidArgumentException( sprintf( 'Action %d was not found or did not change.', (int) $action_id ) );
	}
}
