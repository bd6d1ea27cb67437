<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocDouble\Exports;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Kpi\KpiState;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Worker;
use SmartAllocOps\Tests\Support\WorkerResult;

/** A known load is played by several runners, some of which die; every KPI is held against what was written down outside. */
final class PlayedLoadTest extends KpiTestCase {
	private const PLAYED = 'smartalloc_test_played';

	private const RUN = "add_filter( 'action_scheduler_queue_runner_concurrent_batches', static fn (): int => 5 ); do { \$ran = \\ActionScheduler::runner()->run( 'WP Cron' ); } while ( \$ran > 0 ); return true;";

	private string $diary = '';

	protected function setUp(): void {
		parent::setUp();
		$this->stop_loopback_runner();
		$this->diary = (string) tempnam( sys_get_temp_dir(), 'played' );
		// Written by the jobs themselves, with nothing of the plugin's in between.
		$this->must_use(
			"add_action( 'smartalloc_test_played', static function ( \$due, \$end ): void {
				file_put_contents( " . var_export( $this->diary, true ) . ", json_encode( [ 1000 * ( microtime( true ) - \$due ), \$end ] ) . \"\\n\", FILE_APPEND | LOCK_EX );
				global \$wpdb;
				match ( \$end ) {
					'throws' => throw new RuntimeException( 'as told' ),
					'dies'   => getenv( 'MAY_DIE' ) ? posix_kill( getmypid(), SIGKILL ) : null,
					'cut'    => \$wpdb->query( 'KILL CONNECTION_ID()' ),
					default  => null,
				};
			}, 10, 2 );"
		);
	}

	protected function tearDown(): void {
		unlink( $this->diary );
		parent::tearDown();
	}

	public function test_the_queue_is_told_as_it_was_whoever_dies_on_the_way(): void {
		mt_srand( 20_261_126 );
		$cut = Environment::is_sqlite() ? 'well' : 'cut';
		// The oldest job kills its runner before anything else of its claim has run: nothing that was seen goes with it.
		$this->store( self::NOTIFY, 20_000, 'dies' );
		foreach ( [ self::NOTIFY => [ 60, 5 ], self::ALLOCATE => [ 40, 0 ], self::EXPORT => [ 20, 3 ] ] as $group => [ $jobs, $throw ] ) {
			for ( $number = 0; $number < $jobs; $number++ ) {
				$this->store( $group, (int) round( 2 ** ( mt_rand( 0, 1_300 ) / 100 ) ), $number < $throw ? 'throws' : ( 0 === $number % 19 ? $cut : 'well' ) );
			}
		}
		$died = array_filter( Worker::run( 3, self::RUN, [], [ 'MAY_DIE' => '1' ] ), static fn ( WorkerResult $worker ): bool => ! $worker->finished );
		self::assertCount( 1, $died );
		// What the dead one had claimed is given up and given back, and then run by the next.
		$given_up = $this->fresh_process( "add_filter( 'action_scheduler_failure_period', '__return_zero' ); add_filter( 'action_scheduler_timeout_period', '__return_zero' ); ( new \\ActionScheduler_QueueCleaner() )->mark_failures(); for ( \$batch = 0; \$batch < 3; \$batch++ ) { ( new \\ActionScheduler_QueueCleaner() )->reset_timeouts(); } return true;" );
		self::assertTrue( $given_up->finished, $given_up->process->describe() );
		$last = $this->fresh_process( self::RUN );
		self::assertTrue( $last->finished, $last->process->describe() );

		[ 'waits' => $waits, 'ends' => $ends ] = $this->truth();
		self::assertCount( 121, $waits, 'Each ran once.' );
		self::assertSame( [ 'complete' => 112, 'failed' => 9 ], $this->rows_by_status() );
		$failed = $ends['throws'] + $ends['dies'];
		$rate   = $this->judged( 'queue.failure_rate' );
		self::assertSame( [ 121, round( 100 * $failed / 121, 3 ) ], [ $rate->reading->n, $rate->reading->value ], $rate->reading->finding );
		// 9 of 121: Wilson's lower bound is 4.0 %, over the limit of 1 %.
		self::assertSame( 'critical', $rate->status()->value );
		self::assertSame( [ 'smartalloc_allocate' => 'unknown', 'smartalloc_export' => 'critical', 'smartalloc_notify' => 'critical' ], array_map( static fn ( $part ): string => $part->reading->status->value, $rate->parts ) );

		sort( $waits );
		$wait = $this->judged( 'queue.wait_p95' );
		// The wait of the job that killed its runner, the longest, went with it. The 114th of 120; the bucket's own error, and a moment between the two clocks.
		self::assertSame( 120, $wait->reading->n, $wait->reading->finding );
		self::assertEqualsWithDelta( $waits[113], (float) $wait->reading->value, 0.022 * $waits[113] + 1_000 );
		self::assertSame( 'good', $this->services()->kpi_services()->kpis()->report()->recorder->status->value, 'Nothing was lost.' );
	}

	public function test_the_pipeline_is_told_as_the_sink_has_it(): void {
		$submit = 'for ( $i = 0; $i < $args["times"]; $i++ ) { SmartAllocDouble\Testbench::submit(); } return true;';
		self::assertTrue( $this->fresh_process( $submit, [ 'times' => 9 ] )->finished );
		Testbench::fault( 'fail', [ 'hook' => 'gform_after_submission_150', 'count' => 2 ] );
		foreach ( [ 1, 2 ] as $once ) {
			$this->fresh_process( $submit, [ 'times' => 1 ] );
		}
		foreach ( [ 1, 2, 3 ] as $export ) {
			Exports::request();
		}
		self::assertTrue( $this->fresh_process( self::RUN )->finished );
		Testbench::fault( 'double_path' );
		self::assertTrue( $this->fresh_process( $submit, [ 'times' => 1 ] )->finished );
		self::assertTrue( $this->fresh_process( self::RUN )->finished );
		// What is told twice is found by one sweep and settled by the next.
		$this->services()->kpi_services()->sweep();
		$this->services()->kpi_services()->sweep();

		$forms = $this->judged( 'forms.error_rate' );
		self::assertSame( [ 12, round( 100 * 2 / 12, 3 ) ], [ $forms->reading->n, $forms->reading->value ], $forms->reading->finding );
		self::assertSame( 'too_few_samples', $forms->reading->reason, 'Two bad ones of twelve may be bad luck.' );
		self::assertSame( 1, $this->judged( 'allocation.duplicates' )->reading->value );
		self::assertSame( [ 0, 3 ], [ $this->judged( 'export.crashes' )->reading->value, $this->judged( 'export.crashes' )->reading->n ] );
		$delivery = $this->judged( 'comms.delivery_rate' );
		self::assertSame( [ Testbench::count( 'mail' ) + Testbench::count( 'webhook' ), 100.0 ], [ $delivery->reading->n, (float) $delivery->reading->value ], $delivery->reading->finding );
		self::assertSame( 'good', $this->services()->kpi_services()->kpis()->report()->recorder->status->value );
	}

	private function store( string $group, int $late_s, string $end ): void {
		$due = time() - $late_s;
		as_schedule_single_action( $due, self::PLAYED, [ $due, $end, wp_rand() ], $group );
	}

	/** @return array{waits: list<float>, ends: array<array-key, int>} What the jobs wrote down, in ms. */
	private function truth(): array {
		$waits = [];
		$ends  = [];
		foreach ( explode( "\n", trim( (string) file_get_contents( $this->diary ) ) ) as $line ) {
			[ $wait, $end ] = (array) json_decode( $line, true ) + [ 0, '' ];
			$waits[]        = (float) $wait;
			$ends[]         = (string) $end;
		}
		return [
			'waits' => $waits,
			'ends'  => array_count_values( $ends ),
		];
	}

	/** @return array<string, int> */
	private function rows_by_status(): array {
		$rows = array_count_values( array_column( $this->actions( "a.hook = '" . self::PLAYED . "'" ), 'status' ) );
		ksort( $rows );
		return $rows;
	}

	private function judged( string $kpi ): KpiState {
		$kpis = $this->services()->kpi_services()->kpis();
		$kpis->judge();
		$state = $kpis->report()->get( $kpi );
		self::assertNotNull( $state );
		return $state;
	}
}
