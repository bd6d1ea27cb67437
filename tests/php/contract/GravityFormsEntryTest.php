<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * Entries and their meta, as far as SmartAlloc Ops reads and marks them.
 */
final class GravityFormsEntryTest extends SmartAllocTestCase {

	public function test_entry_meta_persists_but_is_not_part_of_the_entry(): void {
		$entry_id = $this->submit();

		gform_update_meta( $entry_id, 'ops_mark', 'held', 150 );

		self::assertSame( 'held', gform_get_meta( $entry_id, 'ops_mark' ) );
		self::assertArrayNotHasKey( 'ops_mark', $this->entry( $entry_id ) );
	}

	public function test_entry_meta_is_part_of_the_entry_when_registered(): void {
		$entry_id = $this->submit();
		gform_update_meta( $entry_id, 'ops_mark', 'held', 150 );
		add_filter( 'gform_entry_meta', static fn ( array $meta ): array => $meta + [ 'ops_mark' => [ 'label' => 'Mark' ] ] );

		self::assertSame( 'held', $this->entry( $entry_id )['ops_mark'] );
	}

	public function test_updating_meta_keeps_one_row(): void {
		global $wpdb;
		$entry_id = $this->submit();

		gform_update_meta( $entry_id, 'ops_mark', 'held', 150 );
		gform_update_meta( $entry_id, 'ops_mark', [ 'released' => true ] );

		self::assertSame( [ 'released' => true ], gform_get_meta( $entry_id, 'ops_mark' ) );
		self::assertSame( '1', $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE meta_key = %s AND form_id = 150', \GFFormsModel::get_entry_meta_table_name(), 'ops_mark' ) ) );
	}

	public function test_missing_meta_reads_false(): void {
		self::assertFalse( gform_get_meta( $this->submit(), 'ops_mark' ) );
	}

	public function test_deleted_meta_is_gone_and_field_values_stay(): void {
		$entry_id = $this->submit( [ 'input_94' => 'center-3' ] );
		gform_update_meta( $entry_id, 'ops_mark', 'held', 150 );

		gform_delete_meta( $entry_id, 'ops_mark' );

		self::assertFalse( gform_get_meta( $entry_id, 'ops_mark' ) );
		self::assertSame( 'center-3', $this->entry( $entry_id )['94'] );
	}

	public function test_entries_are_found_by_entry_meta_and_by_field_value(): void {
		$first  = $this->submit( [ 'input_94' => 'center-1' ] );
		$second = $this->submit( [ 'input_94' => 'center-2' ] );
		gform_update_meta( $second, 'ops_mark', 'held', 150 );

		self::assertSame( [ $second ], $this->found( [ 'field_filters' => [ [ 'key' => 'ops_mark', 'value' => 'held' ] ] ] ) );
		self::assertSame( [ $first ], $this->found( [ 'field_filters' => [ [ 'key' => '94', 'value' => 'center-1' ] ] ] ) );
		self::assertSame( [ $second, $first ], $this->found( [ 'field_filters' => [ [ 'key' => '94', 'operator' => 'contains', 'value' => 'center' ] ] ] ) );
		self::assertSame( [], $this->found( [ 'field_filters' => [ [ 'key' => '94', 'value' => 'center-1' ], [ 'key' => 'ops_mark', 'value' => 'held' ] ] ] ) );
	}

	public function test_status_and_date_narrow_and_paging_counts_all(): void {
		$ids = [ $this->submit(), $this->submit(), $this->submit() ];
		\GFAPI::update_entry_property( $ids[0], 'status', 'spam' );
		\GFAPI::update_entry_property( $ids[1], 'date_created', '2001-01-01 00:00:00' );

		$total = null;
		$page  = \GFAPI::get_entries( 150, [ 'status' => 'active' ], [ 'key' => 'id', 'direction' => 'ASC' ], [ 'offset' => 0, 'page_size' => 1 ], $total );

		self::assertSame( [ $ids[1] ], array_map( static fn ( array $entry ): int => (int) $entry['id'], $page ) );
		self::assertSame( 2, $total );
		self::assertSame( [ $ids[2] ], $this->found( [ 'status' => 'active', 'start_date' => '2002-01-01' ] ) );
	}

	public function test_dates_are_utc(): void {
		$before = gmdate( 'Y-m-d H:i:s' );

		$entry = $this->entry( $this->submit() );

		self::assertGreaterThanOrEqual( $before, $entry['date_created'] );
		self::assertLessThanOrEqual( gmdate( 'Y-m-d H:i:s' ), $entry['date_created'] );
	}

	public function test_entry_added_by_api_fires_no_submission_hook(): void {
		$names = $this->watch_hooks( '/^gform_(entry_created|after_submission|disable_notification)/' );

		$entry_id = \GFAPI::add_entry( [ 'form_id' => 150, '94' => 'center-1' ] );

		self::assertIsInt( $entry_id );
		self::assertSame( 'center-1', $this->entry( $entry_id )['94'] );
		self::assertCount( 0, $names() );
	}

	public function test_missing_entry_is_a_not_found_error(): void {
		$entry = \GFAPI::get_entry( PHP_INT_MAX );

		self::assertInstanceOf( \WP_Error::class, $entry );
		self::assertSame( 'not_found', $entry->get_error_code() );
	}

	public function test_deleted_entry_takes_its_meta_along(): void {
		global $wpdb;
		$entry_id = $this->submit();

		self::assertTrue( \GFAPI::delete_entry( $entry_id ) );

		self::assertSame( 0, \GFAPI::count_entries( 150 ) );
		self::assertSame( '0', $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE entry_id = %d', \GFFormsModel::get_entry_meta_table_name(), $entry_id ) ) );
	}

	/**
	 * @param array<string, mixed> $criteria Search criteria.
	 * @return list<int>
	 */
	private function found( array $criteria ): array {
		return array_map( static fn ( array $entry ): int => (int) $entry['id'], \GFAPI::get_entries( 150, $criteria ) );
	}
}
