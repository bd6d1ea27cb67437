<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Jobs that Action Scheduler holds under way, and claims of runners that never came back: both read with a bound. */
final class ActionJobs {
	/** After this long Action Scheduler itself gives a runner up. */
	public const GIVEN_UP_S = 300;

	private const JOBS   = 500;
	private const CLAIMS = 100;

	private bool $is_pretending = false;

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly Config $config ) {}

	/**
	 * Jobs of SmartAlloc that have been under way longer than that, oldest first.
	 *
	 * @return array{jobs: list<array{id: int, hook: string, since_s: int}>, is_complete: bool} Not complete: so many jobs are under way that not all were looked at.
	 * @throws DatabaseError When they cannot be read.
	 */
	public function stuck(): array {
		$now  = $this->clock->now_ms();
		$rows = $this->db->rows(
			"SELECT a.action_id, a.hook, a.last_attempt_gmt, COALESCE(g.slug, '') AS slug
			FROM (SELECT action_id, hook, group_id, last_attempt_gmt FROM %i WHERE status = 'in-progress' ORDER BY scheduled_date_gmt LIMIT %d) a
			LEFT JOIN %i g ON g.group_id = a.group_id",
			[ $this->db->foreign( 'actionscheduler_actions' ), self::JOBS + 1, $this->db->foreign( 'actionscheduler_groups' ) ]
		);
		$jobs = $this->is_pretending ? [ self::pretended() ] : [];
		foreach ( $rows as $row ) {
			$started = Time::from_gmt( $row['last_attempt_gmt'] );
			$since_s = null === $started ? 0 : intdiv( $now - $started, 1000 );
			if ( $since_s > self::GIVEN_UP_S && $this->config->is_smartalloc_job( (string) $row['hook'], (string) $row['slug'] ) ) {
				$jobs[] = [
					'id'      => (int) $row['action_id'],
					'hook'    => (string) $row['hook'],
					'since_s' => $since_s,
				];
			}
		}
		usort( $jobs, static fn ( array $one, array $other ): int => $other['since_s'] <=> $one['since_s'] );
		return [
			'jobs'        => $jobs,
			'is_complete' => count( $rows ) <= self::JOBS,
		];
	}

	/**
	 * Claims older than a runner may be: while they are counted, no other runner starts.
	 *
	 * @throws DatabaseError When they cannot be read.
	 */
	public function stale_claims(): Count {
		$found = $this->db->value(
			'SELECT COUNT(*) FROM (SELECT claim_id FROM %i WHERE date_created_gmt < %s ORDER BY date_created_gmt LIMIT %d) old_claims',
			[ $this->db->foreign( 'actionscheduler_claims' ), Time::to_gmt( $this->clock->now_ms() - self::GIVEN_UP_S * 1000 ), self::CLAIMS + 1 ]
		);
		return Count::up_to( (int) $found, self::CLAIMS );
	}

	/**
	 * Calls `$body` as if a job of SmartAlloc had been under way for an hour.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_one_is_stuck( callable $body ): mixed {
		$this->is_pretending = true;
		try {
			return $body();
		} finally {
			$this->is_pretending = false;
		}
	}

	/** @return array{id: int, hook: string, since_s: int} */
	private static function pretended(): array {
		return [
			'id'      => 0,
			'hook'    => 'smartalloc_ops_self_test',
			'since_s' => HOUR_IN_SECONDS,
		];
	}
}
