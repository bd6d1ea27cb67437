<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Work\Hold;

/** SmartAlloc is active and was not loaded, as while the watchdog keeps it out: its work waits, under that name, and goes on. */
final class NotLoadedTest extends PipelineTestCase {
	protected function setUp(): void {
		parent::setUp();
		// Deaf to the contract, so that nothing waits of SmartAlloc's own good will.
		Testbench::speak_contract( false );
		$this->must_use( "\$without = static fn ( \$plugins ) => array_diff( (array) \$plugins, [ 'smart-alloc/smart-alloc.php' ] ); add_filter( 'option_active_plugins', \$without ); add_action( 'plugins_loaded', static function () use ( \$without ): void { remove_filter( 'option_active_plugins', \$without ); }, PHP_INT_MIN );" );
	}

	public function test_submissions_and_jobs_wait_for_it(): void {
		$job = $this->store_notification( 7 );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$this->run_queue_elsewhere();
		$this->wp( [ 'smartalloc-ops', 'work', 'run' ] );
		self::assertSame( [ 1, [], [ 'held' ], 'pending' ], [ \GFAPI::count_entries( 150 ), $this->taken_in(), $this->work_states(), \ActionScheduler::store()->get_status( (string) $job ) ] );

		$this->remove_must_use();
		$this->release_everything();
		$this->run_queue();
		self::assertCount( 1, $this->taken_in() );
		self::assertSame( [ 'done' ], $this->work_states() );
		self::assertSame( 'complete', \ActionScheduler::store()->get_status( (string) $job ) );
	}

	public function test_a_mail_that_was_kept_leaves_as_it_would_have_and_so_waits_for_it(): void {
		$this->set_flag( 'comms', 'off' );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$this->set_flag( 'comms', 'on' );
		$this->wp( [ 'smartalloc-ops', 'work', 'run' ] );
		self::assertSame( [ Hold::NOT_LOADED, Hold::NOT_LOADED ], $this->held_by() );

		$this->remove_must_use();
		$this->release_everything();
		self::assertSame( [ 1 ], array_values( self::mails() ) );
		self::assertStringStartsWith( 'gf:150:', (string) array_key_first( self::mails() ) );
	}

	public function test_an_event_stays_until_somebody_listens_to_it(): void {
		wp_schedule_single_event( time() - 60, 'smartalloc_nightly', [ 'a' ] );
		$this->call_wp_cron();
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_nightly', [ 'a' ] ), 'It was taken off the list, and nobody did it.' );
		$refused = $this->wp( [ 'cron', 'event', 'run', 'smartalloc_nightly' ] );
		self::assertSame( 1, $refused->code, $refused->describe() );
		$this->remove_must_use();
		$this->call_wp_cron();
		self::assertFalse( wp_next_scheduled( 'smartalloc_nightly', [ 'a' ] ) );
	}

	public function test_it_is_named_as_what_holds_wherever_that_is_told(): void {
		$this->store_notification( 7 );
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$browser = Users::browser( 'administrator' );
		$work    = $browser->rest( 'GET', '/work' )->json()['items'][0];
		self::assertSame( [ Hold::NOT_LOADED, '', 0 ], [ $work['held_flag'], $work['held_scope'], $work['held_revision'] ] );
		$states = array_column( $browser->rest( 'GET', '/queues' )->json()['queues'], 'state', 'id' );
		self::assertSame( [ 'not_loaded', 'not_loaded', 'paused' ], [ $states[ 'as:' . self::ALLOCATE ], $states[ 'as:' . self::NOTIFY ], $states[ 'as:' . self::EXPORT ] ] );

		$overview = $browser->rest( 'GET', '/overview' )->json();
		self::assertSame( [ Hold::NOT_LOADED, null, 1 ], [ $overview['held'][0]['flag'], $overview['held'][0]['since'], $overview['held'][0]['count']['value'] ] );
		self::assertSame( 'queue:not_loaded', $overview['problems'][0]['source'] );
		self::assertStringContainsString( 'SmartAlloc is active and was not loaded', $overview['headline']['text'] );

		$refused = $browser->rest( 'POST', '/queues/as:' . self::NOTIFY . '/batches', [ 'size' => 1, 'reason' => 'A test', 'idempotency_key' => wp_generate_uuid4() ] );
		self::assertSame( [ 422, [ Hold::NOT_LOADED ] ], [ $refused->status, array_column( $refused->json()['data']['refusals'], 'code' ) ] );
		$refused = $this->cli_run( '--group=' . self::NOTIFY );
		self::assertSame( [ 1, true ], [ $refused->code, str_contains( $refused->stderr, 'was not loaded' ) ], $refused->describe() );
		$story = $this->wp( [ 'smartalloc-ops', 'trace', (string) $work['entry_id'], '--format=json' ] );
		self::assertStringContainsString( 'because SmartAlloc was not loaded', $story->stdout, $story->describe() );
		self::assertStringNotContainsString( 'held by the flag', $story->stdout );
	}

	public function test_a_check_says_so_and_the_overview_says_it_once(): void {
		$checked = $this->wp( [ 'smartalloc-ops', 'health', 'check', 'submission_path' ] );
		self::assertStringContainsString( 'SmartAlloc is active and was not loaded', $checked->stdout, $checked->describe() );
		$sources = array_column( Users::browser( 'administrator' )->rest( 'GET', '/overview' )->json()['problems'], 'source' );
		self::assertContains( 'probe:submission_path', $sources );
		self::assertNotContains( 'queue:not_loaded', $sources );
	}

	public function test_a_flag_that_holds_as_well_comes_first_and_hands_over_to_it(): void {
		$this->set_flag( 'intake', 'off', '150' );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		self::assertSame( [ 'intake' ], $this->held_by() );
		$this->set_flag( 'intake', 'on', '150' );
		$this->wp( [ 'smartalloc-ops', 'work', 'run' ] );
		self::assertSame( [ Hold::NOT_LOADED ], $this->held_by() );
		self::assertSame( [], $this->taken_in() );
	}

	/** @return list<string|null> */
	private function held_by(): array {
		return array_column( $this->services()->work_store()->held( 10 ), 'held_flag' );
	}

	/** @return list<int> Entries that SmartAlloc has taken in, in order. */
	private function taken_in(): array {
		return array_map( static fn ( array $row ): int => (int) ( json_decode( $row['args'], true )[0] ?? 0 ), $this->actions( "a.hook = 'smartalloc_allocate_entry'" ) );
	}
}
