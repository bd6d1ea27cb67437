<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Tests\Support\HealthySite;

/** `wp smartalloc-ops health`: a monitor reads its exit code. */
final class HealthCommandTest extends CliTestCase {
	private const CODES = [
		'good'        => 0,
		'not_set_up'  => 0,
		'recommended' => 10,
		'critical'    => 11,
		'unknown'     => 12,
	];

	#[DataProvider( 'statuses' )]
	public function test_the_code_is_that_of_the_worst_check( string $worst, int $code ): void {
		$this->store_verdicts( Status::Good, Status::from( $worst ) );
		$rows = self::json( $this->ops( 'health', 'list', '--format=json' ), $code );
		self::assertContains( $worst, array_column( $rows, 'status' ) );
	}

	/** @return iterable<string, array{string, int}> */
	public static function statuses(): iterable {
		foreach ( self::CODES as $status => $code ) {
			yield $status => [ $status, $code ];
		}
	}

	public function test_nothing_measured_is_unknown_and_not_good(): void {
		self::assert_code( 12, $this->ops_changing_nothing( 'health', 'list' ) );
	}

	public function test_a_check_measures_and_ends_with_the_code_of_what_it_found(): void {
		$result = $this->ops( 'health', 'check', '--format=json' );
		$rows   = $result->json();
		self::assertIsArray( $rows );
		$codes = array_map( static fn ( string $status ): int => self::CODES[ $status ], array_column( $rows, 'status' ) );
		// Unknown is worse than recommended and better than critical, whatever the size of its code.
		$expected = in_array( 11, $codes, true ) ? 11 : max( 0, ...$codes );
		self::assert_code( $expected, $result );
		self::assertNotContains( 'not_measured', array_column( $rows, 'reason' ) );
	}

	public function test_a_check_that_is_not_there_is_named(): void {
		self::assert_error( $this->ops_changing_nothing( 'health', 'check', 'nonsense' ), 'nonsense', 'utc' );
	}

	public function test_a_selftest_that_passes_ends_with_0(): void {
		$rows = self::json( $this->ops( 'health', 'selftest', 'utc', '--format=json' ) );
		self::assertSame( [ 'utc', true ], [ $rows[0]['probe'], $rows[0]['passed'] ] );
	}

	public function test_without_a_subcommand_it_lists_with_the_same_code(): void {
		$this->store_verdicts( Status::Good, Status::Critical );
		$rows = self::json( $this->ops( 'health', '--format=json' ), 11 );
		self::assertSame( self::json( $this->ops( 'health', 'list', '--format=json' ), 11 ), $rows );
		self::assert_error( $this->ops( 'health', 'nonsense' ), 'nonsense' );
	}

	public function test_the_selftest_drives_every_check_red_and_back(): void {
		HealthySite::arrange();
		$rows = self::json( $this->ops( 'health', 'selftest', '--format=json' ) );
		self::assertSame( ( new Services( $GLOBALS['wpdb'] ) )->health()->probe_ids(), array_column( $rows, 'probe' ) );
		foreach ( $rows as $row ) {
			self::assertSame( [ true, 'log' === $row['probe'] ? 'recommended' : 'critical' ], [ $row['passed'], $row['under_fault'] ], (string) wp_json_encode( $row ) );
		}
	}

	public function test_a_format_that_is_not_there_is_an_error(): void {
		self::assert_error( $this->ops( 'health', 'list', '--format=nonsense' ), 'nonsense' );
	}

	/** The first check gets the one status, the others the other. */
	private function store_verdicts( Status $others, Status $first ): void {
		global $wpdb;
		$services = new Services( $wpdb );
		$store    = new VerdictStore( new Database( $wpdb ) );
		$now      = $services->clock->now_ms();
		foreach ( $services->health()->probe_ids() as $number => $probe ) {
			$store->save( new Verdict( $probe, Reading::of( 0 === $number ? $first : $others, 'scene', 'A scene of the tests.' ), $now, $now + 3_600_000, 1 ) );
		}
	}
}
