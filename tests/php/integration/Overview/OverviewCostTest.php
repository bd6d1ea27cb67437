<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Users;

/** The first screen's budget (DESIGN 10): at most twelve statements, each reading at most 5,000 rows, whatever is in the tables. */
final class OverviewCostTest extends OverviewTestCase {
	private const STATEMENTS = 12;
	private const ROWS       = 5_000;

	public function test_on_an_ordinary_site_the_first_screen_takes_at_most_twelve_statements(): void {
		self::assertLessThanOrEqual( self::STATEMENTS, count( $this->statements() ) );
	}

	public function test_with_tables_full_and_a_rollback_active_it_still_takes_at_most_twelve(): void {
		$this->fill();
		$services = $this->services();
		$services->rollbacks()->start( 'bad_release', $services->rollbacks()->confirmation(), 'overview-cost-1', 'test', Actor::cli() );
		$statements = $this->statements();
		self::assertLessThanOrEqual( self::STATEMENTS, count( $statements ), implode( "\n", $statements ) );
	}

	public function test_no_statement_reads_more_rows_than_its_bound(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$this->fill();
		$this->analyze();
		foreach ( $this->statements() as $sql ) {
			$read = $this->rows_read( $sql );
			// What was read once is read again from the temporary tables that join and group it; a scan of the table itself would grow with it (next test).
			self::assertLessThanOrEqual( self::ROWS, $read['index'], "index reads of $sql" );
			self::assertLessThanOrEqual( 5 * self::ROWS, $read['all'], "all reads of $sql" );
		}
	}

	public function test_what_is_read_does_not_grow_with_the_tables(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$this->fill();
		$this->analyze();
		$before = array_sum( array_map( fn ( string $sql ): int => $this->rows_read( $sql )['all'], $this->statements() ) );
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -80_000, 8_000 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -80_000, 4_000 );
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -80_000, 8_000 );
		$this->analyze();
		$after = array_sum( array_map( fn ( string $sql ): int => $this->rows_read( $sql )['all'], $this->statements() ) );
		self::assertLessThan( $before * 1.1, $after );
	}

	/** Rows beyond every cap, of others and of SmartAlloc. */
	private function fill(): void {
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -90_000, 6_000 );
		ActionRows::add( 'in-progress', 'woocommerce_cleanup', 'woocommerce', -90_000, 2_000 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -90_000, 2_500 );
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -90_000, 4_000 );
		ActionRows::add( 'pending', 'smartalloc_notify', 'smartalloc_notify', -20, 2_000 );
		ActionRows::add( 'pending', 'smartalloc_allocate_entry', 'smartalloc_allocate', -10, 500 );
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -100_000, 300 );
	}

	/** Fresh row estimates, as a table that grew slowly has them. */
	private function analyze(): void {
		global $wpdb;
		$wpdb->query( "ANALYZE TABLE {$wpdb->prefix}actionscheduler_actions, {$wpdb->prefix}actionscheduler_groups" );
	}

	/** @return list<string> The statements of one GET /overview, in a process that has answered another route before. */
	private function statements(): array {
		$user     = Users::become( 'smartalloc_support' );
		$services = $this->services();
		get_userdata( $user );
		get_option( 'active_plugins' );
		$statements = [];
		$record     = static function ( string $sql ) use ( &$statements ): string {
			$statements[] = $sql;
			return $sql;
		};
		add_filter( 'query', $record );
		try {
			$services->overview_schema()->describe( $services->overview()->report() );
		} finally {
			remove_filter( 'query', $record );
		}
		// Names of the people who paused or started something are core's own reads, by key and cached.
		global $wpdb;
		return array_values( array_filter( $statements, static fn ( string $sql ): bool => ! str_contains( $sql, $wpdb->users ) && ! str_contains( $sql, $wpdb->usermeta ) ) );
	}

	/** @return array{index: int, all: int} */
	private function rows_read( string $sql ): array {
		global $wpdb;
		$wpdb->query( 'FLUSH STATUS' );
		$wpdb->get_results( $sql );
		$read = array_map( 'intval', array_column( (array) $wpdb->get_results( "SHOW SESSION STATUS LIKE 'Handler_read%'", ARRAY_N ), 1, 0 ) );
		return [
			'index' => $read['Handler_read_next'] + $read['Handler_read_prev'] + $read['Handler_read_first'] + $read['Handler_read_last'],
			'all'   => array_sum( $read ),
		];
	}
}
