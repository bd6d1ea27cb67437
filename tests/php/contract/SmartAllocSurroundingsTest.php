<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Demo;
use SmartAllocDouble\Exports;
use SmartAllocDouble\Pipeline;
use SmartAllocDouble\Sink;
use SmartAllocDouble\Testbench;

/**
 * The doubles without each other, their demo traffic and their commands.
 */
final class SmartAllocSurroundingsTest extends SmartAllocTestCase {

	/**
	 * @return array<string, array{list<string>}>
	 */
	public static function absent_plugins(): array {
		return [
			'no Action Scheduler'                       => [ [ 'action-scheduler.php' ] ],
			'no Gravity Forms'                          => [ [ 'gravityforms.php' ] ],
			'no GP Populate Anything'                   => [ [ 'gp-populate-anything.php' ] ],
			'no SmartAlloc'                             => [ [ 'smart-alloc.php' ] ],
			'neither Gravity Forms nor the scheduler'   => [ [ 'gravityforms.php', 'action-scheduler.php' ] ],
			'GP Populate Anything alone'                => [ [ 'gravityforms.php', 'action-scheduler.php', 'smart-alloc.php' ] ],
		];
	}

	/**
	 * @param list<string> $main_files Plugins left out.
	 */
	#[DataProvider( 'absent_plugins' )]
	public function test_no_double_dies_when_others_are_absent( array $main_files ): void {
		$folders = array_map( fn ( string $file ): string => $this->plugin_folder( $file ), $main_files );

		$process = $this->wp( [ '--skip-plugins=' . implode( ',', $folders ), 'eval', 'do_action( "smartalloc_allocate_entry", 1 ); do_action( "smartalloc_export_sweep" ); echo "alive";' ] );

		self::assertSame( 0, $process->code, $process->describe() );
		self::assertSame( 'alive', $process->stdout );
	}

	public function test_without_action_scheduler_jobs_become_cron_events(): void {
		$process = $this->wp( [ '--skip-plugins=' . $this->plugin_folder( 'action-scheduler.php' ), 'smartalloc-double', 'submit' ] );

		self::assertSame( 0, $process->code, $process->describe() );
		wp_cache_flush();
		self::assertNotFalse( wp_next_scheduled( Pipeline::HOOK_ALLOCATE, [ (int) $process->stdout ] ) );
		self::assertSame( [], $this->jobs( Pipeline::HOOK_ALLOCATE ) );
	}

	public function test_demo_plans_at_once_on_the_first_tick_and_nothing_on_the_next(): void {
		[ $state, $due ] = Demo::plan( [] );
		self::assertSame( [ 'submit' => 1, 'export' => true, 'prune' => true ], $due );

		$state['submit_at'] = time() + 60;
		[ $later, $due ]    = Demo::plan( $state );
		self::assertSame( [ 'submit' => 0, 'export' => false, 'prune' => false ], $due );
		self::assertSame( $state, $later );
	}

	public function test_demo_submits_once_when_two_tickers_tick_at_once(): void {
		delete_option( 'smartalloc_double_demo' );
		$this->parallel( 2, 'do_action( \SmartAllocDouble\Demo::HOOK ); return true;' );
		wp_cache_flush();
		$state = get_option( 'smartalloc_double_demo' );

		// The slower process may come when the second submission is due; there are never more than planned.
		self::assertIsArray( $state );
		self::assertSame( $state['submitted'], \GFAPI::count_entries( 150 ) );
		self::assertCount( 1, $this->jobs( Exports::HOOK_RUN ) );
	}

	public function test_pruning_keeps_the_newest_rows(): void {
		for ( $number = 1; $number <= 5; $number++ ) {
			Sink::record( 'run', "row:$number" );
		}

		Sink::prune( 2 );

		self::assertSame( [ 'row:4', 'row:5' ], array_column( Sink::rows( 'run' ), 'key' ) );
	}

	public function test_commands_set_faults_submit_and_show_the_sink(): void {
		$fault   = $this->wp( [ 'smartalloc-double', 'fault', 'slow', '--hook=x', '--count=2' ] );
		$submit  = $this->wp( [ 'smartalloc-double', 'submit', '--count=2' ] );
		$sink    = $this->wp( [ 'smartalloc-double', 'sink', '--kind=mail', '--format=json' ] );
		$unknown = $this->wp( [ 'smartalloc-double', 'fault', 'earthquake' ] );
		wp_cache_flush();
		$entries = explode( "\n", trim( $submit->stdout ) );

		self::assertSame( [ 0, 0, 0, 1 ], [ $fault->code, $submit->code, $sink->code, $unknown->code ] );
		self::assertSame( [ 'slow' => [ 'hook' => 'x', 'count' => 2 ] ], \SmartAllocDouble\Faults::all() );
		self::assertSame(
			[
				[ 'kind' => 'mail', 'key' => "gf:150:$entries[0]:sabt-admin", 'count' => 1 ],
				[ 'kind' => 'mail', 'key' => "gf:150:$entries[1]:sabt-admin", 'count' => 1 ],
			],
			$sink->json()
		);
	}

	public function test_deactivation_ends_the_sweep_and_keeps_jobs_of_entries(): void {
		Exports::ensure_sweep();
		$this->submit();

		\SmartAllocDouble\Install::deactivate();

		self::assertSame( [ 'canceled' ], array_column( $this->jobs( Exports::HOOK_SWEEP ), 'status' ) );
		self::assertSame( [ 'pending' ], array_column( $this->jobs( Pipeline::HOOK_ALLOCATE ), 'status' ) );
	}

	public function test_reset_leaves_nothing_behind(): void {
		$this->submit();
		$this->run_jobs();
		Exports::request();
		Exports::ensure_sweep();
		Testbench::fault( 'slow' );

		Testbench::reset();

		self::assertSame( 0, Testbench::count() );
		self::assertSame( 0, Testbench::allocations() );
		self::assertSame( [], $this->job_statuses() );
		self::assertSame( 0, \GFAPI::count_entries( 150 ) );
		self::assertSame( [], \SmartAllocDouble\Faults::all() );
	}
}
