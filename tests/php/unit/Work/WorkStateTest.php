<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Work;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkOutcome;
use SmartAllocOps\Work\WorkState;

/** Which ways work can go, written out a second time: a new way must be meant. */
final class WorkStateTest extends TestCase {
	private const WAYS = [
		'held'             => [ 'due', 'closed' ],
		'due'              => [ 'running', 'held', 'closed' ],
		'running'          => [ 'done', 'due', 'failed', 'finished_unknown', 'closed' ],
		'failed'           => [ 'due', 'closed' ],
		'finished_unknown' => [ 'due', 'closed', 'done' ],
		'done'             => [ 'held', 'due' ],
		'closed'           => [ 'held', 'due' ],
	];

	public function test_work_goes_these_ways_and_no_other(): void {
		foreach ( WorkState::cases() as $from ) {
			$ways = array_values( array_filter( WorkState::cases(), static fn ( WorkState $to ): bool => $from->may_become( $to ) ) );
			self::assertEqualsCanonicalizing( self::WAYS[ $from->value ], array_column( $ways, 'value' ), $from->value );
		}
	}

	public function test_what_may_have_happened_never_runs_again_without_becoming_due_first(): void {
		foreach ( WorkState::cases() as $from ) {
			self::assertSame( WorkState::Due === $from, $from->may_become( WorkState::Running ), $from->value );
		}
	}

	public function test_open_is_what_has_no_end(): void {
		foreach ( WorkState::cases() as $state ) {
			self::assertNotSame( $state->is_end(), in_array( $state, WorkState::open(), true ), $state->value );
		}
	}

	public function test_an_outcome_is_a_way_out_of_running(): void {
		$error = WorkError::named( 'x' );
		foreach ( [ WorkOutcome::done(), WorkOutcome::closed( 'x' ), WorkOutcome::retry( $error, 1 ), WorkOutcome::failed( $error ) ] as $outcome ) {
			self::assertTrue( WorkState::Running->may_become( $outcome->state ), $outcome->state->value );
		}
	}

	public function test_of_an_error_its_message_is_not_kept(): void {
		$error = WorkError::from( new \RuntimeException( 'mail to 09121234567 refused', 42 ) );
		self::assertSame( [ 'RuntimeException', '42' ], [ $error->class_name, $error->code ] );
		self::assertMatchesRegularExpression( '/^WorkStateTest\.php:\d+$/', $error->frame );
	}
}
