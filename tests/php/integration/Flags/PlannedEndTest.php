<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** A planned end: the flag goes back by itself, or asks; whoever changes it meanwhile wins. */
final class PlannedEndTest extends PipelineTestCase {
	private const HOUR = 3_600_000;

	private ManualClock $clock;

	protected function setUp(): void {
		parent::setUp();
		$this->clock = self::clock();
	}

	public function test_it_goes_back_at_its_end_and_not_before_on_the_record_of_the_schedule(): void {
		$this->hold( 'comms', '', 'back' );
		$entry = $this->submit();
		$this->tick_at( self::HOUR - 1 );
		self::assertSame( 'off', $this->state( 'comms' )->value );
		$this->tick_at( 1 );
		$now = $this->state( 'comms' );
		self::assertSame( [ 'on', 2, 'schedule', null ], [ $now->value, $now->revision, $now->actor?->kind, $now->end ] );
		self::assertStringContainsString( 'Planned end of revision 1.', $now->reason );
		self::assertStringNotContainsString( 'SMTP is down', $now->reason, 'It stands once, where it can be erased.' );
		$this->release_everything();
		self::assertSame( [ "gf:150:$entry:sabt-admin" => 1 ], self::mails() );
	}

	public function test_the_tick_of_the_site_does_it(): void {
		global $wpdb;
		$this->hold( 'comms', '', 'back' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_revisions SET until_at = 1" );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( 'on', $this->state( 'comms' )->value );
	}

	public function test_a_change_made_meanwhile_wins_and_cancels_the_end(): void {
		$this->hold( 'comms', '', 'back' );
		$this->set_flag( 'comms', 'on' );
		$this->set_flag( 'comms', 'off' );
		$this->tick_at( 2 * self::HOUR );
		self::assertSame( [ 'off', 3 ], [ $this->state( 'comms' )->value, $this->state( 'comms' )->revision ] );
	}

	public function test_of_five_ticks_at_once_one_puts_it_back(): void {
		global $wpdb;
		$this->hold( 'comms', '', 'back' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_revisions SET until_at = 1" );
		$done = $this->parallel( 5, 'global $wpdb; return ( new \SmartAllocOps\Services( $wpdb ) )->flag_parts()->planned_ends()->run();' );
		self::assertSame( 1, array_sum( array_map( static fn ( $worker ): int => (int) $worker->value, $done ) ) );
		self::assertSame( [ 'on', 2 ], [ $this->state( 'comms' )->value, $this->state( 'comms' )->revision ] );
	}

	public function test_one_that_asks_changes_nothing_and_needs_a_person(): void {
		$this->hold( 'intake', '150', 'ask' );
		self::assertSame( [], $this->ended_problems() );
		$this->tick_at( self::HOUR );
		self::assertSame( [ 'off', 1 ], [ $this->state( 'intake', '150' )->value, $this->state( 'intake', '150' )->revision ] );
		self::assertSame( [ 'flag_end:intake/150' ], $this->ended_problems() );
		$this->set_flag( 'intake', 'on', '150' );
		self::assertSame( [], $this->ended_problems() );
	}

	public function test_a_moved_end_goes_back_to_what_held_before_and_an_end_taken_away_does_not_come(): void {
		$this->hold( 'comms', '', 'back' );
		$this->hold( 'comms', '', 'back', 3 * self::HOUR );
		$this->tick_at( 2 * self::HOUR );
		self::assertSame( 'off', $this->state( 'comms' )->value );
		$this->tick_at( self::HOUR );
		self::assertSame( 'on', $this->state( 'comms' )->value );

		$this->hold( 'comms', '', 'back' );
		$this->services( $this->clock )->flags()->set( 'comms', '', 'off', $this->state( 'comms' )->revision, 'no end', Actor::cli() );
		$this->tick_at( 5 * self::HOUR );
		self::assertSame( 'off', $this->state( 'comms' )->value );
	}

	public function test_one_that_comes_in_a_freeze_waits_for_its_end_and_the_overview_says_so(): void {
		$this->hold( 'comms', '', 'back' );
		$services = $this->services( $this->clock );
		$services->flag_parts()->freezes()->set( true, $this->in( 2 * self::HOUR ), 0, 'the night of the registrations', Actor::cli() );
		$this->tick_at( self::HOUR + 600_000 );
		self::assertSame( 'off', $this->state( 'comms' )->value );
		self::assertSame( [ 'flag_end:comms' ], $this->ended_problems() );
		$this->tick_at( self::HOUR );
		self::assertSame( [ 'on', 'off' ], [ $this->state( 'comms' )->value, $services->flag_parts()->freezes()->present()->state->value ] );
		self::assertSame( [], $this->ended_problems() );
	}

	public function test_without_anything_to_go_back_to_it_is_refused(): void {
		$flags = $this->services( $this->clock )->flags();
		try {
			$flags->set( 'comms', '', 'on', 0, 'a test', Actor::cli(), null, $this->in( self::HOUR ) );
			self::fail( 'It was taken.' );
		} catch ( InvalidField $invalid ) {
			self::assertSame( 'until', $invalid->field );
		}
	}

	/** @param 'back'|'ask' $then */
	private function hold( string $flag, string $scope, string $then, int $for_ms = self::HOUR ): FlagState {
		$flags = $this->services( $this->clock )->flags();
		return $flags->set( $flag, $scope, 'off', $flags->state( $flag, $scope )->revision, 'SMTP is down', Actor::cli(), null, $this->in( $for_ms ), $then );
	}

	private function in( int $ms ): string {
		return (string) Time::rfc3339( $this->clock->now_ms + $ms );
	}

	private function tick_at( int $later_ms ): void {
		$this->clock->now_ms += $later_ms;
		$this->services( $this->clock )->flag_parts()->planned_ends()->run();
	}

	private function state( string $flag, string $scope = '' ): FlagState {
		return $this->services()->flags()->state( $flag, $scope );
	}

	/** @return list<string> Sources of what the Overview says of ended flags. */
	private function ended_problems(): array {
		$sources = array_map( static fn ( $problem ): string => $problem->source, $this->services( $this->clock )->overview()->report()->problems );
		return array_values( array_filter( $sources, static fn ( string $source ): bool => str_starts_with( $source, 'flag_end:' ) ) );
	}
}
