<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/** Writes down why a job failed in the moment it fails: one row a failed action, nothing for the others. */
final class FailureRecorder {
	public const TABLE = 'failure_causes';

	/** Rows are kept longer than Action Scheduler keeps its own. */
	private const KEEP_MS = 90 * 86_400_000;

	/** Rows that one tick takes away. */
	private const PURGE = 500;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	public function register(): void {
		// First, so that a listener that throws does not leave the cause unknown.
		add_action( 'action_scheduler_failed_execution', [ $this, 'action_scheduler_failed_execution' ], PHP_INT_MIN, 2 );
		add_action( 'action_scheduler_unexpected_shutdown', [ $this, 'action_scheduler_unexpected_shutdown' ], PHP_INT_MIN, 2 );
		add_action( 'action_scheduler_failed_action', [ $this, 'action_scheduler_failed_action' ], PHP_INT_MIN );
		add_action( 'action_scheduler_failed_fetch_action', [ $this, 'action_scheduler_failed_fetch_action' ], PHP_INT_MIN );
	}

	/**
	 * @param int|string $action_id
	 * @param mixed      $thrown    Always of class Exception; what was thrown stands behind it.
	 */
	public function action_scheduler_failed_execution( $action_id, $thrown = null ): void {
		if ( $thrown instanceof \Throwable ) {
			$this->record( (int) $action_id, FailureCause::of_exception( $thrown->getPrevious() ?? $thrown ) );
		}
	}

	/**
	 * @param int|string $action_id
	 * @param mixed      $error
	 */
	public function action_scheduler_unexpected_shutdown( $action_id, $error = [] ): void {
		$this->record( (int) $action_id, FailureCause::of_fatal( is_array( $error ) ? $error : [] ) );
	}

	/** @param int|string $action_id */
	public function action_scheduler_failed_action( $action_id ): void {
		$this->record( (int) $action_id, FailureCause::timed_out() );
	}

	/** @param int|string $action_id */
	public function action_scheduler_failed_fetch_action( $action_id ): void {
		$this->record( (int) $action_id, FailureCause::unreadable() );
	}

	/**
	 * @param list<int> $action_ids
	 * @return array<int, FailureCause> By action; one that is not there was not seen failing.
	 * @throws DatabaseError When they cannot be read.
	 */
	public function causes( array $action_ids ): array {
		$causes = [];
		foreach ( array_chunk( $action_ids, 500 ) as $ids ) {
			$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
			foreach ( $this->db->rows( "SELECT action_id, kind, error_class, error_code, error_frame FROM %i WHERE action_id IN ($marks)", [ $this->db->table( self::TABLE ), ...$ids ] ) as $row ) {
				$causes[ (int) $row['action_id'] ] = FailureCause::from_row( $row );
			}
		}
		return $causes;
	}

	/**
	 * When each of these actions was given up for lack of time, if it was and nothing else befell it since.
	 *
	 * @param list<int> $action_ids
	 * @return array<int, int> By action, in UTC epoch milliseconds.
	 * @throws DatabaseError When they cannot be read.
	 */
	public function timed_out( array $action_ids ): array {
		$times = [];
		foreach ( array_chunk( $action_ids, 500 ) as $ids ) {
			$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
			foreach ( $this->db->rows( "SELECT action_id, at FROM %i WHERE action_id IN ($marks) AND kind = %s", [ $this->db->table( self::TABLE ), ...$ids, FailureCause::timed_out()->kind ] ) as $row ) {
				$times[ (int) $row['action_id'] ] = (int) $row['at'];
			}
		}
		return $times;
	}

	/** Takes away what is older than anything that can still be looked up. */
	public function purge(): int {
		return $this->db->execute( 'DELETE FROM %i WHERE at < %d ORDER BY at LIMIT %d', [ $this->db->table( self::TABLE ), $this->clock->now_ms() - self::KEEP_MS, self::PURGE ] );
	}

	private function record( int $action_id, FailureCause $cause ): void {
		$row = $cause->to_row();
		try {
			$this->db->execute(
				'INSERT INTO %i (action_id, kind, error_class, error_code, error_frame, at) VALUES (%d, %s, %s, %s, %s, %d)
				ON DUPLICATE KEY UPDATE kind = VALUES(kind), error_class = VALUES(error_class), error_code = VALUES(error_code), error_frame = VALUES(error_frame), at = VALUES(at)',
				[ $this->db->table( self::TABLE ), $action_id, $row['kind'], $row['error_class'], $row['error_code'], $row['error_frame'], $this->clock->now_ms() ]
			);
		} catch ( DatabaseError $error ) {
			// The runner must go on; the list then says what the log gives away.
			error_log( 'SmartAlloc Ops: the cause of a failure could not be written down. ' . $error->getMessage() ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
		}
	}
}
