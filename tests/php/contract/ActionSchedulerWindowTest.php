<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * The migration window: every plugin deactivation brings back a store that knows no claim filter, and what to do about it.
 */
final class ActionSchedulerWindowTest extends ActionSchedulerTestCase {

	private const PAUSE_AT = 'action_scheduler_queue_runner_concurrent_batches';

	private const DUMMY = 'smartalloc-ops-contract-dummy.php';

	protected function setUp(): void {
		parent::setUp();
		file_put_contents( WP_PLUGIN_DIR . '/' . self::DUMMY, "<?php\n/* Plugin Name: Contract dummy */\n" );
		activate_plugin( self::DUMMY );
	}

	protected function tearDown(): void {
		update_option( 'active_plugins', array_values( array_diff( (array) get_option( 'active_plugins' ), [ self::DUMMY ] ) ) );
		unlink( WP_PLUGIN_DIR . '/' . self::DUMMY );
		parent::tearDown();
	}

	/** @return array{class: string, callable: bool, complete: mixed} What the process that deactivates a plugin still has for a store. */
	public static function deactivate_dummy(): array {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		deactivate_plugins( self::DUMMY );
		return self::look_at_store();
	}

	/** @return array{class: string, callable: bool, complete: mixed} */
	public static function look_at_store(): array {
		$store = \ActionScheduler::store();
		return [
			'class'    => $store::class,
			'callable' => is_callable( [ $store, 'set_claim_filter' ] ),
			'complete' => get_option( 'action_scheduler_migration_status' ),
		];
	}

	public function test_once_migrated_a_process_has_the_table_store_with_its_claim_filter(): void {
		self::assertSame( [ 'class' => 'ActionScheduler_DBStore', 'callable' => true, 'complete' => 'complete' ], $this->child( 'look_at_store' ) );
	}

	public function test_deactivating_any_plugin_brings_the_window_store_without_a_claim_filter_from_the_next_process_on(): void {
		self::assertSame( [ 'class' => 'ActionScheduler_DBStore', 'callable' => true, 'complete' => false ], $this->child( 'deactivate_dummy' ) );
		self::assertSame( [ 'class' => 'ActionScheduler_HybridStore', 'callable' => false, 'complete' => false ], $this->child( 'look_at_store' ) );
	}

	public function test_a_new_site_starts_inside_the_window(): void {
		$this->set_migration_complete( false );
		self::assertSame( 'ActionScheduler_HybridStore', $this->child( 'look_at_store' )['class'] ?? null );
	}

	public function test_in_the_window_a_paused_group_runs(): void {
		[ $paused ] = $this->store( [ [ 'contract_ok', 'paused' ] ] );
		$this->scene( 'pause', self::PAUSE_AT, [ 'paused' ] );
		$this->run_queue();
		self::assertSame( 'pending', $this->status_of( $paused ), 'Outside the window it is held.' );

		$this->child( 'deactivate_dummy' );
		$this->run_queue();
		self::assertSame( 'complete', $this->status_of( $paused ) );
	}

	public function test_in_the_window_an_operators_exclusion_is_without_effect_too(): void {
		[ $id ] = $this->store( [ [ 'contract_ok', 'paused' ] ] );
		$this->set_migration_complete( false );
		self::assertSame( 0, $this->cli( '--exclude-groups=paused' )->code );
		self::assertSame( 'complete', $this->status_of( $id ) );
	}

	public function test_the_window_is_closed_by_an_action_due_after_a_minute(): void {
		$this->child( 'deactivate_dummy' );
		$before = time();
		$this->child( 'look_at_store' );
		$rows = self::select( 'SELECT a.*, g.slug FROM ' . self::table( 'actions' ) . ' a JOIN ' . self::table( 'groups' ) . " g ON g.group_id = a.group_id WHERE a.hook = 'action_scheduler/migration_hook' AND a.status = 'pending'" );
		self::assertCount( 1, $rows );
		self::assertSame( 'action-scheduler-migration', $rows[0]['slug'] );
		self::assert_written_since( $before, $rows[0]['scheduled_date_gmt'], 60 );
		$this->run_queue();
		self::assertFalse( $this->child( 'look_at_store' )['complete'] ?? null, 'Not before it is due.' );

		$this->change( (int) $rows[0]['action_id'], [ 'scheduled_date_gmt' => self::utc( -1 ) ] );
		$this->run_queue();
		self::assertSame( [ 'class' => 'ActionScheduler_DBStore', 'callable' => true, 'complete' => 'complete' ], $this->child( 'look_at_store' ) );
	}

	public function test_removing_the_deactivation_listener_keeps_the_window_shut(): void {
		[ $paused ] = $this->store( [ [ 'contract_ok', 'paused' ] ] );
		$this->scene( 'remedy_keep_shut' );
		$this->scene( 'pause', self::PAUSE_AT, [ 'paused' ] );
		$this->child( 'deactivate_dummy' );
		self::assertNotContains( self::DUMMY, (array) $this->child( 'active_plugins' ), 'The plugin itself is off.' );
		$this->run_queue();
		self::assertSame( [ 'ActionScheduler_DBStore', 'pending' ], [ $this->child( 'look_at_store' )['class'] ?? null, $this->status_of( $paused ) ] );
	}

	/** @return list<string> */
	public static function active_plugins(): array {
		return array_values( (array) get_option( 'active_plugins' ) );
	}

	public function test_the_store_behind_the_window_takes_the_claim_filter(): void {
		[ $paused, $other ] = $this->store( [ [ 'contract_ok', 'paused' ], [ 'contract_ok', 'other' ] ] );
		$this->set_migration_complete( false );
		$this->scene( 'remedy_inner_store', [ 'paused' ] );
		$this->run_queue();
		self::assertSame( 'ActionScheduler_HybridStore', $this->child( 'look_at_store' )['class'] ?? null );
		self::assertSame( [ 'pending', 'complete' ], $this->statuses_of( $paused, $other ) );
	}

	public function test_the_store_behind_the_window_takes_the_claim_filter_in_wp_cli_too(): void {
		[ $paused, $other ] = $this->store( [ [ 'contract_ok', 'paused' ], [ 'contract_ok', 'other' ] ] );
		$this->set_migration_complete( false );
		$this->scene( 'remedy_inner_store', [ 'paused' ] );
		self::assertSame( 0, $this->cli()->code );
		self::assertSame( [ 'pending', 'complete' ], $this->statuses_of( $paused, $other ) );
	}

	public function test_the_row_guard_holds_in_the_window(): void {
		[ $paused, $other ] = $this->store( [ [ 'contract_slow', 'paused' ], [ 'contract_ok', 'other' ] ] );
		$this->set_migration_complete( false );
		$this->scene( 'guard', 'contract_slow', 'hold' );
		$this->run_queue();
		self::assertSame( [ ActionSchedulerScenes::HELD, 'complete' ], $this->statuses_of( $paused, $other ) );
	}

	public function test_jobs_stored_in_the_window_are_ordinary_rows_and_unique_still_holds(): void {
		$this->set_migration_complete( false );
		self::assertSame( [ true, false ], $this->child( 'store_unique_twice' ) );
		self::assertSame( 1, self::count_rows( 'actions', "hook = 'contract_ok' AND status = 'pending'" ) );
	}

	/** @return list<bool> */
	public static function store_unique_twice(): array {
		return [ as_enqueue_async_action( 'contract_ok', [], 'once', true ) > 0, as_enqueue_async_action( 'contract_ok', [], 'once', true ) > 0 ];
	}
}
