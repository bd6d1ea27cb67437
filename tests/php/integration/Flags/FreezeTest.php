<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocOps\Flags\Freeze;
use SmartAllocOps\Flags\FreezeService;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** A freeze: only the safe direction is open, everybody is told who, why and until when, and it ends by itself. */
final class FreezeTest extends PipelineTestCase {
	private const HOUR = 3_600_000;

	private ManualClock $clock;

	protected function setUp(): void {
		parent::setUp();
		$this->clock = self::clock();
	}

	public function test_frozen_only_the_safe_direction_is_open_and_the_refusal_names_owner_reason_and_end(): void {
		$this->set_flag( 'webhooks', 'off' );
		$freeze = $this->freeze();
		foreach ( [ [ 'webhooks', 'on', 1 ], [ 'queue', 'wp_cron', 0 ], [ 'export_mode', 'streaming', 0 ] ] as [ $flag, $value, $revision ] ) {
			$refusals = $this->refusals( $flag, $value, $revision );
			self::assertSame( 'frozen', $refusals[0]['code'] ?? null, $flag );
			foreach ( [ 'WP-CLI', 'the night of the registrations', (string) $freeze->state->end?->shown() ] as $part ) {
				self::assertStringContainsString( $part, $refusals[0]['message'] );
			}
			self::assertSame( $refusals, $this->flags()->preview( $flag, '', $value )['refusals'], 'The preview says it before.' );
		}
		foreach ( [ [ 'comms', '' ], [ 'scheduling', self::EXPORT ], [ 'intake', '150' ], [ 'gppa', '' ], [ 'generic_path', '' ] ] as [ $flag, $scope ] ) {
			self::assertSame( 'off', $this->flags()->set( $flag, $scope, 'off', 0, 'a test', Actor::cli() )->value );
		}
	}

	public function test_it_ends_at_its_end_although_nothing_runs_and_the_tick_writes_that_down(): void {
		$this->set_flag( 'comms', 'off' );
		$this->freeze();
		$this->clock->now_ms += self::HOUR - 1;
		self::assertNotSame( [], $this->refusals( 'comms', 'on', 1 ) );
		$this->clock->now_ms += 1;
		self::assertFalse( $this->freezes()->present()->is_on() );
		self::assertSame( 'on', $this->flags()->set( 'comms', '', 'on', 1, 'a test', Actor::cli() )->value );
		$this->services( $this->clock )->flag_parts()->planned_ends()->run();
		$this->services( $this->clock )->flag_parts()->planned_ends()->run();
		$state = $this->freezes()->present()->state;
		self::assertSame( [ 'off', 2, 'schedule' ], [ $state->value, $state->revision, $state->actor?->kind ] );
	}

	public function test_it_can_be_moved_and_opened_by_hand(): void {
		$this->set_flag( 'comms', 'off' );
		$this->freeze();
		$this->freezes()->set( true, $this->in( 5 * self::HOUR ), 1, 'longer', Actor::cli() );
		$this->clock->now_ms += 2 * self::HOUR;
		self::assertNotSame( [], $this->refusals( 'comms', 'on', 1 ) );
		$this->freezes()->set( false, null, 2, 'it is quiet', Actor::cli() );
		self::assertSame( 'on', $this->flags()->set( 'comms', '', 'on', 1, 'a test', Actor::cli() )->value );
	}

	public function test_of_ten_who_freeze_at_once_one_wins(): void {
		$won = $this->parallel(
			10,
			'global $wpdb;
			try {
				return ( new \SmartAllocOps\Services( $wpdb ) )->flag_parts()->freezes()->set( true, gmdate( "Y-m-d\TH:i:s\Z", time() + 3600 ), 0, "freezer $index", \SmartAllocOps\Journal\Actor::cli() )->state->revision;
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return $lost->present->is_on() ? 0 : "the winner is not told";
			}'
		);
		$counts = array_count_values( array_map( static fn ( $worker ): int => (int) $worker->value, $won ) );
		ksort( $counts );
		self::assertSame( [ 0 => 9, 1 => 1 ], $counts );
	}

	public function test_a_rollback_still_contains_and_what_it_has_set_goes_back_only_after_the_freeze(): void {
		$this->freeze();
		$services = $this->services( $this->clock );
		$run      = $services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'export_trouble' ), $services->rollbacks()->confirmation(), 'a-test-key', 'a test', Actor::cli() );
		self::assertSame( RunState::Contained, $run->state );
		self::assertSame( 'streaming', $this->flags()->state( 'export_mode', '' )->value );
		$aborted = $this->services( $this->clock )->runs()->abort( $run->id, 'a test', Actor::cli() );
		self::assertSame( [ RunState::NeedsOperator, 'streaming' ], [ $aborted->state, $this->flags()->state( 'export_mode', '' )->value ] );
		$this->clock->now_ms += self::HOUR;
		self::assertSame( RunState::Aborted, $this->services( $this->clock )->runs()->resume( $run->id, Actor::cli() )->state );
		self::assertSame( 'normal', $this->flags()->state( 'export_mode', '' )->value );
	}

	public function test_it_is_none_of_the_flags_and_the_overview_shows_it(): void {
		$this->freeze();
		self::assertNotContains( 'freeze', array_column( $this->services()->flag_schema()->all(), 'flag' ) );
		$report = $this->services( $this->clock )->overview()->report();
		self::assertTrue( $report->freeze->is_on() );
		self::assertTrue( $this->services()->flag_reader()->is_readable() );
	}

	private function freeze(): Freeze {
		return $this->freezes()->set( true, $this->in( self::HOUR ), 0, 'the night of the registrations', Actor::cli() );
	}

	private function in( int $ms ): string {
		return (string) Time::rfc3339( $this->clock->now_ms + $ms );
	}

	private function freezes(): FreezeService {
		return $this->services( $this->clock )->flag_parts()->freezes();
	}

	private function flags(): \SmartAllocOps\Flags\FlagService {
		return $this->services( $this->clock )->flags();
	}

	/** @return list<array{code: string, message: string, action: array{kind: string, label: string, target: string}|null}> */
	private function refusals( string $flag, string $value, int $revision ): array {
		try {
			$this->flags()->set( $flag, '', $value, $revision, 'a test', Actor::cli() );
		} catch ( Refused $refused ) {
			return array_map( static fn ( $refusal ): array => $refusal->to_array(), $refused->refusals );
		}
		return [];
	}
}
