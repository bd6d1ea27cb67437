<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Triggers\ObservedState;
use SmartAllocOps\Triggers\ProposalState;

/** A rollback is proposed when something speaks against the build that runs, once, and with all that speaks. */
final class TriggerWatchTest extends TriggerTestCase {
	public function test_an_alert_that_fired_since_this_build_came_proposes_one_rollback_with_its_evidence(): void {
		$this->queue_fails();
		$proposal = $this->open();
		self::assertNotNull( $proposal, (string) wp_json_encode( $this->trigger( 'queue_failures' )->why ) );
		self::assertSame( [ 'queue_failures' ], $proposal->triggers() );
		$evidence = $proposal->evidence[0];
		self::assertSame( [ self::FAILURES, 41.0, '%', 212, 900, 1.0 ], [ $evidence->signal, $evidence->value, $evidence->unit, $evidence->n, $evidence->window_s, $evidence->threshold ] );
		self::assertSame( [ self::standing(), '1.1.0', $this->good->id, '1.0.0', 1 ], [ $proposal->facts->build, $proposal->facts->version, $proposal->facts->archive, $proposal->facts->good_version, $proposal->facts->pin ] );
		self::assertGreaterThanOrEqual( (int) $proposal->facts->since, $evidence->onset_at );
		self::assertSame( 0, $this->count_runs(), 'Nobody has armed anything.' );
		self::assertContains( "proposal:$proposal->id", array_map( static fn ( $problem ): string => $problem->source, $this->site()->overview()->report()->problems ) );

		// The same a few times more, and another one besides: still one, and told once.
		$this->minutes( 2, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Critical ] );
		self::assertSame( [ 'queue_failures', 'delivery' ], $this->open()?->triggers() );
		self::assertSame( $proposal->id, $this->open()->id );
		self::assertSame( [ "v1:proposal:$proposal->id:opened" ], $this->told() );
		self::assertSame( [ 'proposal.opened', 'proposal.added' ], $this->journaled() );
	}

	public function test_what_began_before_this_build_came_is_no_evidence_against_it(): void {
		$this->minute( [ self::FAILURES => Status::Good ] );
		$this->minute( [ self::FAILURES => Status::Critical ] );
		self::release( '1.2.0' );
		touch( self::folder(), intdiv( $this->time->now_ms, 1000 ) + 30 );
		$this->minutes( 2, [ self::FAILURES => Status::Critical ] );
		$row = $this->trigger( 'queue_failures' );
		self::assertSame( [ ObservedState::Firing, 'before_build' ], [ $row->state, $row->why ] );
		self::assertCount( 1, $row->earlier );
		self::assertNull( $this->open() );
	}

	public function test_what_is_not_known_fires_nothing_and_ends_nothing(): void {
		$this->queue_fails();
		self::assertNotNull( $this->open() );
		$this->time->now_ms += 600_000;
		$this->site()->trigger_services()->watch()->run( true );
		self::assertSame( [ ObservedState::Unknown, 'stale' ], [ $this->trigger( 'queue_failures' )->state, $this->trigger( 'queue_failures' )->why ] );
		self::assertNotNull( $this->open(), 'Nobody knows that it is over.' );
		self::assertSame( ObservedState::Unknown, $this->trigger( 'dead_letters' )->state );
		self::assertSame( 'too_little_history', $this->trigger( 'duplicates' )->why );
		self::assertSame( 'no_watchdog', $this->trigger( 'fatal' )->why );
	}

	public function test_it_is_withdrawn_when_the_trigger_is_gone_and_comes_back_as_the_same_without_telling_anew(): void {
		$this->queue_fails();
		$id = $this->open()?->id;
		$this->minutes( 7, [ self::FAILURES => Status::Good, self::DELIVERY => Status::Good ] );
		self::assertNull( $this->open() );
		self::assertSame( ProposalState::Withdrawn, $this->newest()->state );
		$this->minutes( 2, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( $id, $this->open()?->id );
		self::assertCount( 1, $this->told() );
		self::assertSame( [ 'proposal.opened', 'proposal.withdrawn', 'proposal.reopened' ], $this->journaled() );
	}

	public function test_what_a_person_has_dismissed_is_not_proposed_again_for_this_build_and_something_else_is(): void {
		$this->queue_fails();
		$proposal = $this->open();
		self::assertNotNull( $proposal );
		$this->site()->trigger_services()->proposals()->dismiss( $proposal->id, $proposal->revision, 'the mail server is down', Actor::cli() );
		$this->minutes( 2, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertNull( $this->open() );
		$this->minutes( 2, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Critical ] );
		self::assertSame( [ 'delivery' ], $this->open()?->triggers() );
	}

	public function test_another_build_supersedes_it_and_time_ends_it(): void {
		$this->queue_fails();
		$first = $this->open();
		self::assertNotNull( $first );
		self::release( '1.2.0' );
		$this->minute( [ self::FAILURES => Status::Critical ] );
		self::assertSame( ProposalState::Superseded, $this->site()->trigger_services()->proposals()->get( $first->id )->state );
		self::assertNull( $this->open(), 'What fires began before 1.2.0 came.' );
	}

	public function test_nobody_decides_for_a_day_and_it_is_proposed_anew(): void {
		$this->queue_fails();
		$first = $this->open();
		self::assertNotNull( $first );
		$this->time->now_ms += 86_400_000;
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( ProposalState::Expired, $this->site()->trigger_services()->proposals()->get( $first->id )->state );
		self::assertNotSame( $first->id, $this->open()?->id );
		self::assertCount( 2, $this->told() );
	}

	public function test_where_the_good_build_runs_nothing_is_proposed(): void {
		self::put_in_place( $this->original() );
		$this->queue_fails();
		self::assertSame( ObservedState::Firing, $this->trigger( 'queue_failures' )->state );
		self::assertNull( $this->open() );
	}

	public function test_it_looks_once_a_minute_however_many_ask(): void {
		self::assertTrue( $this->site()->trigger_services()->watch()->run( true ) );
		self::assertFalse( $this->site()->trigger_services()->watch()->run( true ) );
		$this->time->now_ms += 60_000;
		$this->site()->trigger_services()->watch()->run_when_due();
		self::assertSame( $this->time->now_ms, $this->trigger( 'health' )->seen_at );
	}

	public function test_more_duplicates_than_ever_in_a_week_are_seen_twice_before_they_speak(): void {
		global $wpdb;
		$hour = intdiv( $this->time->now_ms, 3_600_000 );
		for ( $n = 3; $n < 60; $n++ ) {
			$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_metrics_hour", [ 'metric' => 'comms.sent', 'slot' => $hour - $n, 'scope' => 'mail', 'bucket' => 0, 'n' => 50, 'total' => 0, 'peak' => 0 ] );
		}
		$this->site()->kpi_services()->cursors()->move( 'hours', $hour - 1 );
		self::assertSame( 'nothing_happened', $this->after_a_minute( 'duplicates' )->why );
		$minute = intdiv( $this->time->now_ms, 60_000 );
		foreach ( [ 'comms.sent' => 40, 'comms.duplicate' => 4 ] as $metric => $n ) {
			$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_metrics_minute", [ 'metric' => $metric, 'slot' => $minute + 1, 'scope' => 'mail', 'bucket' => 0, 'n' => $n, 'total' => 0, 'peak' => 0 ] );
		}
		self::assertSame( ObservedState::Firing, $this->after_a_minute( 'duplicates' )->state );
		self::assertNull( $this->open(), 'Once is not enough.' );
		$this->after_a_minute( 'duplicates' );
		$evidence = $this->newest()->evidence[0];
		self::assertSame( [ 4.0, 40, 3.0 ], [ $evidence->value, $evidence->n, $evidence->threshold ] );
	}

	private function after_a_minute( string $trigger ): \SmartAllocOps\Triggers\TriggerRow {
		$this->minute( [] );
		return $this->trigger( $trigger );
	}
}
