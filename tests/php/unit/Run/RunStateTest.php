<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Run;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;

/** When a run moves, rests or has ended, and when its worker counts as gone. */
final class RunStateTest extends TestCase {
	public function test_each_state_moves_rests_or_has_ended(): void {
		$kinds = [];
		foreach ( RunState::cases() as $state ) {
			self::assertFalse( $state->is_moving() && $state->is_final(), $state->value );
			$kinds[ $state->is_moving() ? 'moving' : ( $state->is_final() ? 'final' : 'resting' ) ][] = $state->value;
		}
		ksort( $kinds );
		self::assertSame( [ 'final' => [ 'aborted', 'closed', 'finished' ], 'moving' => [ 'running', 'aborting' ], 'resting' => [ 'waits_for_person', 'waits_for_site', 'contained', 'needs_operator' ] ], $kinds );
	}

	/** @return array<string, array{string, string|null, bool}> */
	public static function leases(): array {
		return [
			'moving, lease runs'         => [ 'running', '1001', false ],
			'moving, lease ends now'     => [ 'running', '1000', false ],
			'moving, lease has run out'  => [ 'running', '999', true ],
			'moving, nobody took it yet' => [ 'aborting', null, true ],
			'resting'                    => [ 'contained', null, false ],
			'ended'                      => [ 'closed', null, false ],
		];
	}

	#[DataProvider( 'leases' )]
	public function test_a_run_is_interrupted_when_it_should_move_and_nobody_holds_it( string $state, ?string $lease_until, bool $expected ): void {
		self::assertSame( $expected, self::run_with( [ 'state' => $state, 'lease_until' => $lease_until ] )->is_interrupted( 1000 ) );
	}

	public function test_damaged_json_reads_as_nothing(): void {
		$run = self::run_with( [ 'payload' => '{"scenario":', 'outcome' => '"text"' ] );
		self::assertSame( [ [], [] ], [ $run->payload, $run->outcome ] );
	}

	public function test_its_fence_names_the_lease_it_was_read_under(): void {
		$fence = self::run_with( [ 'id' => '7', 'fence' => '3' ] )->fence();
		self::assertSame( [ 'runs', 7, 3 ], [ $fence->table, $fence->id, $fence->number ] );
	}

	/** @param array<string, string|null> $columns */
	private static function run_with( array $columns ): Run {
		return Run::from_row(
			$columns + [
				'id'           => '1',
				'kind'         => 'rollback',
				'state'        => 'running',
				'active_slot'  => 'rollback',
				'payload_hash' => '',
				'payload'      => '{}',
				'reason'       => '',
				'actor_kind'   => 'cli',
				'actor_id'     => '0',
				'version'      => '1',
				'fence'        => '0',
				'lease_owner'  => null,
				'lease_until'  => null,
				'outcome'      => null,
				'created_at'   => '0',
				'updated_at'   => '0',
				'finished_at'  => null,
			]
		);
	}
}
