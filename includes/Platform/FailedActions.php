<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The failed rows of Action Scheduler, newest first by the time they were due, read by key along its index of statuses.
 *
 * No index has status and group or status and a part of a hook's name, so each look reads a bounded stretch of all
 * failed rows and the caller picks its own out of them.
 *
 * @phpstan-type FailedRow array{id: int, hook: string, group: string, attempts: int, claim_id: int, is_recurring: bool, scheduled_at: int|null, attempted_at: int|null, position: string}
 */
final class FailedActions {
	/** Failed rows that one look reads. */
	public const STRETCH = 1_000;

	/** Rows of the log that one look reads. */
	private const LOG_ROWS = 2_000;

	private const COLUMNS = "a.action_id, a.hook, COALESCE(g.slug, '') AS slug, a.attempts, a.claim_id, a.scheduled_date_gmt, a.last_attempt_gmt,
		CASE WHEN a.schedule LIKE %s OR a.schedule LIKE %s THEN 1 ELSE 0 END AS recurring";

	/** The class name stands in the text of the column; foreign data is never unserialized. */
	private const RECURRING = [ '%IntervalSchedule%', '%CronSchedule%' ];

	public function __construct( private readonly Database $db ) {}

	/**
	 * The stretch of failed rows, everybody's, that follows a position.
	 *
	 * @param string|null $after A position as `FailedRow` has it; null begins with the newest.
	 * @return list<FailedRow>
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function stretch( ?string $after, int $limit = self::STRETCH ): array {
		[ $date, $id ] = null === $after ? [ '9999-12-31 23:59:59', PHP_INT_MAX ] : self::parse( $after );
		$rows = $this->db->rows(
			'SELECT ' . self::COLUMNS . " FROM (SELECT action_id, hook, group_id, attempts, claim_id, scheduled_date_gmt, last_attempt_gmt, schedule FROM %i
				WHERE status = 'failed' AND scheduled_date_gmt <= %s AND NOT (scheduled_date_gmt = %s AND action_id >= %d)
				ORDER BY scheduled_date_gmt DESC, action_id DESC LIMIT %d) a
			LEFT JOIN %i g ON g.group_id = a.group_id
			ORDER BY a.scheduled_date_gmt DESC, a.action_id DESC",
			[ ...self::RECURRING, $this->actions(), $date, $date, $id, $limit, $this->groups() ]
		);
		return array_map( self::read( ... ), $rows );
	}

	/**
	 * One failed row with its arguments, as they are stored; null when it is not there or not failed (any more).
	 *
	 * @return array{row: FailedRow, arguments: string}|null
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function get( int $action_id ): ?array {
		$row = $this->db->row(
			'SELECT ' . self::COLUMNS . ", COALESCE(a.extended_args, a.args, '') AS arguments FROM %i a LEFT JOIN %i g ON g.group_id = a.group_id WHERE a.action_id = %d AND a.status = 'failed'",
			[ ...self::RECURRING, $this->actions(), $this->groups(), $action_id ]
		);
		return null === $row ? null : [
			'row'       => self::read( $row ),
			'arguments' => (string) $row['arguments'],
		];
	}

	/**
	 * The log of these rows, oldest first. Its texts are foreign and can hold personal data: nobody may show them.
	 *
	 * @param list<int> $action_ids
	 * @return array<int, list<array{text: string, at: int|null}>> By action.
	 * @throws DatabaseError When the table cannot be read.
	 */
	public function log( array $action_ids ): array {
		if ( [] === $action_ids ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $action_ids ), '%d' ) );
		$rows  = $this->db->rows(
			"SELECT action_id, message, log_date_gmt FROM %i WHERE action_id IN ($marks) ORDER BY log_id DESC LIMIT %d",
			[ $this->db->foreign( 'actionscheduler_logs' ), ...$action_ids, self::LOG_ROWS ]
		);
		$log   = [];
		foreach ( array_reverse( $rows ) as $row ) {
			$log[ (int) $row['action_id'] ][] = [
				'text' => (string) $row['message'],
				'at'   => Time::from_gmt( $row['log_date_gmt'] ),
			];
		}
		return $log;
	}

	/** Whether a text is a position. */
	public static function is_position( string $text ): bool {
		return 1 === preg_match( '/^\d{14}-\d{1,18}$/', $text );
	}

	/**
	 * @param array<string, string|null> $row
	 * @return FailedRow
	 */
	private static function read( array $row ): array {
		return [
			'id'           => (int) $row['action_id'],
			'hook'         => (string) $row['hook'],
			'group'        => (string) $row['slug'],
			'attempts'     => (int) $row['attempts'],
			'claim_id'     => (int) $row['claim_id'],
			'is_recurring' => 1 === (int) $row['recurring'],
			'scheduled_at' => Time::from_gmt( $row['scheduled_date_gmt'] ),
			'attempted_at' => Time::from_gmt( $row['last_attempt_gmt'] ),
			'position'     => preg_replace( '/\D/', '', substr( (string) $row['scheduled_date_gmt'], 0, 19 ) ) . '-' . (int) $row['action_id'],
		];
	}

	/** @return array{string, int} Date as the table has it, and id. */
	private static function parse( string $position ): array {
		[ $digits, $id ] = explode( '-', $position );
		return [ sprintf( '%s-%s-%s %s:%s:%s', substr( $digits, 0, 4 ), ...str_split( substr( $digits, 4 ), 2 ) ), (int) $id ];
	}

	private function actions(): string {
		return $this->db->foreign( 'actionscheduler_actions' );
	}

	private function groups(): string {
		return $this->db->foreign( 'actionscheduler_groups' );
	}
}
