<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Platform;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

final class ActionSchedulerTest extends IntegrationTestCase {
	public function test_it_is_present_with_its_version_and_the_plugin_that_brought_it(): void {
		$presence = $this->adapter()->presence();
		self::assertTrue( $presence->is_present(), $presence->detail );
		self::assertMatchesRegularExpression( '/^\d+\.\d+/', (string) $presence->version );
		self::assertDirectoryExists( WP_PLUGIN_DIR . '/' . $presence->source );
	}

	public function test_with_a_table_gone_it_is_broken_and_names_no_path_of_the_machine(): void {
		foreach ( [ 'actionscheduler_actions', 'actionscheduler_groups' ] as $table ) {
			ActionRows::without_table(
				$table,
				function (): void {
					$presence = $this->adapter()->presence();
					self::assertSame( 'broken', $presence->state );
					self::assertStringNotContainsString( '/', $presence->detail );
				}
			);
		}
	}

	public function test_absence_in_a_self_test_ends_with_it_also_when_it_throws(): void {
		$adapter = $this->adapter();
		self::assertSame( 'absent', $adapter->while_absent( static fn (): string => $adapter->presence()->state ) );
		self::assertTrue( $adapter->presence()->is_present() );
		try {
			$adapter->while_absent( [ $this, 'die_in_a_self_test' ] );
		} catch ( \DomainException ) {
			self::assertTrue( $adapter->presence()->is_present() );
		}
	}

	public function test_only_a_pending_row_can_be_held_and_only_a_held_one_released(): void {
		$adapter = $this->adapter();
		foreach ( [ 'pending' => true, 'in-progress' => false, 'complete' => false, 'failed' => false, 'canceled' => false ] as $status => $can ) {
			$id = $this->add( $status );
			self::assertSame( $can, $adapter->hold_row( $id ), $status );
			self::assertSame( $can ? ActionScheduler::HELD : $status, $adapter->row( $id )['status'] ?? null );
			self::assertSame( $can, $adapter->release_row( $id ), $status );
			self::assertSame( $status, $adapter->row( $id )['status'] ?? null );
		}
	}

	public function test_of_two_that_hold_the_same_row_one_wins(): void {
		$id = $this->add( 'pending' );
		self::assertTrue( $this->adapter()->hold_row( $id ) );
		self::assertFalse( $this->adapter()->hold_row( $id ) );
	}

	public function test_held_rows_all_go_back_and_nothing_else_is_touched(): void {
		$held    = [ $this->add( 'pending' ), $this->add( 'pending' ) ];
		$failed  = $this->add( 'failed' );
		$adapter = $this->adapter();
		array_map( [ $adapter, 'hold_row' ], $held );
		self::assertSame( 2, $adapter->release_all_rows() );
		self::assertSame( [ 'pending', 'pending', 'failed' ], array_map( static fn ( int $id ): ?string => $adapter->row( $id )['status'] ?? null, [ ...$held, $failed ] ) );
	}

	public function test_giving_rows_back_where_there_is_no_table_is_no_error(): void {
		ActionRows::without_table( 'actionscheduler_actions', fn () => self::assertSame( 0, $this->adapter()->release_all_rows() ) );
	}

	public function test_only_groups_that_exist_are_named_to_a_claim_filter(): void {
		ActionRows::group_id( 'smartalloc_notify' );
		self::assertSame( [ 'smartalloc_notify' ], $this->adapter()->existing_groups( [ 'smartalloc_notify', 'smartalloc_gone' ] ) );
		self::assertSame( [], $this->adapter()->existing_groups( [] ) );
	}

	public function test_a_row_tells_its_hook_group_and_status_and_a_missing_one_nothing(): void {
		$id = $this->add( 'pending' );
		self::assertSame(
			[
				'hook'   => 'smartalloc_notify',
				'group'  => 'smartalloc_notify',
				'status' => 'pending',
			],
			$this->adapter()->row( $id )
		);
		self::assertNull( $this->adapter()->row( $id + 1_000 ) );
	}

	public function die_in_a_self_test(): bool {
		throw new \DomainException( 'The self-test died.' );
	}

	private function adapter(): ActionScheduler {
		global $wpdb;
		return ( new Services( $wpdb ) )->action_scheduler();
	}

	private function add( string $status ): int {
		global $wpdb;
		ActionRows::add( $status, 'smartalloc_notify', 'smartalloc_notify', -10 );
		return (int) $wpdb->get_var( "SELECT MAX(action_id) FROM {$wpdb->prefix}actionscheduler_actions" );
	}
}
