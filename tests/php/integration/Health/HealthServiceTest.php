<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Health\HealthSchema;
use SmartAllocOps\Health\ProbeState;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

final class HealthServiceTest extends HealthTestCase {
	public function test_before_the_first_measurement_everything_is_unknown(): void {
		$report = $this->health()->report();
		self::assertSame( Status::Unknown, $report->worst() );
		self::assertSame( [ 'not_measured' ], $this->reasons( $report ) );
		self::assertSame( count( $this->health()->probe_ids() ), $report->counts()['unknown'] );
	}

	public function test_after_a_check_everything_is_good_on_a_healthy_site(): void {
		$report = $this->health()->check();
		self::assertSame( Status::Good, $report->worst(), (string) wp_json_encode( array_map( static fn ( ProbeState $state ): string => $state->reading->finding, $report->states ) ) );
		// An object cache, Patch Guard and, elsewhere than in production, telling people are optional, and nobody has connected them here.
		self::assertSame( 3, $report->counts()['not_set_up'] );
		self::assertSame( count( $this->health()->probe_ids() ) - 3, $report->counts()['good'] );
		self::assertSame( 0, $report->counts()['unknown'] );
	}

	public function test_what_was_measured_is_read_back_by_another_process_as_it_was(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 7 );
		$measured = $this->state( $this->health()->check(), 'dead_letters' );
		$read     = $this->state( $this->health()->report(), 'dead_letters' );
		self::assertEquals( $measured->reading, $read->reading );
	}

	public function test_a_verdict_past_its_time_is_unknown_whatever_it_said(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->health( $clock )->check();
		$clock->now_ms += 3_700_000;
		$report         = $this->health( $clock )->report();
		self::assertSame( Status::Unknown, $report->worst() );
		self::assertSame( [ 'stale' ], $this->reasons( $report ) );
	}

	public function test_the_tick_measures_when_something_is_due_and_only_then(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->health( $clock )->refresh_due();
		$first = $this->state( $this->health( $clock )->report(), 'utc' )->measured_at();
		self::assertNotNull( $first );
		$clock->now_ms += 20_000;
		$this->health( $clock )->refresh_due();
		self::assertSame( $first, $this->state( $this->health( $clock )->report(), 'utc' )->measured_at() );
		$clock->now_ms += 20_000;
		$this->health( $clock )->refresh_due();
		self::assertNotSame( $first, $this->state( $this->health( $clock )->report(), 'utc' )->measured_at() );
	}

	public function test_the_tick_measures_what_is_due_and_leaves_the_rest(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->health( $clock )->check();
		$before         = $this->health( $clock )->report();
		$clock->now_ms += 40_000;
		$this->health( $clock )->refresh_due();
		$after = $this->health( $clock )->report();
		self::assertNotSame( $this->state( $before, 'utc' )->measured_at(), $this->state( $after, 'utc' )->measured_at() );
		self::assertSame( $this->state( $before, 'loopback' )->measured_at(), $this->state( $after, 'loopback' )->measured_at() );
	}

	public function test_the_first_page_waits_for_no_request_and_does_not_measure_again_and_again(): void {
		$asked = 0;
		add_filter(
			'pre_http_request',
			static function ( mixed $answer ) use ( &$asked ): mixed {
				++$asked;
				return $answer;
			}
		);
		$this->health()->measure_first();
		$first = $this->health()->report();
		self::assertNotNull( $this->state( $first, 'utc' )->verdict );
		self::assertSame( 'not_measured', $this->state( $first, 'loopback' )->reading->reason );
		$this->health()->measure_first();
		self::assertSame( 0, $asked );
		self::assertSame( $this->state( $first, 'utc' )->verdict?->measured_at, $this->state( $this->health()->report(), 'utc' )->verdict?->measured_at );
		$this->health()->refresh_due();
		self::assertNotNull( $this->state( $this->health()->report(), 'loopback' )->verdict );
	}

	public function test_a_round_of_all_checks_is_bounded_and_stored_in_one_statement(): void {
		global $wpdb;
		$this->health()->check();
		$statements = [];
		add_filter(
			'query',
			static function ( string $sql ) use ( &$statements ): string {
				$statements[] = $sql;
				return $sql;
			}
		);
		$this->health()->check();
		remove_all_filters( 'query' );
		self::assertLessThanOrEqual( 30, count( $statements ), implode( "\n", $statements ) );
		$stored = array_filter( $statements, static fn ( string $sql ): bool => str_contains( $sql, "INSERT INTO `{$wpdb->prefix}smartalloc_ops_verdicts`" ) );
		self::assertCount( 1, $stored );
	}

	public function test_a_late_queue_hides_nothing_that_rests_on_it(): void {
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -900 );
		$report = $this->health()->check();
		self::assertSame( 'late', $this->state( $report, 'action_scheduler' )->reading->reason );
		foreach ( [ 'dead_letters', 'runner', 'stuck_jobs', 'queue_ground' ] as $child ) {
			self::assertSame( Status::Good, $this->state( $report, $child )->status(), $child );
		}
	}

	public function test_an_older_measurement_that_is_stored_late_does_not_win(): void {
		$clock = new ManualClock( (int) ( microtime( true ) * 1000 ) );
		$this->health( $clock )->check( 'dead_letters' );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 7 );
		$clock->now_ms -= 5_000;
		$this->health( $clock )->check( 'dead_letters' );
		self::assertSame( 0, $this->state( $this->health( $clock )->report(), 'dead_letters' )->reading->value );
	}

	public function test_checking_one_probe_measures_its_parents_and_nothing_else(): void {
		$report = $this->health()->check( 'dead_letters' );
		self::assertNotNull( $this->state( $report, 'action_scheduler' )->verdict );
		self::assertNull( $this->state( $report, 'utc' )->verdict );
	}

	public function test_a_check_that_does_not_exist_is_not_found(): void {
		$this->expectException( NotFound::class );
		$this->health()->check( 'moon' );
	}

	public function test_when_the_verdicts_cannot_be_read_each_is_unknown_and_the_page_still_comes(): void {
		ActionRows::without_table(
			'smartalloc_ops_verdicts',
			fn () => self::assertSame( [ 'store_unreadable' ], $this->reasons( $this->health()->report() ) )
		);
	}

	public function test_the_answers_over_rest_are_what_their_schemas_promise(): void {
		Users::become( 'administrator' );
		foreach ( [ [ 'GET', '/health', [], HealthSchema::report() ], [ 'POST', '/health/checks', [], HealthSchema::report() ], [ 'POST', '/health/checks', [ 'probe' => 'utc' ], HealthSchema::report() ], [ 'POST', '/health/self-tests', [ 'probe' => 'utc' ], HealthSchema::self_test() ] ] as [ $method, $path, $body, $schema ] ) {
			$request = new \WP_REST_Request( $method, "/smartalloc-ops/v1$path" );
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( 'POST' === $method ? (string) wp_json_encode( (object) $body ) : '' );
			$response = rest_do_request( $request );
			self::assertSame( 200, $response->get_status(), "$method $path" );
			self::assertTrue( rest_validate_value_from_schema( $response->get_data(), $schema, 'answer' ), "$method $path" );
		}
	}

	public function test_an_unknown_check_over_rest_is_404_and_a_self_test_without_a_name_400(): void {
		Users::become( 'administrator' );
		$request = new \WP_REST_Request( 'POST', '/smartalloc-ops/v1/health/checks' );
		$request->set_header( 'Content-Type', 'application/json' );
		$request->set_body( '{"probe":"moon"}' );
		self::assertSame( 404, rest_do_request( $request )->get_status() );
		self::assertSame( 400, rest_do_request( new \WP_REST_Request( 'POST', '/smartalloc-ops/v1/health/self-tests' ) )->get_status() );
	}

	public function test_the_command_tells_by_its_exit_code_how_things_stand(): void {
		self::assertSame( 12, $this->wp( [ 'smartalloc-ops', 'health', 'list' ] )->code );
		self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'health', 'check' ] )->code );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 7 );
		$result = $this->wp( [ 'smartalloc-ops', 'health', 'check', 'dead_letters', '--format=json' ] );
		self::assertSame( 11, $result->code, $result->describe() );
		$this->wp( [ 'smartalloc-ops', 'health', 'selftest', 'utc' ] );
		self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'health', 'selftest', 'utc' ] )->code );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'health', 'check', 'moon' ] )->code );
	}

	/** @return list<string> */
	private function reasons( HealthReport $report ): array {
		return array_values( array_unique( array_map( static fn ( ProbeState $state ): string => $state->reading->reason, $report->states ) ) );
	}
}
