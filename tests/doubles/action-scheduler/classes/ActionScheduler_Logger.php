<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Writes an action's story into the log table, driven by the public hooks.
 */
class ActionScheduler_Logger {

	private static ?self $instance = null;

	public static function instance(): self {
		self::$instance ??= new ActionScheduler_DBLogger();
		return self::$instance;
	}

	public function init(): void {
		ActionScheduler_Schema::register_logger();
		$lines = [
			'stored_action'                    => static fn (): string => 'action created',
			'canceled_action'                  => static fn (): string => 'action canceled',
			'begin_execute'                    => static fn ( $id, $context = '' ): string => 'action started' . self::via( $context ),
			'after_execute'                    => static fn ( $id, $action = null, $context = '' ): string => 'action complete' . self::via( $context ),
			'failed_execution'                 => static fn ( $id, $exception, $context = '' ): string => 'action failed' . self::via( $context ) . ': ' . $exception->getMessage(),
			'failed_action'                    => static fn ( $id, $timeout = 0 ): string => sprintf( 'action declared failed: no sign of life for %s seconds', $timeout ),
			'unexpected_shutdown'              => static fn ( $id, $error = [] ): string => sprintf( 'unexpected shutdown: %s (%s:%s)', $error['message'] ?? '', $error['file'] ?? '', $error['line'] ?? '' ),
			'reset_action'                     => static fn (): string => 'action reset',
			'execution_ignored'                => static fn ( $id, $context = '' ): string => 'action ignored' . self::via( $context ),
			'failed_fetch_action'              => static fn ( $id, $exception = null ): string => 'action could not be read: ' . ( null === $exception ? '' : $exception->getMessage() ),
			'failed_to_schedule_next_instance' => static fn ( $id, $exception = null ): string => 'next instance was not stored: ' . ( null === $exception ? '' : $exception->getMessage() ),
		];
		foreach ( $lines as $event => $line ) {
			add_action(
				'action_scheduler_' . $event,
				function ( $id, ...$details ) use ( $line ): void {
					$this->log( (int) $id, $line( $id, ...$details ) );
				},
				10,
				3
			);
		}
		add_action( 'action_scheduler_bulk_cancel_actions', [ $this, 'log_bulk_cancel' ] );
		add_action( 'action_scheduler_deleted_action', [ $this, 'forget' ] );
	}

	/**
	 * @param int|string    $action_id Action.
	 * @param string        $message   Line.
	 * @param DateTime|null $date      Time; null is now.
	 */
	public function log( $action_id, $message, ?DateTime $date = null ): int {
		global $wpdb;
		$time = null === $date ? time() : $date->getTimestamp();
		$wpdb->insert(
			$wpdb->prefix . 'actionscheduler_logs',
			[
				'action_id'      => (int) $action_id,
				'message'        => $message,
				'log_date_gmt'   => gmdate( 'Y-m-d H:i:s', $time ),
				'log_date_local' => wp_date( 'Y-m-d H:i:s', $time ),
			]
		);
		return (int) $wpdb->insert_id;
	}

	/**
	 * @param int|string $action_id Action.
	 * @return list<ActionScheduler_LogEntry>
	 */
	public function get_logs( $action_id ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}actionscheduler_logs WHERE action_id = %d ORDER BY log_id", $action_id ) );
		return array_values(
			array_map(
				static fn ( $row ): ActionScheduler_LogEntry => new ActionScheduler_LogEntry( (int) $row->action_id, $row->message, as_get_datetime_object( $row->log_date_gmt ) ),
				$rows
			)
		);
	}

	/** @param list<int> $action_ids Actions canceled together. */
	public function log_bulk_cancel( $action_ids ): void {
		foreach ( (array) $action_ids as $action_id ) {
			$this->log( $action_id, 'action canceled' );
		}
	}

	/** @param int|string $action_id Action whose lines go with it. */
	public function forget( $action_id ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->prefix . 'actionscheduler_logs', [ 'action_id' => (int) $action_id ], [ '%d' ] );
	}

	private static function via( mixed $context ): string {
		return is_string( $context ) && '' !== $context ? ' via ' . $context : '';
	}
}
