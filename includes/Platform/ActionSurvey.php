<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What one look at Action Scheduler's rows found. Where not all rows could be seen, a number is "at least", or unknown. */
final class ActionSurvey {
	/** Status of a row that stands for a group, not for jobs. */
	public const GROUP = 'group';

	/**
	 * @param list<array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool}> $rows
	 * @param list<string>                                                                                                      $capped Statuses of which not all rows were seen.
	 */
	public function __construct( private readonly array $rows, private readonly array $capped, private readonly bool $saw_all_due ) {}

	/** Whether every row of this status was seen. */
	public function is_complete( string $status ): bool {
		return ! in_array( $status, $this->capped, true );
	}

	/**
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @return Count|null Null: none of them was seen, but not every row was, so nobody knows.
	 */
	public function count( string $status, callable $wanted ): ?Count {
		return $this->sum( $status, $wanted, 'n', ! $this->is_complete( $status ) );
	}

	/**
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @return Count|null As with count().
	 */
	public function due( callable $wanted ): ?Count {
		return $this->sum( 'pending', $wanted, 'due', ! $this->saw_all_due );
	}

	/**
	 * When the oldest pending row of these was due, as UTC epoch milliseconds; null when none is due or none was seen.
	 *
	 * @param callable( string $hook, string $group ): bool $wanted
	 */
	public function oldest_due_ms( callable $wanted ): ?int {
		$oldest = null;
		foreach ( $this->rows as $row ) {
			if ( 'pending' === $row['status'] && null !== $row['oldest_due_ms'] && $wanted( $row['hook'], $row['group'] ) ) {
				$oldest = min( $oldest ?? $row['oldest_due_ms'], $row['oldest_due_ms'] );
			}
		}
		return $oldest;
	}

	/**
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @return list<string> Slugs of the groups of these, and of the groups named like SmartAlloc's whose jobs are all done; the empty slug is "no group".
	 */
	public function groups( callable $wanted ): array {
		return $this->distinct( 'group', $wanted );
	}

	/**
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @return list<string>
	 */
	public function hooks( callable $wanted ): array {
		return array_values( array_filter( $this->distinct( 'hook', $wanted ) ) );
	}

	/**
	 * @param 'group'|'hook'                                $column
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @return list<string>
	 */
	private function distinct( string $column, callable $wanted ): array {
		$found = [];
		foreach ( $this->rows as $row ) {
			if ( $wanted( $row['hook'], $row['group'] ) ) {
				$found[] = $row[ $column ];
			}
		}
		sort( $found );
		return array_values( array_unique( $found ) );
	}

	/**
	 * @param callable( string $hook, string $group ): bool $wanted
	 * @param 'n'|'due'                                     $column
	 */
	private function sum( string $status, callable $wanted, string $column, bool $capped ): ?Count {
		$sum = 0;
		foreach ( $this->rows as $row ) {
			if ( $row['status'] === $status && $wanted( $row['hook'], $row['group'] ) ) {
				$sum   += $row[ $column ];
				$capped = $capped || $row['capped'];
			}
		}
		return 0 === $sum && $capped ? null : new Count( $sum, $capped );
	}
}
