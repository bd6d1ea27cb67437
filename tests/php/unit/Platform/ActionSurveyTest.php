<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\ActionSurvey;
use SmartAllocOps\Platform\Count;

final class ActionSurveyTest extends TestCase {
	public function test_where_every_row_was_seen_none_is_zero(): void {
		self::assertEquals( new Count( 0 ), $this->survey( [] )->count( 'pending', $this->ours() ) );
	}

	public function test_where_rows_were_cut_off_none_is_unknown_and_not_zero(): void {
		self::assertNull( $this->survey( [ 'pending' ] )->count( 'pending', $this->ours() ) );
	}

	public function test_where_rows_were_cut_off_some_is_at_least(): void {
		self::assertEquals( new Count( 3, true ), $this->survey( [ 'pending' ], 3 )->count( 'pending', $this->ours() ) );
	}

	public function test_what_is_due_can_be_complete_although_pending_rows_were_cut_off(): void {
		self::assertEquals( new Count( 0 ), $this->survey( [ 'pending' ], 3, true )->due( $this->ours() ) );
	}

	public function test_a_group_whose_jobs_are_all_done_is_known_and_has_no_hook(): void {
		$survey = new ActionSurvey( [ $this->row( ActionSurvey::GROUP, 'ours', '', 1 ) ], [], true );
		self::assertSame( [ 'ours' ], $survey->groups( $this->ours() ) );
		self::assertSame( [], $survey->hooks( $this->ours() ) );
		self::assertEquals( new Count( 0 ), $survey->count( 'pending', $this->ours() ) );
	}

	/** @param list<string> $capped */
	private function survey( array $capped, int $ours = 0, bool $saw_all_due = false ): ActionSurvey {
		return new ActionSurvey( $ours > 0 ? [ $this->row( 'pending', 'ours', 'job', $ours ) ] : [], $capped, $saw_all_due );
	}

	/** @return array{status: string, group: string, hook: string, n: int, due: int, oldest_due_ms: int|null, capped: bool} */
	private function row( string $status, string $group, string $hook, int $n ): array {
		return [
			'status'        => $status,
			'group'         => $group,
			'hook'          => $hook,
			'n'             => $n,
			'due'           => 0,
			'oldest_due_ms' => null,
			'capped'        => false,
		];
	}

	/** @return callable( string, string ): bool */
	private function ours(): callable {
		return static fn ( string $hook, string $group ): bool => 'ours' === $group;
	}
}
