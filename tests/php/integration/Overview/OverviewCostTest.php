<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Kpi\KpiController;
use SmartAllocOps\Queue\QueueSchema;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\Users;

/**
 * The budget of the first screen (DESIGN 10), and of the queues and KPIs alike: few statements, each reading at most
 * 5,000 rows, whatever is in the tables. `npm run bench` shows the same on a million rows.
 */
final class OverviewCostTest extends OverviewTestCase {
	private const ROWS = 5_000;

	/** Statements that a call may take. */
	private const STATEMENTS = [
		'overview' => 12,
		'queues'   => 8,
		'kpis'     => 8,
	];

	/** @return iterable<string, array{key-of<self::STATEMENTS>}> */
	public static function calls(): iterable {
		foreach ( array_keys( self::STATEMENTS ) as $call ) {
			yield $call => [ $call ];
		}
	}

	/** @param key-of<self::STATEMENTS> $call */
	#[DataProvider( 'calls' )]
	public function test_on_an_ordinary_site_it_takes_few_statements( string $call ): void {
		$statements = $this->statements( $call );
		self::assertLessThanOrEqual( self::STATEMENTS[ $call ], count( $statements ), implode( "\n", $statements ) );
	}

	/** @param key-of<self::STATEMENTS> $call */
	#[DataProvider( 'calls' )]
	public function test_with_tables_full_and_a_rollback_active_it_takes_no_more( string $call ): void {
		$this->fill();
		$services = $this->services();
		$services->rollbacks()->start( new \SmartAllocOps\Rollback\Wish( 'bad_release' ), $services->rollbacks()->confirmation(), 'overview-cost-1', 'test', Actor::cli() );
		$statements = $this->statements( $call );
		self::assertLessThanOrEqual( self::STATEMENTS[ $call ], count( $statements ), implode( "\n", $statements ) );
	}

	/** @param key-of<self::STATEMENTS> $call */
	#[DataProvider( 'calls' )]
	public function test_no_statement_reads_more_rows_than_its_bound( string $call ): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$this->fill();
		$this->analyze();
		foreach ( $this->statements( $call ) as $sql ) {
			$read = $this->rows_read( $sql );
			// What was read once is read again from the temporary tables that join and group it; a scan of the table itself would grow with it (next test).
			self::assertLessThanOrEqual( self::ROWS, $read['index'], "index reads of $sql" );
			self::assertLessThanOrEqual( 5 * self::ROWS, $read['all'], "all reads of $sql" );
		}
	}

	/** @param key-of<self::STATEMENTS> $call */
	#[DataProvider( 'calls' )]
	public function test_what_is_read_does_not_grow_with_the_tables( string $call ): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$this->fill();
		$this->analyze();
		$before = array_sum( array_map( fn ( string $sql ): int => $this->rows_read( $sql )['all'], $this->statements( $call ) ) );
		ActionRows::add( 'pending', 'woocommerce_cleanup', 'woocommerce', -80_000, 8_000 );
		ActionRows::add( 'failed', 'woocommerce_cleanup', 'woocommerce', -80_000, 4_000 );
		ActionRows::add( 'complete', 'smartalloc_notify', 'smartalloc_notify', -80_000, 8_000 );
		$this->analyze();
		$after = array_sum( array_map( fn ( string $sql ): int => $this->rows_read( $sql )['all'], $this->statements( $call ) ) );
		self::assertLessThan( max( 50, $before * 1.1 ), $after );
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

	/**
	 * The statements of one call, in a process that has answered another route before.
	 *
	 * @param key-of<self::STATEMENTS> $call
	 * @return list<string>
	 */
	private function statements( string $call ): array {
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
			match ( $call ) {
				'overview' => $services->overview_schema()->describe( $services->overview()->report() ),
				'queues'   => QueueSchema::describe( $services->queues()->report() ),
				'kpis'     => self::kpis( $services ),
			};
		} finally {
			remove_filter( 'query', $record );
		}
		// Names of the people who paused or started something are core's own reads, by key and cached.
		global $wpdb;
		return array_values( array_filter( $statements, static fn ( string $sql ): bool => ! str_contains( $sql, $wpdb->users ) && ! str_contains( $sql, $wpdb->usermeta ) ) );
	}

	/** By the handler of its route, which knows what belongs to the answer. */
	private static function kpis( Services $services ): void {
		$parts = $services->kpi_services();
		( new KpiController( $parts->kpis(), $parts->gauges(), $parts->trends(), $parts->series() ) )->all( new \WP_REST_Request( 'GET', '/smartalloc-ops/v1/kpis' ) );
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
