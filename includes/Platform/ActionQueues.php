<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * What Action Scheduler holds, by status, group and hook, in one bounded statement.
 *
 * No index of its table has group and status, so a status is read in its own order up to a cap. Where a cap is hit,
 * rows of other plugins may stand before ours: then a second statement looks for the hooks that are ours.
 */
final class ActionQueues {
	/** Rows read of each status: together below the 5,000 that one statement may read. So many found means "at least". */
	public const CAPS = [
		'pending'     => 3_500,
		'in-progress' => 500,
		'failed'      => 900,
	];

	/** Rows that the second statement may read, shared by hooks and statuses. */
	private const FOCUS_ROWS = 4_500;

	/** Groups named like SmartAlloc's that are listed. */
	private const GROUPS = 50;

	/** Hooks that the second statement looks for. */
	private const FOCUS_HOOKS = 15;

	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly Config $config, private readonly SmartAlloc $smart_alloc ) {}

	/**
	 * @param non-empty-array<'pending'|'in-progress'|'failed', int> $caps Statuses to read and how many rows of each.
	 * @throws DatabaseError When the tables cannot be read.
	 */
	public function survey( array $caps = self::CAPS ): ActionSurvey {
		$parts = [];
		$args  = [];
		foreach ( $caps as $status => $cap ) {
			// Failed rows stay for months, so the newest say more; of the others the oldest are the trouble.
			$order   = 'failed' === $status ? 'DESC' : 'ASC';
			$parts[] = "SELECT * FROM (SELECT status, group_id, hook, scheduled_date_gmt FROM %i WHERE status = %s ORDER BY scheduled_date_gmt $order LIMIT %d) part" . count( $parts );
			array_push( $args, $this->actions(), $status, $cap );
		}
		// Groups that exist, also those whose jobs are all done.
		$parts[] = "SELECT * FROM (SELECT %s AS status, group_id, '' AS hook, '9999-12-31 00:00:00' AS scheduled_date_gmt FROM %i WHERE slug LIKE %s ORDER BY slug LIMIT %d) part" . count( $parts );
		array_push( $args, ActionSurvey::GROUP, $this->db->foreign( 'actionscheduler_groups' ), $this->db->like( rtrim( $this->config->hook_prefix(), '_' ) ) . '%', self::GROUPS );
		$rows   = $this->tally( $parts, $args );
		$totals = array_fill_keys( array_keys( $caps ), 0 );
		foreach ( $rows as $row ) {
			$totals[ $row['status'] ] = ( $totals[ $row['status'] ] ?? 0 ) + $row['n'];
		}
		$capped = array_keys( array_filter( $caps, static fn ( int $cap, string $status ): bool => $totals[ $status ] >= $cap, ARRAY_FILTER_USE_BOTH ) );
		if ( [] === $capped ) {
			return new ActionSurvey( $rows, [], true );
		}
		$listens = $this->smart_alloc->listens_to( fn ( string $hook ): bool => $this->config->is_smartalloc_hook( $hook ) );
		$hooks   = $this->our_hooks( $rows, $listens );
		$focused = $this->focus( $rows, $capped, array_slice( $hooks, 0, self::FOCUS_HOOKS ) );
		// Every hook that SmartAlloc can run was looked for one by one: what was not seen of it is not there.
		$is_whole = null !== $focused && [] !== $listens && count( $hooks ) <= self::FOCUS_HOOKS;
		return new ActionSurvey( $focused ?? $rows, $is_whole ? [] : $capped, $is_whole || self::saw_all_due( $rows, $capped ) );
	}

	/**
	 * Pending rows come oldest first: where one of them is not due yet, every due one stood before it.
	 *
	 * @param list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}> $rows
	 * @param list<string>                                                                                                      $capped
	 */
	private static function saw_all_due( array $rows, array $capped ): bool {
		foreach ( $rows as $row ) {
			if ( 'pending' === $row['status'] && $row['due'] < $row['n'] ) {
				return true;
			}
		}
		return ! in_array( 'pending', $capped, true );
	}

	/**
	 * Looks for our own hooks in the statuses that were cut off, and takes what it finds instead of what was seen of them.
	 *
	 * @param list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}> $rows
	 * @param list<string>                                                                                                      $statuses
	 * @param list<string>                                                                                                      $hooks
	 * @return list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}>|null Null: it could not be looked for.
	 */
	private function focus( array $rows, array $statuses, array $hooks ): ?array {
		if ( [] === $hooks ) {
			return null;
		}
		$each  = intdiv( self::FOCUS_ROWS, count( $hooks ) * count( $statuses ) );
		$parts = [];
		$args  = [];
		foreach ( $statuses as $status ) {
			foreach ( $hooks as $hook ) {
				// Forced: with the index of statuses the bound would not hold. The date is its next column, so the first rows are the oldest.
				$parts[] = 'SELECT * FROM (SELECT status, group_id, hook, scheduled_date_gmt FROM %i FORCE INDEX (hook_status_scheduled_date_gmt) WHERE hook = %s AND status = %s LIMIT %d) part' . count( $parts );
				array_push( $args, $this->actions(), $hook, $status, $each );
			}
		}
		try {
			$focused = $this->tally( $parts, $args );
		} catch ( DatabaseError ) {
			// A site whose table lacks the index: what was seen stands, as "at least" or unknown.
			return null;
		}
		$before = self::sums( $rows );
		$after  = self::sums( $focused );
		$chosen = [];
		foreach ( $rows as $row ) {
			$key = self::key( $row );
			if ( ! in_array( $row['status'], $statuses, true ) || ! in_array( $row['hook'], $hooks, true ) ) {
				$chosen[] = $row;
			} elseif ( ( $after[ $key ] ?? 0 ) >= $each && $before[ $key ] >= $after[ $key ] ) {
				// Of a hook that fills both looks the first has seen more.
				$chosen[] = [ 'capped' => true ] + $row;
			}
		}
		foreach ( $focused as $row ) {
			$key = self::key( $row );
			if ( $after[ $key ] < $each || ( $before[ $key ] ?? 0 ) < $after[ $key ] ) {
				$chosen[] = [ 'capped' => $after[ $key ] >= $each ] + $row;
			}
		}
		return $chosen;
	}

	/**
	 * @param list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}> $rows
	 * @return array<string, int> Rows by status and hook.
	 */
	private static function sums( array $rows ): array {
		$sums = [];
		foreach ( $rows as $row ) {
			$sums[ self::key( $row ) ] = ( $sums[ self::key( $row ) ] ?? 0 ) + $row['n'];
		}
		return $sums;
	}

	/** @param array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool} $row */
	private static function key( array $row ): string {
		return $row['status'] . ' ' . $row['hook'];
	}

	/**
	 * Hooks of SmartAlloc: those that were seen, those that send messages, those it listens to in this request.
	 *
	 * @param list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}> $rows
	 * @param list<string>                                                                                                      $listens
	 * @return list<string>
	 */
	private function our_hooks( array $rows, array $listens ): array {
		$seen = array_filter( $rows, fn ( array $row ): bool => '' !== $row['hook'] && $this->config->is_smartalloc_job( $row['hook'], $row['group'] ) );
		return array_values( array_unique( [ ...array_values( array_map( static fn ( array $row ): string => $row['hook'], $seen ) ), ...$this->config->notification_hooks(), ...$listens ] ) );
	}

	/**
	 * @param list<string>     $parts Bounded selects of status, group_id, hook and scheduled_date_gmt.
	 * @param list<string|int> $args
	 * @return list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}>
	 */
	private function tally( array $parts, array $args ): array {
		$now   = Time::to_gmt( $this->clock->now_ms() );
		$found = $this->db->rows(
			"SELECT t.status, COALESCE(g.slug, '') AS slug, t.hook, COUNT(*) AS n,
				SUM(CASE WHEN t.scheduled_date_gmt <= %s THEN 1 ELSE 0 END) AS due,
				MIN(CASE WHEN t.scheduled_date_gmt <= %s AND t.scheduled_date_gmt > '1000-01-01 00:00:00' THEN t.scheduled_date_gmt ELSE NULL END) AS oldest_due
			FROM (" . implode( ' UNION ALL ', $parts ) . ') t
			LEFT JOIN %i g ON g.group_id = t.group_id
			GROUP BY t.status, g.slug, t.hook',
			[ $now, $now, ...$args, $this->db->foreign( 'actionscheduler_groups' ) ]
		);
		return array_map(
			static fn ( array $row ): array => [
				'status'        => (string) $row['status'],
				'group'         => (string) $row['slug'],
				'hook'          => (string) $row['hook'],
				'n'             => (int) $row['n'],
				'due'           => (int) $row['due'],
				'oldest_due_ms' => Time::from_gmt( $row['oldest_due'] ),
				'capped'        => false,
			],
			$found
		);
	}

	private function actions(): string {
		return $this->db->foreign( 'actionscheduler_actions' );
	}
}
