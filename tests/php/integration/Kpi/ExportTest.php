<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Tests\Integration\Rest\Caller;
use SmartAllocOps\Tests\Support\HttpResponse;

/** Tiles and series as a file: by the running site, as a person or a program fetches them. */
final class ExportTest extends KpiTestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->record_at( self::clock()->now_ms - 90_000, [ 'comms.sent' => 47, 'comms.failed' => 3 ], '=1+1' );
		$this->services()->kpi_services()->kpis()->judge();
	}

	public function test_the_tiles_come_as_a_file_that_a_spreadsheet_reads_and_does_not_run(): void {
		$answer = $this->fetch( '/kpis?format=csv' );
		self::assertSame( [ 200, 'text/csv; charset=utf-8', 'attachment; filename="smartalloc-kpis.csv"' ], [ $answer->status, strtolower( (string) $answer->header( 'Content-Type' ) ), $answer->header( 'Content-Disposition' ) ] );
		$rows = self::rows( $answer );
		self::assertSame( [ 'id', 'label', 'scope', 'status', 'value', 'unit', 'limit', 'n', 'window_s' ], array_slice( $rows[0], 0, 9 ) );
		$of_delivery = array_values( array_filter( $rows, static fn ( array $row ): bool => 'comms.delivery_rate' === $row[0] ) );
		self::assertSame( [ [ '', 'critical', '94', '%', '98', '50', '900' ], [ "'=1+1", 'critical', '94', '%', '98', '50', '900' ] ], array_map( static fn ( array $row ): array => array_slice( $row, 2, 7 ), $of_delivery ) );
		$of_crashes = array_values( array_filter( $rows, static fn ( array $row ): bool => 'export.crashes' === $row[0] ) );
		self::assertSame( [ 'unknown', '' ], [ $of_crashes[0][3], $of_crashes[0][4] ], 'Not known is empty, not 0.' );
	}

	public function test_a_series_comes_with_every_stretch_and_its_gaps(): void {
		$rows = self::rows( $this->fetch( '/kpis/comms.delivery_rate/series?window=1h&format=csv&scope=' . rawurlencode( '=1+1' ) ) );
		self::assertCount( 61, $rows );
		$measured = array_values( array_filter( array_slice( $rows, 1 ), static fn ( array $row ): bool => '0' !== $row[7] ) );
		self::assertSame( [ [ 'comms.delivery_rate', "'=1+1", '60', '94', '%', '98', '50' ] ], array_map( static fn ( array $row ): array => [ $row[0], $row[1], $row[3], $row[4], $row[5], $row[6], $row[7] ], $measured ) );
		self::assertSame( '', $rows[1][4] );
	}

	public function test_the_same_numbers_come_as_json(): void {
		$told = $this->fetch( '/kpis/comms.delivery_rate/series?window=1h' )->json();
		self::assertIsArray( $told );
		self::assertSame( [ 94 ], array_values( array_filter( array_column( $told['points'], 'value' ), static fn ( mixed $value ): bool => null !== $value ) ) );
		self::assertCount( 24, $this->fetch( '/kpis' )->json()['areas'][3]['kpis'][0]['trend']['values'] );
	}

	public function test_whoever_may_not_look_gets_no_file_and_a_refusal_is_json(): void {
		foreach ( [ '/kpis?format=csv', '/kpis/queue.wait_p95/series?format=csv' ] as $path ) {
			self::assertSame( 'smartalloc_ops_forbidden', Caller::Subscriber->client()->rest( 'GET', $path )->error_code() );
		}
		self::assertSame( 'smartalloc_ops_invalid_field', Caller::Support->client()->rest( 'GET', '/kpis/queue.wait_p95/series?format=csv&window=2h' )->error_code() );
	}

	private function fetch( string $path ): HttpResponse {
		$answer = Caller::Support->client()->rest( 'GET', $path );
		self::assertSame( 200, $answer->status, $answer->describe() );
		return $answer;
	}

	/** @return list<list<string>> Read as a spreadsheet would. */
	private static function rows( HttpResponse $answer ): array {
		self::assertStringStartsWith( "\xEF\xBB\xBF", $answer->body );
		$file = fopen( 'php://memory', 'r+' );
		self::assertNotFalse( $file );
		fwrite( $file, substr( $answer->body, 3 ) );
		rewind( $file );
		$rows = [];
		while ( false !== ( $row = fgetcsv( $file, null, ',', '"', '' ) ) ) {
			$rows[] = array_map( 'strval', $row );
		}
		return $rows;
	}
}
