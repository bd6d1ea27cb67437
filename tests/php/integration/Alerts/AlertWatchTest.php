<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Alerts;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** When an alert fires, when it stays silent, and when it is over. */
final class AlertWatchTest extends AlertTestCase {
	public function test_it_fires_when_it_was_bad_twice_in_a_row_and_is_told_once(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		self::assertSame( [ [ 'smtp' => 'pending' ], [] ], [ $this->states(), $this->told() ] );
		$this->rounds( 4, [ 'smtp' => Status::Critical ] );
		self::assertSame( [ [ 'smtp' => 'firing' ], [ 'Critical: Mail (SMTP)' ] ], [ $this->states(), $this->told() ] );
		self::assertSame( [ 'alert.fired' ], $this->journaled() );
	}

	public function test_the_same_measurement_looked_at_twice_counts_once(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		$this->site()->alerts()->watch()->run();
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'smtp' => 'pending' ], $this->states() );
	}

	public function test_what_passes_by_itself_is_told_to_nobody(): void {
		for ( $n = 0; $n < 5; $n++ ) {
			$this->round( [ 'smtp' => Status::Good ] );
			$this->round( [ 'smtp' => Status::Critical ] );
		}
		$this->round( [ 'smtp' => Status::Good ] );
		self::assertSame( [ [], [] ], [ $this->told(), $this->journaled() ] );
		self::assertSame( [], $this->site()->alerts()->service()->page( false, null, 5 ) );
	}

	public function test_nothing_pages_before_its_signal_was_good_once(): void {
		$this->rounds( 5, [ 'smtp' => Status::Critical ] );
		self::assertSame( [ [], [] ], [ $this->states(), $this->told() ] );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		self::assertSame( [ 'smtp' => 'firing' ], $this->states() );
	}

	public function test_it_is_over_when_it_was_good_for_a_while_and_flapping_is_one_alert(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		for ( $n = 0; $n < 4; $n++ ) {
			$this->rounds( 3, [ 'smtp' => Status::Good ] );
			$this->round( [ 'smtp' => Status::Critical ] );
		}
		self::assertSame( [ [ 'smtp' => 'firing' ], [ 'Critical: Mail (SMTP)' ] ], [ $this->states(), $this->told() ] );
		$this->rounds( 5, [ 'smtp' => Status::Good ] );
		self::assertSame( [ 'smtp' => 'firing' ], $this->states(), 'Five measurements, but not yet five minutes.' );
		$this->round( [ 'smtp' => Status::Good ] );
		self::assertSame( [ [ 'smtp' => 'resolved' ], [ 'Critical: Mail (SMTP)', 'Over: Mail (SMTP)' ] ], [ $this->states(), $this->told() ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		self::assertCount( 3, $this->told(), 'A new one is told of again.' );
	}

	public function test_unknown_neither_begins_nor_ends_an_alert_of_an_optional_check(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 3, [ 'smtp' => Status::Unknown ] );
		self::assertSame( [], $this->states() );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		$this->rounds( 9, [ 'smtp' => Status::Unknown ] );
		self::assertSame( [ 'smtp' => 'firing' ], $this->states() );
	}

	public function test_a_required_check_that_cannot_be_measured_any_more_is_an_alert(): void {
		$this->configure( [ 'tell_from' => 'recommended' ] );
		$this->round( [ 'gravity_forms' => Status::Good ] );
		$this->rounds( 2, [ 'gravity_forms' => Status::Unknown ] );
		self::assertSame( [ 'To be looked at: Gravity Forms' ], $this->told() );
	}

	public function test_what_should_be_looked_at_is_on_the_screen_and_told_only_when_asked_for(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Recommended ] );
		self::assertSame( [ [ 'smtp' => 'firing' ], [] ], [ $this->states(), $this->told() ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		self::assertSame( [ 'Critical: Mail (SMTP)' ], $this->told(), 'It got worse.' );
	}

	public function test_a_child_of_trouble_is_no_second_alert(): void {
		$good = [ 'gravity_forms' => Status::Good, 'submission_path' => Status::Good ];
		$this->round( $good );
		$this->rounds( 4, [ 'gravity_forms' => Status::Critical, 'submission_path' => Status::Critical ] );
		self::assertSame( [ 'Critical: Gravity Forms' ], $this->told() );
		self::assertSame( 'pending', $this->states()['submission_path'] );
		$this->rounds( 1, [ 'gravity_forms' => Status::Good, 'submission_path' => Status::Critical ] );
		self::assertSame( 'firing', $this->states()['submission_path'], 'It has trouble of its own.' );
	}

	public function test_a_part_of_a_kpi_is_no_second_alert_and_the_kpi_is_called_by_its_name(): void {
		$both = [ 'queue.failure_rate', 'queue.failure_rate@smartalloc_notify' ];
		$this->round( array_fill_keys( $both, Status::Good ) );
		$this->rounds( 3, array_fill_keys( $both, Status::Critical ) );
		self::assertSame( [ 'Critical: Failed jobs' ], $this->told() );
		$this->round( array_combine( $both, [ Status::Good, Status::Critical ] ) );
		self::assertSame( [ 'Critical: Failed jobs', 'Critical: Failed jobs smartalloc_notify' ], $this->told() );
	}

	public function test_many_at_once_are_one(): void {
		$ids = [ 'smtp', 'utc', 'schema', 'versions', 'log', 'loopback' ];
		$this->round( array_fill_keys( $ids, Status::Good ) );
		$this->rounds( 3, array_fill_keys( $ids, Status::Critical ) );
		self::assertSame( [ 'Critical: Many checks at once' ], $this->told() );
		$mass = $this->alert();
		self::assertCount( 6, $this->site()->alerts()->service()->members( $mass ) );
		$decision = $this->site()->alerts()->service()->decision( (int) $mass->decision_id );
		self::assertStringContainsString( '6 checks went bad at once', Sentences::told( (string) $decision->data['finding'] ) );
		$this->rounds( 6, array_fill_keys( $ids, Status::Good ) );
		self::assertSame( [ 'Critical: Many checks at once', 'Over: Many checks at once' ], $this->told() );
		self::assertNotContains( 'firing', $this->states() );
	}

	public function test_a_thousand_at_once_become_one_message_to_each(): void {
		global $wpdb;
		$ids = array_map( static fn ( int $n ): string => "kpi.signal_{$n}", range( 1, 1000 ) );
		$this->configure( [ 'recipients' => [ 'anna@example.test', 'ben@example.test' ] ] );
		$mails = 0;
		add_filter( 'pre_wp_mail', static function () use ( &$mails ): bool {
			++$mails;
			return true;
		} );
		$this->round( array_fill_keys( $ids, Status::Good ) );
		$this->round( array_fill_keys( $ids, Status::Critical ) );
		$before = $wpdb->num_queries;
		$this->round( array_fill_keys( $ids, Status::Critical ) );
		self::assertLessThan( 60, $wpdb->num_queries - $before, 'A storm must not become one of statements.' );
		$this->site()->outbox()->sender()->run( 10_000 );
		self::assertSame( [ 2, [ 'Critical: Many checks at once' ] ], [ $mails, $this->told() ] );
	}

	public function test_acknowledged_it_is_told_of_again_only_when_it_gets_worse_or_is_over(): void {
		$this->configure( [ 'tell_from' => 'recommended' ] );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Recommended ] );
		$service = $this->site()->alerts()->service();
		$taken   = $service->acknowledge( $this->alert()->id, 'The host is on it', Actor::user( Users::id( 'smartalloc_owner' ) ) );
		self::assertSame( [ 'acknowledged', 'The host is on it', Users::id( 'smartalloc_owner' ) ], [ $taken->state->value, $taken->reason, $taken->actor?->id ] );
		$this->rounds( 3, [ 'smtp' => Status::Recommended ] );
		self::assertCount( 1, $this->told() );
		$this->round( [ 'smtp' => Status::Critical ] );
		self::assertSame( [ 'To be looked at: Mail (SMTP)', 'Critical: Mail (SMTP)' ], $this->told() );
		self::assertSame( [ 'alert.fired', 'alert.acknowledged' ], $this->journaled() );
		try {
			$service->acknowledge( $taken->id, 'again', Actor::cli() );
			self::fail( 'Twice.' );
		} catch ( Conflict $lost ) {
			self::assertSame( 'alert_changed', $lost->code_name );
		}
		$this->expectException( Forbidden::class );
		$service->acknowledge( $taken->id, 'again', Actor::user( Users::id( 'smartalloc_support' ) ) );
	}

	public function test_a_part_that_is_gone_ends_its_alert_as_gone_and_not_as_recovered(): void {
		$part = 'queue.failure_rate@smartalloc_old';
		$this->round( [ $part => Status::Good ] );
		$this->rounds( 2, [ $part => Status::Critical ] );
		$this->site()->kpi_services()->kpis()->judge();
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ $part => 'resolved' ], $this->states() );
		self::assertSame( [ 'Critical: Failed jobs smartalloc_old', 'Not measured any more: Failed jobs smartalloc_old' ], $this->told() );
		self::assertSame( [ 'alert.fired', 'alert.gone' ], $this->journaled() );
		self::assertSame( 'gone', $this->alert()->ended?->value );
		self::assertSame( [], array_values( array_filter( $this->site()->kpi_services()->kpis()->report()->states, static fn ( $state ): bool => [] !== $state->parts ) ), 'It is shown nowhere.' );
	}

	public function test_the_last_word_on_a_part_goes_after_a_day_and_an_alert_that_missed_it_ends_then(): void {
		global $wpdb;
		$part = 'queue.failure_rate@smartalloc_old';
		$this->round( [ $part => Status::Good ] );
		$this->rounds( 2, [ $part => Status::Critical ] );
		$this->site()->kpi_services()->kpis()->judge();
		$this->time->now_ms += 86_400_001;
		$this->site()->kpi_services()->kpis()->judge();
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_verdicts WHERE probe LIKE '%@%'" ) );
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'gone' ], [ $this->alert()->ended?->value ] );
	}

	public function test_what_stands_still_or_cannot_be_read_is_not_gone(): void {
		global $wpdb;
		$part = 'queue.failure_rate@smartalloc_notify';
		$this->round( [ $part => Status::Good, 'smtp' => Status::Good ] );
		$this->rounds( 2, [ $part => Status::Critical, 'smtp' => Status::Critical ] );
		$this->time->now_ms += 30 * 86_400_000;
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ $part => 'firing', 'smtp' => 'firing' ], $this->states(), 'The tick stood still for a month.' );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_verdicts" );
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ $part => 'firing', 'smtp' => 'firing' ], $this->states(), 'Nothing at all is known.' );
	}

	public function test_a_check_that_this_version_does_not_know_ends_its_alert_as_gone(): void {
		$this->round( [ 'old_check' => Status::Good ] );
		$this->rounds( 2, [ 'old_check' => Status::Critical ] );
		$this->time->now_ms += 600_000;
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'old_check' => 'firing' ], $this->states(), 'A version may be in the midst of being swapped.' );
		$this->time->now_ms += 3_600_000;
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'old_check' => 'resolved' ], $this->states() );
		self::assertSame( 'gone', $this->alert()->ended?->value );
	}

	public function test_many_of_which_all_are_gone_end_as_gone(): void {
		$ids = array_map( static fn ( int $n ): string => "queue.failure_rate@group_{$n}", range( 1, 6 ) );
		$this->round( array_fill_keys( $ids, Status::Good ) );
		$this->rounds( 2, array_fill_keys( $ids, Status::Critical ) );
		$this->site()->kpi_services()->kpis()->judge();
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'Critical: Many checks at once', 'Not measured any more: Many checks at once' ], $this->told() );
	}

	public function test_what_is_over_for_longer_than_its_days_goes_with_its_decision_and_what_is_open_never(): void {
		global $wpdb;
		$this->round( [ 'smtp' => Status::Good, 'utc' => Status::Good, 'log' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical, 'utc' => Status::Critical ] );
		$this->round( [ 'log' => Status::Critical ] );
		$this->rounds( 7, [ 'smtp' => Status::Good, 'log' => Status::Good, 'utc' => Status::Critical ] );
		$store = $this->site()->alerts()->store();
		self::assertSame( [ 'smtp' => 'resolved', 'utc' => 'firing', 'log' => 'resolved' ], $this->states() );
		$store->prune( 30 * 86_400_000 );
		self::assertCount( 3, $this->states() );
		$this->time->now_ms += 8 * 86_400_000;
		$store->prune( 30 * 86_400_000 );
		self::assertSame( [ 'smtp' => 'resolved', 'utc' => 'firing' ], $this->states(), 'What never fired goes first.' );
		$this->time->now_ms += 40 * 86_400_000;
		$store->prune( 30 * 86_400_000 );
		self::assertSame( [ 'utc' => 'firing' ], $this->states() );
		self::assertSame( [ 'utc' ], $wpdb->get_col( "SELECT signal_id FROM {$wpdb->prefix}smartalloc_ops_decisions" ) );
	}

	public function test_what_was_not_told_yet_is_not_deleted(): void {
		global $wpdb;
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_alerts SET state = 'resolved', active_key = NULL, resolved_at = 1, untold = 1" );
		$this->site()->alerts()->store()->prune( 0 );
		self::assertSame( [ 'smtp' => 'resolved' ], $this->states() );
	}

	/** @return iterable<string, array{string}> */
	public static function instants(): iterable {
		yield 'after the evidence was frozen' => [ 'alerts.frozen' ];
		yield 'before it was told' => [ 'alerts.fired' ];
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'instants' )]
	public function test_a_watch_that_is_killed_tells_of_it_the_next_time_and_once( string $instant ): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_alerts SET bad_rounds = 2" );
		$killed = $this->fresh_process( 'global $wpdb; ( new \SmartAllocOps\Services( $wpdb ) )->alerts()->watch()->run(); return 1;', [], [ CrashPoint::VARIABLE => $instant ] );
		self::assertFalse( $killed->finished );
		self::assertSame( [], $this->told() );
		$this->site()->alerts()->watch()->run();
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'Critical: Mail (SMTP)' ], $this->told() );
		self::assertSame( 1, (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_decisions" ) );
	}

	public function test_several_watches_at_once_fire_it_once(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_alerts SET bad_rounds = 2" );
		foreach ( $this->parallel( 4, 'global $wpdb; ( new \SmartAllocOps\Services( $wpdb ) )->alerts()->watch()->run(); return 1;' ) as $result ) {
			self::assertTrue( $result->finished, $result->process->describe() );
		}
		self::assertSame( [ [ 'Critical: Mail (SMTP)' ], [ 'alert.fired' ] ], [ $this->told(), $this->journaled() ] );
	}

	public function test_a_watch_that_is_overtaken_between_its_look_and_its_write_fires_nothing_again(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		$overtaken = 0;
		self::just_before(
			"/^UPDATE .*alerts.* SET state = 'firing'/",
			function () use ( &$overtaken ): void {
				++$overtaken;
				$this->site()->alerts()->watch()->run();
			}
		);
		$this->round( [ 'smtp' => Status::Critical ] );
		self::assertSame( [ 1, [ 'Critical: Mail (SMTP)' ], [ 'alert.fired' ] ], [ $overtaken, $this->told(), $this->journaled() ] );
	}

	public function test_a_good_measurement_that_two_watches_saw_at_the_same_time_counts_once(): void {
		global $wpdb;
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		self::just_before( '/^UPDATE .*good_rounds = good_rounds \+ 1/', fn () => $this->site()->alerts()->watch()->run() );
		$this->round( [ 'smtp' => Status::Good ] );
		self::assertSame( '1', $wpdb->get_var( "SELECT good_rounds FROM {$wpdb->prefix}smartalloc_ops_alerts" ) );
	}

	public function test_what_gets_worse_while_it_is_told_of_is_told_of_again(): void {
		$this->configure( [ 'tell_from' => 'recommended' ] );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Recommended ] );
		self::just_before(
			'/^UPDATE .*alerts.* SET untold = 0/',
			fn () => $this->site()->alerts()->store()->worsen( $this->alert(), Severity::Critical, $this->time->now_ms )
		);
		$this->round( [ 'smtp' => Status::Recommended ] );
		$this->site()->alerts()->watch()->run();
		self::assertSame( [ 'To be looked at: Mail (SMTP)', 'Critical: Mail (SMTP)' ], $this->told() );
	}

	public function test_somebody_who_takes_it_on_while_it_ends_is_told_that_it_is_over(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		$id = $this->alert()->id;
		self::just_before( "/^UPDATE .*alerts.* SET state = 'acknowledged'/", fn () => $this->rounds( 7, [ 'smtp' => Status::Good ] ) );
		try {
			$this->site()->alerts()->service()->acknowledge( $id, 'I am on it', Actor::cli() );
			self::fail( 'It was over.' );
		} catch ( Conflict $lost ) {
			self::assertInstanceOf( Alert::class, $lost->present );
			self::assertSame( [ 'resolved', [ 'alert.fired', 'alert.resolved' ] ], [ $lost->present->state->value, $this->journaled() ] );
		}
	}

	public function test_while_nothing_changes_it_costs_a_few_reads_and_writes_nothing(): void {
		global $wpdb;
		$this->round( [ 'smtp' => Status::Good, 'utc' => Status::Good ] );
		$this->rounds( 3, [ 'smtp' => Status::Critical, 'utc' => Status::Good ] );
		$rows   = Tables::checksums();
		$watch  = $this->site()->alerts()->watch();
		$before = $wpdb->num_queries;
		$watch->run();
		self::assertLessThanOrEqual( 6, $wpdb->num_queries - $before );
		self::assertSame( $rows, Tables::checksums() );
	}
}
