<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Platform\ActionBatch;
use SmartAllocOps\Platform\BatchLimits;
use SmartAllocOps\Platform\BatchResult;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Run\Run;

defined( 'ABSPATH' ) || exit;

/** Lets a few jobs of groups that a run holds begin in this process, through Action Scheduler's own claim; to everybody else the groups stay held. */
final class Trickle {
	private const BUDGET_S = 20;

	public function __construct( private readonly ActionBatch $batch, private readonly FlagService $flags, private readonly FailedActions $failed ) {}

	/** @return list<string> Groups that this run has paused and nobody changed since. */
	public function still_held_by( Run $run ): array {
		$groups = [];
		foreach ( is_array( $run->payload['pauses'] ?? null ) ? $run->payload['pauses'] : [] as $pause ) {
			$group = is_array( $pause ) ? (string) ( $pause['scope'] ?? '' ) : '';
			$now   = '' === $group ? null : $this->flags->state( 'scheduling', $group );
			if ( null !== $now && 'off' === $now->value && $now->run_id === $run->id ) {
				$groups[] = $group;
			}
		}
		return $groups;
	}

	/** @param non-empty-list<string> $groups */
	public function run( array $groups, int $at_most ): BatchResult {
		$all  = new BatchResult();
		$user = get_current_user_id();
		// Jobs run as nobody when WP-Cron runs them: they must not do more because a person has answered.
		wp_set_current_user( 0 );
		try {
			foreach ( $groups as $group ) {
				$part   = new BatchResult();
				$limits = new BatchLimits( $at_most - $all->processed, self::BUDGET_S, static fn (): bool => true, static fn () => null );
				FlagHolds::letting( $groups, fn () => $this->batch->run( $group, $limits, $part ) );
				$all->processed += $part->processed;
				$all->done      += $part->done;
				$all->failed    += $part->failed;
				$all->held      += $part->held;
				$all->stopped    = $part->stopped;
				if ( 'empty' !== $part->stopped ) {
					break;
				}
			}
		} finally {
			wp_set_current_user( $user );
		}
		return $all;
	}

	/**
	 * Failed ones of these groups among the newest, by the table: a job that ended its process is there too.
	 *
	 * @param list<string> $groups
	 */
	public function failed_since( array $groups, int $since_ms ): int {
		// Times of Action Scheduler are whole seconds.
		$since = intdiv( $since_ms, 1_000 ) * 1_000;
		return count( array_filter( $this->failed->stretch( null ), static fn ( array $row ): bool => in_array( $row['group'], $groups, true ) && ( $row['attempted_at'] ?? 0 ) >= $since ) );
	}
}
