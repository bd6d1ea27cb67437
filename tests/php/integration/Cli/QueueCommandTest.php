<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

/** `wp smartalloc-ops queue`. */
final class QueueCommandTest extends CliTestCase {
	public function test_queues_in_order_end_with_0_and_are_listed_with_their_numbers(): void {
		as_schedule_single_action( time() + HOUR_IN_SECONDS, 'smartalloc_allocate_entry', [ 1 ], 'smartalloc_allocate' );
		$rows = array_column( self::json( $this->ops_changing_nothing( 'queue', 'list', '--format=json' ) ), null, 'id' );
		self::assertSame(
			[
				'value'  => 1,
				'capped' => false,
			],
			$rows['as:smartalloc_allocate']['pending']
		);
	}

	public function test_a_late_queue_is_recommended(): void {
		as_schedule_single_action( time() - DAY_IN_SECONDS, 'smartalloc_allocate_entry', [ 1 ], 'smartalloc_allocate' );
		$rows = array_column( self::json( $this->ops( 'queue', 'list', '--format=json' ), 10 ), null, 'id' );
		self::assertSame( 'late', $rows['as:smartalloc_allocate']['state'] );
	}

	public function test_without_action_scheduler_the_numbers_are_not_known_and_the_code_says_so(): void {
		$result = $this->wp( [ '--skip-plugins=action-scheduler', 'smartalloc-ops', 'queue', 'list', '--format=json' ] );
		$rows   = array_column( self::json( $result, 12 ), null, 'id' );
		self::assertSame( [ 'unavailable', null ], [ $rows['as:smartalloc_allocate']['state'], $rows['as:smartalloc_allocate']['pending'] ] );
		$table = $this->wp( [ '--skip-plugins=action-scheduler', 'smartalloc-ops', 'queue', 'list' ] );
		self::assert_code( 12, $table );
		self::assertMatchesRegularExpression( '/as:smartalloc_allocate\s+unavailable\s+-\s+-/', $table->stdout, 'A dash and no zero.' );
	}
}
