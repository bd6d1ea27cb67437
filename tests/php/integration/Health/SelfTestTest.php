<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Users;

final class SelfTestTest extends HealthTestCase {
	/** @return iterable<string, array{0: string, 1: string, 2?: Status, 3?: Status}> Probe, the reason it must go red with, what it says of a healthy site (good, or not set up), and what its red is. */
	public static function probes(): iterable {
		yield 'gravity_forms' => [ 'gravity_forms', 'absent' ];
		yield 'action_scheduler' => [ 'action_scheduler', 'absent' ];
		yield 'utc' => [ 'utc', 'php_zone' ];
		yield 'submission_path' => [ 'submission_path', 'double_path' ];
		yield 'silence' => [ 'silence', 'silent' ];
		yield 'dead_letters' => [ 'dead_letters', 'over_limit' ];
		yield 'schema' => [ 'schema', 'differs' ];
		yield 'smtp' => [ 'smtp', 'outage' ];
		yield 'wp_cron' => [ 'wp_cron', 'late' ];
		yield 'rule_of_one' => [ 'rule_of_one', 'second_automation' ];
		yield 'runner' => [ 'runner', 'silent' ];
		yield 'stuck_jobs' => [ 'stuck_jobs', 'stuck' ];
		yield 'queue_ground' => [ 'queue_ground', 'failures_vanish' ];
		yield 'patch_guard' => [ 'patch_guard', 'violated', Status::NotSetUp ];
		yield 'versions' => [ 'versions', 'too_old' ];
		yield 'object_cache' => [ 'object_cache', 'forgets', Status::NotSetUp ];
		yield 'loopback' => [ 'loopback', 'failed' ];
		yield 'rest' => [ 'rest', 'failed' ];
		yield 'telling' => [ 'telling', 'nobody_reached', Status::NotSetUp ];
		yield 'log' => [ 'log', 'not_writable', Status::Good, Status::Recommended ];
	}

	#[DataProvider( 'probes' )]
	public function test_each_probe_is_good_on_a_healthy_site_goes_red_under_its_fault_and_comes_back( string $probe, string $reason, Status $healthy = Status::Good, Status $red = Status::Critical ): void {
		$result = $this->health()->self_test( $probe, Actor::cli() );
		self::assertSame( $healthy, $result->before->reading->status, $result->before->reading->finding );
		self::assertSame( $red, $result->under_fault->reading->status );
		self::assertSame( $reason, $result->under_fault->reading->reason );
		self::assertSame( $healthy, $result->afterwards->reading->status, $result->afterwards->reading->finding );
		self::assertTrue( $result->passed() );
	}

	#[DataProvider( 'probes' )]
	public function test_what_others_see_is_never_the_fault( string $probe, string $reason, Status $healthy = Status::Good, Status $red = Status::Critical ): void {
		$health = $this->health();
		$health->self_test( $probe, Actor::cli() );
		self::assertSame( $healthy, $this->state( $health->report(), $probe )->status() );
	}

	public function test_every_probe_has_a_self_test_in_this_list(): void {
		self::assertEqualsCanonicalizing( array_keys( [ ...self::probes() ] ), $this->health()->probe_ids() );
	}

	#[DataProvider( 'probes' )]
	public function test_a_self_test_is_journaled_with_who_did_it( string $probe ): void {
		global $wpdb;
		$this->health()->self_test( $probe, Actor::user( Users::id( 'smartalloc_owner' ) ) );
		$row = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = 'health.self_test'", ARRAY_A );
		self::assertIsArray( $row );
		self::assertSame( "probe:$probe", $row['subject'] );
		self::assertSame( (string) Users::id( 'smartalloc_owner' ), (string) $row['actor_id'] );
		self::assertTrue( json_decode( (string) $row['data'], true )['passed'] );
	}

	public function test_a_fault_is_undone_even_when_the_measurement_throws(): void {
		foreach ( $this->probes_of_the_site() as $probe ) {
			$passed_on = false;
			$before    = $probe->measure()->status;
			try {
				$probe->under_fault( [ $this, 'die_while_measuring' ] );
			} catch ( \DomainException ) {
				$passed_on = true;
			}
			self::assertTrue( $passed_on, $probe->id() );
			self::assertSame( $before, $probe->measure()->status, $probe->id() );
		}
		self::assertSame( 'UTC', date_default_timezone_get() );
	}

	public function test_dead_letters_of_a_self_test_are_closed_and_do_not_pile_up(): void {
		global $wpdb;
		$health = $this->health();
		$health->self_test( 'dead_letters', Actor::cli() );
		$health->self_test( 'dead_letters', Actor::cli() );
		self::assertSame( [ [ 'state' => 'closed', 'n' => '6' ] ], $wpdb->get_results( "SELECT state, COUNT(*) AS n FROM {$wpdb->prefix}smartalloc_ops_work GROUP BY state", ARRAY_A ) );
	}

	public function test_dead_letters_that_a_killed_self_test_left_are_in_nobodys_count(): void {
		$this->leave_self_test_rows();
		self::assertSame( 0, $this->measured( 'dead_letters' )->reading->value );
		$queues = $this->services()->queues()->report();
		self::assertNotNull( $queues->work );
		self::assertSame( [], $queues->work );
	}

	public function test_after_its_self_test_the_same_probe_no_longer_sees_rows_of_others(): void {
		$health = $this->health();
		$health->self_test( 'dead_letters', Actor::cli() );
		$this->leave_self_test_rows();
		self::assertSame( 0, $this->state( $health->check( 'dead_letters' ), 'dead_letters' )->reading->value );
	}

	public function test_a_probe_that_is_red_already_is_not_tested_because_a_fault_would_prove_nothing(): void {
		\GFAPI::update_form_property( 150, 'is_active', 0 );
		try {
			$this->health()->self_test( 'submission_path', Actor::cli() );
			self::fail( 'It must be refused.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'not_well_before', $refused->refusals[0]->code );
		} finally {
			\GFAPI::update_form_property( 150, 'is_active', 1 );
		}
	}

	public function test_who_may_only_view_may_not_bring_about_a_fault(): void {
		$this->expectException( Forbidden::class );
		$this->health()->self_test( 'utc', Actor::user( Users::id( 'smartalloc_support' ) ) );
	}

	public function test_a_probe_that_does_not_exist_is_not_found(): void {
		$this->expectException( NotFound::class );
		$this->health()->self_test( 'moon', Actor::cli() );
	}

	public function die_while_measuring(): bool {
		throw new \DomainException( 'The measurement died.' );
	}

	/** @return list<\SmartAllocOps\Signal\Probe> */
	private function probes_of_the_site(): array {
		return array_map( static fn ( $state ) => $state->probe, $this->health()->report()->states );
	}

	private function leave_self_test_rows(): void {
		global $wpdb;
		for ( $number = 1; $number <= 6; $number++ ) {
			$wpdb->insert(
				$wpdb->prefix . 'smartalloc_ops_work',
				[
					'work_key'   => "self_test:left:$number",
					'source'     => 'cron_job',
					'hook'       => 'smartalloc_ops_self_test',
					'grp'        => '',
					'stage'      => 'self_test',
					'state'      => 'failed',
					'attempts'   => 1,
					'due_at'     => 1,
					'fence'      => 0,
					'created_at' => 1,
					'updated_at' => 1,
				]
			);
		}
	}
}
