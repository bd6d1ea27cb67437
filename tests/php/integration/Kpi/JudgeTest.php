<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Kpi\KpiState;
use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** Every KPI, its limit, its windows and its silence. What was measured is put in by the recorder; nothing else is made up. */
final class JudgeTest extends KpiTestCase {
	private const MB = 1_048_576;

	private ManualClock $clock;
	private Services $with_clock;

	protected function setUp(): void {
		parent::setUp();
		// In the middle of an hour.
		$this->clock         = self::clock();
		$this->clock->now_ms = intdiv( $this->clock->now_ms, 3_600_000 ) * 3_600_000 + 30 * 60_000;
		$this->with_clock    = $this->services( $this->clock );
	}

	/** @return iterable<string, array{string, array<string, int|list<int|float>>, string, string, int|float|null, int|null, int|null}> KPI, what was measured a minute ago, status, reason, value, n, window. */
	public static function cases(): iterable {
		$quarter = 900;
		$week    = 7 * 86_400;
		$day     = 86_400;
		yield 'no job ran' => [ 'queue.failure_rate', [], 'unknown', 'no_data', null, 0, $week ];
		yield '3 of 3 failed' => [ 'queue.failure_rate', [ 'queue.failed' => 3 ], 'critical', 'over_limit', 100, 3, $quarter ];
		yield '1 of 10 failed' => [ 'queue.failure_rate', [ 'queue.ok' => 9, 'queue.failed' => 1 ], 'unknown', 'too_few_samples', 10, 10, $week ];
		yield '3 of 50 failed' => [ 'queue.failure_rate', [ 'queue.ok' => 47, 'queue.failed' => 3 ], 'critical', 'over_limit', 6, 50, $quarter ];
		yield '0 of 99 failed' => [ 'queue.failure_rate', [ 'queue.ok' => 99 ], 'unknown', 'too_few_samples', 0, 99, $week ];
		yield '0 of 100 failed' => [ 'queue.failure_rate', [ 'queue.ok' => 100 ], 'good', 'ok', 0, 100, $quarter ];
		yield '2 of 100 failed' => [ 'queue.failure_rate', [ 'queue.ok' => 98, 'queue.failed' => 2 ], 'recommended', 'not_yet_certain', 2, 100, $quarter ];
		yield '5 of 100 failed and were made good' => [ 'queue.failure_rate', [ 'queue.ok' => 100, 'queue.failed' => 5, 'queue.recovered' => 5 ], 'good', 'ok', 0, 100, $quarter ];
		yield 'waits within 10 s' => [ 'queue.wait_p95', [ 'queue.wait' => [ ...array_fill( 0, 39, 4_000 ), 60_000 ] ], 'good', 'ok', 3_981, 40, $quarter ];
		yield 'waits above 10 s' => [ 'queue.wait_p95', [ 'queue.wait' => array_fill( 0, 30, 12_000 ) ], 'critical', 'over_limit', 11_840, 30, $quarter ];
		yield 'three waits, all long' => [ 'queue.wait_p95', [ 'queue.wait' => [ 12_000, 30_000, 11_000 ] ], 'critical', 'over_limit', 30_000, 3, $quarter ];
		yield 'one wait, long' => [ 'queue.wait_p95', [ 'queue.wait' => [ 12_000 ] ], 'unknown', 'too_few_samples', 12_000, 1, $week ];
		yield 'allocations that are fast' => [ 'allocation.duration_p95', [ 'allocation.run' => array_fill( 0, 25, 40 ) ], 'good', 'ok', 40, 25, $quarter ];
		yield 'allocations that are slow, since a minute' => [ 'allocation.duration_p95', [ 'allocation.run' => array_fill( 0, 25, 200 ) ], 'recommended', 'over_limit', 199, 25, $quarter ];
		yield 'no conflict' => [ 'allocation.conflicts', [ 'allocation.done' => 1 ], 'good', 'ok', 0, 1, $quarter ];
		yield 'one conflict' => [ 'allocation.conflicts', [ 'allocation.done' => 900, 'allocation.conflict' => 1 ], 'critical', 'over_limit', 1, 900, $day ];
		yield 'no allocation' => [ 'allocation.conflicts', [], 'unknown', 'no_data', null, 0, $week ];
		yield 'one doubled allocation' => [ 'allocation.duplicates', [ 'allocation.done' => 2, 'allocation.duplicate' => 1 ], 'critical', 'over_limit', 1, 2, $day ];
		yield 'a small export' => [ 'export.peak_memory', [ 'export.peak' => [ 100 * self::MB ] ], 'good', 'ok', 100 * self::MB, 1, $day ];
		yield 'one large export among small ones' => [ 'export.peak_memory', [ 'export.peak' => [ 20 * self::MB, 129 * self::MB, 20 * self::MB ] ], 'critical', 'over_limit', 129 * self::MB, 3, $day ];
		yield 'no export' => [ 'export.peak_memory', [], 'unknown', 'no_data', null, 0, $week ];
		yield 'an export that ended' => [ 'export.crashes', [ 'export.ended' => 1 ], 'good', 'ok', 0, 1, $quarter ];
		yield 'an export that crashed' => [ 'export.crashes', [ 'export.ended' => 4, 'export.crashed' => 1 ], 'critical', 'over_limit', 1, 5, $day ];
		yield 'one that was taken for crashed' => [ 'export.crashes', [ 'export.ended' => 1, 'export.crashed' => 1, 'export.recovered' => 1 ], 'good', 'ok', 0, 1, $quarter ];
		yield 'exports that are fast' => [ 'export.duration_p95', [ 'export.run' => array_fill( 0, 20, 1_500 ) ], 'good', 'ok', 1_500, 20, $quarter ];
		yield 'all delivered' => [ 'comms.delivery_rate', [ 'comms.sent' => 50 ], 'good', 'ok', 100, 50, $quarter ];
		yield '1 of 50 not delivered is just 98 %' => [ 'comms.delivery_rate', [ 'comms.sent' => 49, 'comms.failed' => 1 ], 'good', 'ok', 98, 50, $quarter ];
		yield '3 of 50 not delivered' => [ 'comms.delivery_rate', [ 'comms.sent' => 47, 'comms.failed' => 3 ], 'critical', 'over_limit', 94, 50, $quarter ];
		yield '9 failed and were sent later' => [ 'comms.delivery_rate', [ 'comms.sent' => 60, 'comms.failed' => 9, 'comms.recovered' => 9 ], 'good', 'ok', 100, 60, $quarter ];
		yield 'one sent twice' => [ 'comms.duplicates', [ 'comms.sent' => 80, 'comms.duplicate' => 1 ], 'critical', 'over_limit', 1, 80, $day ];
		yield 'mail that takes long' => [ 'comms.send_p95', [ 'comms.run' => array_fill( 0, 20, 800 ) ], 'recommended', 'over_limit', 800, 20, $quarter ];
		yield 'mail that bounces' => [ 'comms.bounce_rate', [ 'comms.sent' => 100, 'comms.bounced' => 5 ], 'recommended', 'over_limit', 5, 100, $quarter ];
		yield '1 of 200 submissions failed is just 0.5 %' => [ 'forms.error_rate', [ 'forms.accepted' => 200, 'forms.failed' => 1 ], 'good', 'ok', 0.5, 200, $quarter ];
		yield '5 of 200 submissions failed' => [ 'forms.error_rate', [ 'forms.accepted' => 200, 'forms.failed' => 5 ], 'critical', 'over_limit', 2.5, 200, $quarter ];
		yield '2 of 2 submissions failed' => [ 'forms.error_rate', [ 'forms.accepted' => 2, 'forms.failed' => 2 ], 'unknown', 'too_few_samples', 100, 2, $week ];
		yield 'nobody checked the forms' => [ 'forms.compatibility', [], 'unknown', 'not_measured', null, null, null ];
	}

	/** @param array<string, int|list<int|float>> $measured */
	#[DataProvider( 'cases' )]
	public function test_a_kpi_is_what_its_rule_makes_of_what_was_measured( string $kpi, array $measured, string $status, string $reason, int|float|null $value, ?int $n, ?int $window_s ): void {
		$this->measure( 1, $measured );
		$state = $this->judged( $kpi );
		self::assertSame( [ $status, $reason, $n, $window_s ], [ $state->status()->value, $state->reading->reason, $state->reading->n, $state->reading->window_s ], $state->reading->finding );
		null === $value ? self::assertNull( $state->reading->value ) : self::assertEqualsWithDelta( $value, (float) $state->reading->value, 0.022 * $value );
	}

	/** @return iterable<string, array{int, int}> Minutes ago, seconds of the window in which it is seen. */
	public static function ages(): iterable {
		yield 'just now' => [ 0, 900 ];
		yield '14 minutes' => [ 14, 900 ];
		yield '15 minutes' => [ 15, 3_600 ];
		yield '59 minutes' => [ 59, 3_600 ];
		yield '60 minutes' => [ 60, 6 * 3_600 ];
		yield '5 hours' => [ 300, 6 * 3_600 ];
		yield '6 hours' => [ 360, 6 * 3_600 ];
		yield '7 hours' => [ 420, 86_400 ];
		yield '23 hours' => [ 23 * 60, 86_400 ];
		yield '2 days' => [ 2 * 1_440, 7 * 86_400 ];
		yield '6 days' => [ 6 * 1_440, 7 * 86_400 ];
	}

	#[DataProvider( 'ages' )]
	public function test_the_window_grows_until_enough_was_seen( int $minutes_ago, int $window_s ): void {
		$this->measure( $minutes_ago, [ 'queue.ok' => 120 ] );
		$this->roll_up();
		$state = $this->judged( 'queue.failure_rate' );
		self::assertSame( [ 'good', 120, $window_s ], [ $state->status()->value, $state->reading->n, $state->reading->window_s ], $state->reading->finding );
	}

	public function test_what_is_older_than_a_week_is_not_seen(): void {
		$this->measure( 8 * 1_440, [ 'queue.ok' => 120 ] );
		$this->roll_up();
		self::assertSame( 'no_data', $this->judged( 'queue.failure_rate' )->reading->reason );
	}

	public function test_windows_add_up_what_is_summed_and_what_is_not_whatever_the_minute(): void {
		for ( $ago = 0; $ago < 300; $ago += 20 ) {
			$this->measure( $ago, [ 'queue.ok' => 4 ] );
		}
		self::assertSame( 60, $this->judged( 'queue.failure_rate' )->reading->n, 'Nothing is summed yet.' );
		$this->roll_up();
		self::assertSame( 60, $this->judged( 'queue.failure_rate' )->reading->n );
		foreach ( [ 5, 20, 31, 59 ] as $minutes ) {
			$this->clock->now_ms += $minutes * 60_000;
			self::assertSame( 60, $this->judged( 'queue.failure_rate' )->reading->n, "The tick stood still for $minutes minutes more." );
		}
		$this->roll_up();
		self::assertSame( 60, $this->judged( 'queue.failure_rate' )->reading->n );
	}

	public function test_the_parts_are_judged_one_by_one_and_a_bad_one_shows(): void {
		$this->measure( 1, [ 'queue.ok' => 4_000 ], 'smartalloc_allocate' );
		$this->measure( 1, [ 'queue.ok' => 20, 'queue.failed' => 5 ], 'smartalloc_notify' );
		$state = $this->judged( 'queue.failure_rate' );
		self::assertSame( 'good', $state->status()->value, $state->reading->finding );
		self::assertSame( [ 'smartalloc_allocate' => 'good', 'smartalloc_notify' => 'critical' ], array_map( static fn ( Verdict $part ): string => $part->reading->status->value, $state->parts ) );
		self::assertSame( 'smartalloc_notify', $state->worst_part() );
	}

	public function test_slow_allocations_are_critical_when_that_lasts(): void {
		foreach ( [ 50, 35, 20, 5 ] as $ago ) {
			$this->measure( $ago, [ 'allocation.run' => array_fill( 0, 22, 300 ) ] );
		}
		self::assertSame( 'critical', $this->judged( 'allocation.duration_p95' )->status()->value );
	}

	public function test_waits_that_the_cadence_of_the_runner_explains_are_no_alarm(): void {
		$beats = new Heartbeats( $this->with_clock->db, $this->clock );
		$now   = $this->clock->now_ms;
		foreach ( [ 360, 300, 240, 180, 120, 60 ] as $ago ) {
			$this->clock->now_ms = $now - $ago * 1000;
			$beats->push_time( Heartbeats::RUNNER . 'wp_cron' );
		}
		$this->clock->now_ms = $now;
		$this->measure( 1, [ 'queue.wait' => range( 1_000, 59_000, 1_000 ) ] );
		$state = $this->judged( 'queue.wait_p95' );
		self::assertSame( [ 'recommended', 'runner_cadence' ], [ $state->status()->value, $state->reading->reason ], $state->reading->finding );
		self::assertStringContainsString( '60 s', $state->reading->finding );
		$this->measure( 1, [ 'queue.wait' => array_fill( 0, 30, 100_000 ) ] );
		self::assertSame( [ 'critical', 'over_limit' ], [ $this->judged( 'queue.wait_p95' )->status()->value, $this->judged( 'queue.wait_p95' )->reading->reason ] );
	}

	public function test_where_nothing_begins_the_oldest_due_job_is_the_wait(): void {
		$this->check( 'action_scheduler', Reading::good( 'runs', 400, 's' ) );
		$state = $this->judged( 'queue.wait_p95' );
		self::assertSame( [ 'critical', 'nothing_starts', 400_000.0 ], [ $state->status()->value, $state->reading->reason, (float) $state->reading->value ] );
		$this->measure( 2, [ 'queue.wait' => [ 100 ] ] );
		self::assertSame( 'too_few_samples', $this->judged( 'queue.wait_p95' )->reading->reason );
	}

	public function test_what_a_check_measures_is_taken_from_it_and_from_nobody_when_it_is_old(): void {
		$this->check( 'dead_letters', Reading::critical( 'over_limit', 'Seven.', [], 7, 'jobs' ) );
		$this->check( 'schema', Reading::critical( 'differs', 'One of four.', [], 3, 'forms', 4 ) );
		$state = $this->judged( 'queue.dead_letters' );
		self::assertSame( [ 'critical', 7, 'Seven.' ], [ $state->status()->value, $state->reading->value, $state->reading->finding ] );
		self::assertSame( 75, $this->judged( 'forms.compatibility' )->reading->value );
		$this->clock->now_ms += 301_000;
		self::assertSame( [ 'unknown', 'stale' ], [ $this->judged( 'queue.dead_letters' )->status()->value, $this->judged( 'queue.dead_letters' )->reading->reason ] );
	}

	public function test_a_limit_that_people_change_counts(): void {
		$this->measure( 1, [ 'queue.ok' => 95, 'queue.failed' => 5 ] );
		self::assertSame( 'critical', $this->judged( 'queue.failure_rate' )->status()->value );
		$this->configure( [ 'limit_queue_failures' => 100 ] );
		$this->with_clock = $this->services( $this->clock );
		self::assertSame( 'good', $this->judged( 'queue.failure_rate' )->status()->value );
	}

	public function test_numbers_that_cannot_be_read_are_unknown_and_not_zero(): void {
		$this->measure( 1, [ 'queue.ok' => 500 ] );
		ActionRows::without_table(
			'smartalloc_ops_metrics_minute',
			function (): void {
				$state = $this->judged( 'queue.failure_rate' );
				self::assertSame( [ 'unknown', 'store_unreadable', null ], [ $state->status()->value, $state->reading->reason, $state->reading->value ] );
				self::assertFalse( $state->is_quiet() );
			}
		);
	}

	public function test_verdicts_that_nobody_renews_are_unknown(): void {
		$this->measure( 1, [ 'queue.ok' => 500 ] );
		$this->judged( 'queue.failure_rate' );
		$this->clock->now_ms += 301_000;
		$state = $this->with_clock->kpi_services()->kpis()->report()->get( 'queue.failure_rate' );
		self::assertSame( 'stale', $state?->reading->reason );
	}

	public function test_lost_measurements_are_told(): void {
		$this->with_clock->kpi_services()->kpis()->judge();
		self::assertSame( 'good', $this->with_clock->kpi_services()->kpis()->report()->recorder->status->value );
		$this->measure( 1, [ 'recorder.lost' => 12 ], '' );
		$this->with_clock->kpi_services()->kpis()->judge();
		$told = $this->with_clock->kpi_services()->kpis()->report()->recorder;
		self::assertSame( [ 'recommended', 12 ], [ $told->status->value, $told->value ] );
	}

	public function test_judging_takes_few_statements_however_much_was_measured(): void {
		foreach ( [ 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export', 'other' ] as $scope ) {
			foreach ( Metric::cases() as $metric ) {
				$this->measure( 3, [ $metric->value => str_ends_with( $metric->value, 'run' ) || 'queue.wait' === $metric->value ? [ 1, 20, 300 ] : 3 ], $scope );
			}
		}
		$statements = 0;
		$count      = static function ( string $sql ) use ( &$statements ): string {
			++$statements;
			return $sql;
		};
		$kpis       = $this->with_clock->kpi_services()->kpis();
		add_filter( 'query', $count );
		$kpis->judge();
		remove_filter( 'query', $count );
		// Cursors, minutes, hours, heartbeats, stored verdicts twice (for the checks, and for what changed), and one write.
		self::assertLessThanOrEqual( 7, $statements );
	}

	/** @param array<string, int|list<int|float>> $measured By metric: a count, or values. */
	private function measure( int $minutes_ago, array $measured, string $scope = 'x' ): void {
		$now = $this->clock->now_ms;
		// As at that time.
		$this->clock->now_ms -= $minutes_ago * 60_000;
		$recorder             = $this->services( $this->clock )->kpi_services()->recorder();
		foreach ( $measured as $metric => $values ) {
			foreach ( is_array( $values ) ? $values : [] as $value ) {
				$recorder->sample( Metric::from( $metric ), $scope, $value );
			}
			if ( is_int( $values ) ) {
				$recorder->count( Metric::from( $metric ), $scope, $values );
			}
		}
		$recorder->flush();
		$this->clock->now_ms = $now;
	}

	private function judged( string $kpi ): KpiState {
		$kpis = $this->with_clock->kpi_services()->kpis();
		$kpis->judge();
		$state = $kpis->report()->get( $kpi );
		self::assertNotNull( $state );
		return $state;
	}

	private function check( string $probe, Reading $reading ): void {
		( new VerdictStore( $this->with_clock->db ) )->save( new Verdict( $probe, $reading, $this->clock->now_ms, $this->clock->now_ms + 300_000, 1 ) );
	}

	private function roll_up(): void {
		$roll_up = $this->services( $this->clock )->kpi_services()->roll_up();
		for ( $tick = 0; $tick < 500; $tick++ ) {
			if ( $roll_up->run( 5_000 ) ) {
				return;
			}
		}
		self::fail( 'Summing does not come to an end.' );
	}
}
