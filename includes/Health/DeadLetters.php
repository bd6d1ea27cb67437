<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Jobs that ran out of attempts and wait for a person: failed rows of Action Scheduler that are SmartAlloc's, and failed work.
 *
 * What is merely held by a flag is no dead letter.
 */
final class DeadLetters {
	/** Rows of failed work that are counted. */
	private const CAP = 1_000;

	/** Stage of the rows that a self-test puts there. */
	public const SELF_TEST = 'self_test';

	/** Stage whose rows are left out of the count; only a self-test sees its own. */
	private string $left_out = self::SELF_TEST;

	public function __construct(
		private readonly Database $db,
		private readonly Clock $clock,
		private readonly ActionQueues $queues,
		private readonly Config $config,
	) {}

	/**
	 * @return array{count: Count, is_complete: bool} Not complete: failed jobs of other plugins hid some of ours, so the count is "at least".
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be counted.
	 */
	public function count(): array {
		$survey = $this->queues->survey( [ 'failed' => ActionScheduler::SAMPLE ] );
		$failed = $survey->count( 'failed', fn ( string $hook, string $group ): bool => $this->config->is_smartalloc_job( $hook, $group ) );
		$work   = (int) $this->db->value(
			"SELECT COUNT(*) FROM (SELECT id FROM %i WHERE state = 'failed' AND stage <> %s LIMIT %d) failed_rows",
			[ $this->db->table( 'work' ), $this->left_out, self::CAP + 1 ]
		);
		return [
			'count'       => ( $failed ?? new Count( 0, true ) )->plus( Count::up_to( $work, self::CAP ) ),
			'is_complete' => $survey->is_complete( 'failed' ),
		];
	}

	/**
	 * Calls `$body` while that many more dead letters are there. They are real rows, seen by nobody else's count, and
	 * closed afterwards; rows that a killed self-test left open are closed by the next.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function with_more( int $more, callable $body ): mixed {
		$this->left_out = '';
		try {
			$now = $this->clock->now_ms();
			for ( $number = 1; $number <= $more; $number++ ) {
				$this->db->execute(
					"INSERT INTO %i (work_key, source, hook, grp, stage, state, attempts, due_at, fence, created_at, updated_at)
					VALUES (%s, 'cron_job', %s, '', %s, 'failed', 1, %d, 0, %d, %d)
					ON DUPLICATE KEY UPDATE state = 'failed', updated_at = VALUES(updated_at)",
					[ $this->db->table( 'work' ), self::SELF_TEST . ":$number", 'smartalloc_ops_' . self::SELF_TEST, self::SELF_TEST, $now, $now, $now ]
				);
			}
			return $body();
		} finally {
			$this->left_out = self::SELF_TEST;
			$this->db->execute( "UPDATE %i SET state = 'closed', updated_at = %d WHERE state = 'failed' AND stage = %s", [ $this->db->table( 'work' ), $this->clock->now_ms(), self::SELF_TEST ] );
		}
	}
}
