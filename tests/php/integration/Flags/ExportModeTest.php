<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocDouble\Exports;
use SmartAllocDouble\Sink;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** Export mode: the next export is written as the flag says, by the contract or by the option, and none is lost or written twice. */
final class ExportModeTest extends PipelineTestCase {
	public function test_under_traffic_each_export_is_written_once_in_the_mode_of_its_time(): void {
		$this->submit();
		$first = Exports::request();
		$this->run_queue_elsewhere();
		$this->set_flag( 'export_mode', 'streaming' );
		$this->submit();
		$second = Exports::request();
		$this->run_queue_elsewhere();
		$this->set_flag( 'export_mode', 'normal' );
		$third = Exports::request();
		$this->run_queue_elsewhere();
		self::assertSame( [ "export:$first" => 'normal', "export:$second" => 'streaming', "export:$third" => 'normal' ], $this->modes() );
		self::assertSame( [ 1, 1, 1 ], array_values( Testbench::counts_by_key( 'export' ) ) );
	}

	public function test_smartalloc_without_the_contract_reads_the_option(): void {
		Testbench::speak_contract( false );
		$this->set_flag( 'export_mode', 'streaming' );
		$export = Exports::request();
		$this->run_queue_elsewhere();
		self::assertSame( [ "export:$export" => 'streaming' ], $this->modes() );
	}

	public function test_a_runner_that_began_before_the_flip_writes_the_next_export_in_the_new_mode(): void {
		$exports = [ Exports::request(), Exports::request() ];
		$worker  = $this->fresh_process(
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			add_action( "smartalloc_export_run", static function () use ( $flags ) {
				static $flipped = false;
				$flipped || $flags->set( "export_mode", "", "streaming", 0, "a test", \SmartAllocOps\Journal\Actor::cli() );
				$flipped = true;
			}, 20 );
			return \ActionScheduler::runner()->run( "WP Cron" );'
		);
		self::assertTrue( $worker->finished, $worker->process->describe() );
		self::assertSame( [ "export:{$exports[0]}" => 'normal', "export:{$exports[1]}" => 'streaming' ], $this->modes() );
	}

	public function test_what_kills_an_export_in_normal_mode_does_not_kill_a_streamed_one(): void {
		Testbench::fault( 'memory', [ 'hook' => Exports::HOOK_RUN ] );
		$this->set_flag( 'export_mode', 'streaming' );
		$export = Exports::request();
		$this->run_queue_elsewhere();
		self::assertSame( [ "export:$export" => 1 ], Testbench::counts_by_key( 'export' ) );
	}

	public function test_it_is_not_called_obeyed_before_an_export_has_asked(): void {
		self::assertSame( 'partly', $this->enforcement() );
		Exports::request();
		$this->run_queue_elsewhere();
		self::assertSame( 'enforced', $this->enforcement() );
	}

	public function test_normal_mode_leaves_smartallocs_own_setting_as_it_is(): void {
		update_option( 'smartalloc_export_mode', 'streaming' );
		self::assertSame( 'streaming', get_option( 'smartalloc_export_mode' ) );
		self::assertTrue( apply_filters( 'smartalloc_feature_enabled', true, 'export_streaming', [] ) );
		delete_option( 'smartalloc_export_mode' );
	}

	/** @return array<string, string> Mode of each export by its key. */
	private function modes(): array {
		$modes = [];
		foreach ( Sink::rows( 'export' ) as $row ) {
			$modes[ $row['key'] ] = (string) $row['detail']['mode'];
		}
		return $modes;
	}

	private function enforcement(): string {
		$flags = $this->services()->flags();
		return $flags->enforcement( $flags->state( 'export_mode', '' ) )->state;
	}
}
