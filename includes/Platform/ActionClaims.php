<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The claims that runners of Action Scheduler hold, and the one statement that takes a dead one away.
 *
 * Action Scheduler counts a claim as a running batch as long as one of its rows is pending or in progress, and starts no
 * other while there are too many: one dead claim stops the whole queue until its own cleaner gives it up.
 *
 * @phpstan-type Claim array{id: int, created_at: int|null, waiting: int, begun: int, last_attempt_at: int|null, last_logged_at: int|null}
 */
final class ActionClaims {
	/** Claims that one look shows, oldest first. */
	private const CLAIMS = 100;

	/** Rows of jobs and of their log that one look reads. */
	private const ROWS = 4_000;

	/** How long Action Scheduler waits by itself before it gives a runner up, in seconds. */
	private const RUNNER_S = 30;
	private const FACTOR   = 10;

	public function __construct( private readonly Database $db ) {}

	/**
	 * @return list<Claim>
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function all(): array {
		$created = [];
		foreach ( $this->db->rows( 'SELECT claim_id, date_created_gmt FROM %i ORDER BY claim_id LIMIT %d', [ $this->claims(), self::CLAIMS ] ) as $row ) {
			$created[ (int) $row['claim_id'] ] = Time::from_gmt( $row['date_created_gmt'] );
		}
		// The row of a claim may be gone while its jobs still carry its number.
		foreach ( $this->db->rows( "SELECT DISTINCT claim_id FROM (SELECT claim_id FROM %i WHERE status = 'in-progress' ORDER BY scheduled_date_gmt LIMIT %d) begun WHERE claim_id > 0", [ $this->actions(), self::CLAIMS ] ) as $row ) {
			$created += [ (int) $row['claim_id'] => null ];
		}
		ksort( $created );
		return $this->describe( $created );
	}

	/**
	 * @return Claim|null Null: there is no trace of it.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function get( int $claim_id ): ?array {
		$row   = $this->db->row( 'SELECT date_created_gmt FROM %i WHERE claim_id = %d', [ $this->claims(), $claim_id ] );
		$claim = $this->describe( [ $claim_id => Time::from_gmt( $row['date_created_gmt'] ?? null ) ] )[0];
		return null === $row && 0 === $claim['waiting'] + $claim['begun'] ? null : $claim;
	}

	/**
	 * Seconds of silence after which Action Scheduler itself takes a runner for dead; null when a filter forbids it ever to.
	 *
	 * @param bool $has_begun Whether one of its jobs has begun: those have a limit of their own.
	 */
	public function limit_s( bool $has_begun ): ?int {
		$runner = max( 1, (int) apply_filters( 'action_scheduler_queue_runner_time_limit', self::RUNNER_S ) ) * self::FACTOR;
		$limits = [ (int) apply_filters( 'action_scheduler_timeout_period', $runner ), ...( $has_begun ? [ (int) apply_filters( 'action_scheduler_failure_period', $runner ) ] : [] ) ];
		return min( $limits ) < 0 ? null : max( $limits );
	}

	/**
	 * Gives its waiting jobs back to the runners and marks its begun ones failed, as Action Scheduler's own cleaner would:
	 * in one statement, and only if the claim holds as many jobs as were seen and none of them was begun after `$quiet_since_ms`.
	 *
	 * @return list<int>|null Ids of the begun jobs; null: it was not so any more, and nothing was changed.
	 * @throws DatabaseError When the tables cannot be written.
	 */
	public function take_away( int $claim_id, int $open, int $quiet_since_ms ): ?array {
		$cutoff = Time::to_gmt( $quiet_since_ms );
		$begun  = array_map( static fn ( array $row ): int => (int) $row['action_id'], $this->db->rows( "SELECT action_id FROM %i WHERE claim_id = %d AND status = 'in-progress' LIMIT %d", [ $this->actions(), $claim_id, self::ROWS ] ) );
		if ( 0 === $open ) {
			return 1 === $this->db->execute( "DELETE FROM %i WHERE claim_id = %d AND date_created_gmt <= %s AND NOT EXISTS (SELECT 1 FROM %i a WHERE a.claim_id = %d AND a.status IN ('pending', 'in-progress'))", [ $this->claims(), $claim_id, $cutoff, $this->actions(), $claim_id ] ) ? [] : null;
		}
		$changed = $this->db->execute(
			"UPDATE %i SET status = CASE WHEN status = 'in-progress' THEN 'failed' ELSE status END, claim_id = 0
			WHERE claim_id = %d AND status IN ('pending', 'in-progress')
				AND %d = (SELECT n FROM (SELECT COUNT(*) AS n FROM %i WHERE claim_id = %d AND status IN ('pending', 'in-progress')) held)
				AND 0 = (SELECT n FROM (SELECT COUNT(*) AS n FROM %i WHERE claim_id = %d AND last_attempt_gmt > %s) fresh)",
			[ $this->actions(), $claim_id, $open, $this->actions(), $claim_id, $this->actions(), $claim_id, $cutoff ]
		);
		if ( $changed !== $open ) {
			return null;
		}
		$this->db->execute( 'DELETE FROM %i WHERE claim_id = %d', [ $this->claims(), $claim_id ] );
		return $begun;
	}

	/**
	 * @param array<int, int|null> $created Claim to when it was staked.
	 * @return list<Claim>
	 */
	private function describe( array $created ): array {
		if ( [] === $created ) {
			return [];
		}
		$marks  = implode( ', ', array_fill( 0, count( $created ), '%d' ) );
		$ids    = array_keys( $created );
		$held   = [];
		$latest = [];
		$logged = [];
		// Done rows keep the number of their claim and tell when it was last seen working.
		$rows = $this->db->rows(
			"SELECT claim_id, status, COUNT(*) AS n, MAX(last_attempt_gmt) AS latest FROM (SELECT claim_id, status, last_attempt_gmt FROM %i WHERE claim_id IN ($marks) LIMIT %d) held GROUP BY claim_id, status",
			[ $this->actions(), ...$ids, self::ROWS ]
		);
		foreach ( $rows as $row ) {
			$id                                    = (int) $row['claim_id'];
			$held[ $id ][ (string) $row['status'] ] = (int) $row['n'];
			$latest[ $id ]                         = max( $latest[ $id ] ?? null, Time::from_gmt( $row['latest'] ) );
		}
		$rows = $this->db->rows(
			"SELECT held.claim_id, MAX(l.log_date_gmt) AS latest FROM (SELECT action_id, claim_id FROM %i WHERE claim_id IN ($marks) AND status IN ('in-progress', 'complete', 'failed') LIMIT %d) held
			JOIN %i l ON l.action_id = held.action_id GROUP BY held.claim_id",
			[ $this->actions(), ...$ids, 1_000, $this->db->foreign( 'actionscheduler_logs' ) ]
		);
		foreach ( $rows as $row ) {
			$logged[ (int) $row['claim_id'] ] = Time::from_gmt( $row['latest'] );
		}
		return array_map(
			static fn ( int $id ): array => [
				'id'              => $id,
				'created_at'      => $created[ $id ],
				'waiting'         => $held[ $id ]['pending'] ?? 0,
				'begun'           => $held[ $id ]['in-progress'] ?? 0,
				'last_attempt_at' => $latest[ $id ] ?? null,
				'last_logged_at'  => $logged[ $id ] ?? null,
			],
			$ids
		);
	}

	private function actions(): string {
		return $this->db->foreign( 'actionscheduler_actions' );
	}

	private function claims(): string {
		return $this->db->foreign( 'actionscheduler_claims' );
	}
}
