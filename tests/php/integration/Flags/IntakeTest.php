<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocDouble\Pipeline;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** Intake off: entries are kept and nobody takes them in; afterwards SmartAlloc's own handler does, once each and in order. */
final class IntakeTest extends PipelineTestCase {
	protected function setUp(): void {
		parent::setUp();
		// Deaf to the contract, so that it is the handler's removal that is tested and not its own good will.
		Testbench::speak_contract( false );
	}

	public function test_under_traffic_nothing_is_lost_nothing_is_taken_in_twice_and_order_is_kept(): void {
		$before = $this->submit();
		$this->set_flag( 'intake', 'off', '150' );
		$during = [ $this->submit(), $this->submit(), $this->submit() ];
		$this->run_queue();
		self::assertSame( [ "allocate:$before" => 1 ], array_intersect_key( self::runs(), [ "allocate:$before" => 1 ] + array_fill_keys( array_map( static fn ( int $id ): string => "allocate:$id", $during ), 1 ) ) );
		self::assertSame( 4, \GFAPI::count_entries( 150 ) );
		self::assertSame( [ 'held', 'held', 'held' ], $this->work_states() );

		$this->set_flag( 'intake', 'on', '150' );
		$after = $this->submit();
		$this->release_everything();
		self::assertSame( [ $before, $after, ...$during ], $this->taken_in() );
		$this->run_queue();
		self::assertSame( 5, Testbench::allocations() );
		self::assertSame( array_fill( 0, 10, 1 ), array_values( self::mails() ) );
		self::assertSame( [ 'done', 'done', 'done' ], $this->work_states() );

		$this->release_everything();
		self::assertCount( 5, $this->taken_in(), 'A second release takes nothing in.' );
	}

	public function test_a_visitor_notices_nothing_and_the_entry_is_kept(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$page = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $page->body, $page->describe() );
		self::assertSame( [ 1, [], [ 'held' ] ], [ \GFAPI::count_entries( 150 ), $this->taken_in(), $this->work_states() ] );
		self::assertCount( 1, self::mails(), 'The mail of the form is the business of comms.' );
	}

	public function test_flipped_back_and_forth_each_entry_is_still_taken_in_once(): void {
		$entries = [];
		foreach ( [ 'off', 'on', 'off', 'on' ] as $value ) {
			$this->set_flag( 'intake', $value, '150' );
			$entries[] = $this->submit();
			$entries[] = $this->submit();
		}
		$this->release_everything();
		$taken = $this->taken_in();
		sort( $taken );
		self::assertSame( $entries, $taken );
	}

	public function test_two_release_loops_at_once_take_each_entry_in_once(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$entries = array_map( fn (): int => $this->submit(), range( 1, 6 ) );
		$this->set_flag( 'intake', 'on', '150' );
		$workers = $this->parallel(
			3,
			'global $wpdb;
			$clock = new class() implements \SmartAllocOps\Platform\Clock {
				public function now_ms(): int {
					static $calls = 0;
					return (int) ( microtime( true ) * 1000 ) + 60_000 * $calls++;
				}
			};
			return ( new \SmartAllocOps\Services( $wpdb, $clock ) )->release_loop()->run( 20_000 );'
		);
		self::assertCount( 3, array_filter( $workers, static fn ( $worker ): bool => $worker->finished ) );
		wp_cache_flush();
		$this->release_everything();
		$taken = $this->taken_in();
		sort( $taken );
		self::assertSame( $entries, $taken );
	}

	public function test_a_worker_killed_while_it_hands_an_entry_over_does_not_hand_it_over_twice(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$entry = $this->submit();
		$this->set_flag( 'intake', 'on', '150' );
		$killed = $this->wp( [ 'smartalloc-ops', 'work', 'run' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'work.performed' ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		$this->expire_leases();
		$this->release_everything();
		self::assertSame( [ [ $entry ], [ 'finished_unknown' ] ], [ $this->taken_in(), $this->work_states() ] );
	}

	public function test_handlers_of_others_run_at_the_submission_and_not_again_at_the_release(): void {
		$seen = [];
		$note = static function ( array $entry ) use ( &$seen ): void {
			$seen[] = (int) $entry['id'];
		};
		add_action( 'gform_after_submission_150', $note );
		$this->set_flag( 'intake', 'off', '150' );
		$entry = $this->submit();
		$this->set_flag( 'intake', 'on', '150' );
		$this->release_everything();
		self::assertSame( [ [ $entry ], [ $entry ] ], [ $seen, $this->taken_in() ] );
	}

	public function test_an_entry_that_is_gone_is_closed_and_the_next_is_taken_in(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$gone    = $this->submit();
		$trashed = $this->submit();
		$entry   = $this->submit();
		\GFAPI::delete_entry( $gone );
		\GFAPI::update_entry_property( $trashed, 'status', 'trash' );
		$this->set_flag( 'intake', 'on', '150' );
		$this->release_everything();
		self::assertSame( [ [ $entry ], [ 'closed', 'closed', 'done' ] ], [ $this->taken_in(), $this->work_states() ] );
	}

	public function test_without_a_handler_it_waits_and_a_handler_that_throws_makes_a_dead_letter(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$this->submit();
		$this->set_flag( 'intake', 'on', '150' );
		remove_action( 'gform_after_submission_150', [ Pipeline::class, 'handle' ] );
		$this->release_everything();
		self::assertSame( [ 'due' ], $this->work_states() );
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_work SET due_at = 1" );
		add_action( 'gform_after_submission_150', [ Pipeline::class, 'handle' ], 10, 2 );
		Testbench::fault( 'fail', [ 'hook' => 'gform_after_submission_150' ] );
		$this->release_everything();
		self::assertSame( [ [], [ 'failed' ] ], [ $this->taken_in(), $this->work_states() ] );
	}

	public function test_a_generic_handler_is_held_with_the_others_and_called_only_while_its_path_is_open(): void {
		add_action( SmartAlloc::GENERIC_HOOK, [ Pipeline::class, 'handle_generic' ], 10, 2 );
		$this->set_flag( 'intake', 'off', '150' );
		$entry = $this->submit();
		self::assertSame( [], $this->taken_in() );
		$this->set_flag( 'generic_path', 'off' );
		$this->set_flag( 'intake', 'on', '150' );
		$this->release_everything();
		self::assertSame( [ $entry ], $this->taken_in() );
	}

	public function test_an_entry_that_cannot_be_written_down_is_taken_in_rather_than_forgotten(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$this->look_again();
		$break = static fn ( string $sql ): string => str_contains( $sql, 'smartalloc_ops_work' ) ? 'SELECT nothing FROM nowhere' : $sql;
		add_filter( 'query', $break );
		$entry = $this->submit();
		remove_filter( 'query', $break );
		self::assertSame( [ [ $entry ], [] ], [ $this->taken_in(), $this->work_states() ] );
	}

	public function test_the_intake_of_another_form_does_not_hold_this_one(): void {
		$this->configure( [ 'forms' => [ 150, 151 ] ] );
		$this->set_flag( 'intake', 'off', '151' );
		$entry = $this->submit();
		self::assertSame( [ $entry ], $this->taken_in() );
	}

	public function test_smartalloc_that_asks_the_contract_is_told(): void {
		$this->set_flag( 'intake', 'off', '150' );
		$this->look_again();
		self::assertFalse( apply_filters( 'smartalloc_form_enabled', true, 150 ) );
		self::assertTrue( apply_filters( 'smartalloc_form_enabled', true, 151 ) );
	}

	public function test_the_preview_counts_the_last_hour_and_what_is_held(): void {
		global $wpdb;
		$this->set_flag( 'intake', 'off', '150' );
		$this->submit();
		$old = $this->submit();
		$wpdb->update( $wpdb->prefix . 'gf_entry', [ 'date_created' => gmdate( 'Y-m-d H:i:s', time() - 7200 ) ], [ 'id' => $old ] );
		$reach = array_column( $this->services()->flags()->preview( 'intake', '150', 'on' )['reach'], 'count', 'label' );
		self::assertSame( [ 1, 2 ], array_column( $reach, 'value' ) );
	}

	/** @return list<int> Entries that SmartAlloc has taken in, in order. */
	private function taken_in(): array {
		return array_map( static fn ( array $row ): int => (int) ( json_decode( $row['args'], true )[0] ?? 0 ), $this->actions( "a.hook = 'smartalloc_allocate_entry'" ) );
	}
}
