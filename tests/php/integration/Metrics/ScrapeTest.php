<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Metrics;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Integration\Rest\AlertScene;
use SmartAllocOps\Tests\Integration\Rest\BusySite;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Support\Environment;

/** What a scraper gets: bounded, true, and silent about what is not known. */
final class ScrapeTest extends PipelineTestCase {
	private const STATEMENTS = 12;

	public function test_what_is_not_known_is_unknown_or_left_out_and_never_zero(): void {
		$text = $this->scrape();
		self::assert_told( 'smartalloc_ops_status{status="unknown"} 1', $text );
		self::assert_told( 'smartalloc_ops_verdict_status{signal="queue.failure_rate",status="unknown"} 1', $text );
		self::assert_told( 'smartalloc_ops_verdict_status{signal="queue.failure_rate",status="good"} 0', $text );
		self::assertStringNotContainsString( 'smartalloc_ops_kpi_value', $text );
		self::assertStringNotContainsString( 'smartalloc_ops_tick_timestamp_seconds', $text );
		self::assertStringNotContainsString( 'smartalloc_ops_allocation_conflicts_total', $text, 'Nothing tells of conflicts: none were counted, which is not that there were none.' );
		self::assertStringNotContainsString( 'smartalloc_ops_jobs_failed_total', $text, 'Nobody has seen the jobs yet.' );
		// Who sees jobs at all sees every end of one.
		$this->services()->kpi_services()->count_jobs();
		self::assert_told( 'smartalloc_ops_jobs_failed_total{group="smartalloc_notify"} 0', $this->scrape() );
	}

	public function test_a_verdict_past_its_time_is_unknown_and_its_value_gone(): void {
		$this->measure( 6, 94 );
		$clock = self::clock();
		$text  = $this->services( $clock )->metrics()->scrapes()->text();
		self::assert_told( 'smartalloc_ops_verdict_status{signal="queue.failure_rate",status="critical"} 1', $this->scrape() );
		$clock->now_ms += 86_400_000;
		$text           = $this->services( $clock )->metrics()->scrapes()->text();
		self::assert_told( 'smartalloc_ops_verdict_status{signal="queue.failure_rate",status="unknown"} 1', $text );
		self::assertStringNotContainsString( 'smartalloc_ops_kpi_value_ratio', $text );
		self::assertMatchesRegularExpression( '/^smartalloc_ops_verdict_timestamp_seconds\{signal="queue.failure_rate"\} \d+/m', $text );
	}

	public function test_values_come_in_base_units_with_their_number_and_window_and_by_part(): void {
		$this->measure( 6, 94 );
		$text = $this->scrape();
		self::assert_told( 'smartalloc_ops_kpi_value_ratio{kpi="queue.failure_rate",scope=""} 0.06', $text );
		self::assert_told( 'smartalloc_ops_kpi_samples{kpi="queue.failure_rate",scope=""} 100', $text );
		self::assert_told( 'smartalloc_ops_kpi_window_seconds{kpi="queue.failure_rate",scope=""} 900', $text );
		self::assert_told( 'smartalloc_ops_kpi_value_ratio{kpi="queue.failure_rate",scope="smartalloc_notify"} 1', $text );
	}

	public function test_flags_are_told_as_they_are_in_force(): void {
		$this->set_flag( 'gppa', 'off' );
		$text = $this->scrape();
		self::assert_told( 'smartalloc_ops_flag{flag="gppa",scope="",value="off"} 1', $text );
		self::assert_told( 'smartalloc_ops_flag{flag="gppa",scope="150",value="off"} 1', $text );
		self::assert_told( 'smartalloc_ops_flag{flag="gppa",scope="150",value="on"} 0', $text );
		self::assert_told( 'smartalloc_ops_flag{flag="comms",scope="",value="on"} 1', $text );
		self::assert_told( 'smartalloc_ops_flags_frozen 0', $text );
	}

	public function test_work_runs_alerts_and_jobs_are_told(): void {
		Scene::work();
		Scene::run( 'contained' );
		AlertScene::firing();
		as_schedule_single_action( time() + 3_600, 'smartalloc_notify', [], 'smartalloc_notify' );
		$this->services()->kpi_services()->count_jobs();
		$text = $this->scrape();
		self::assert_told( 'smartalloc_ops_work_items{state="failed"} 1', $text );
		self::assert_told( 'smartalloc_ops_work_items_capped{state="failed"} 0', $text );
		self::assert_told( 'smartalloc_ops_runs_active{kind="rollback"} 1', $text );
		self::assert_told( 'smartalloc_ops_alerts_open 1', $text );
		self::assert_told( 'smartalloc_ops_jobs{group="smartalloc_notify",state="pending"} 1', $text );
		self::assert_told( 'smartalloc_ops_jobs_error{group="smartalloc_notify",state="pending"} 0', $text );
		self::assertMatchesRegularExpression( '/^smartalloc_ops_jobs_timestamp_seconds\{group="smartalloc_notify",state="pending"\} \d+/m', $text );
	}

	public function test_it_is_the_same_for_machines_whatever_the_language_of_the_site(): void {
		$this->measure( 6, 94 );
		$english = self::without_times( $this->scrape() );
		switch_to_locale( 'fa_IR' );
		try {
			self::assertSame( $english, self::without_times( $this->scrape() ) );
		} finally {
			restore_previous_locale();
		}
	}

	public function test_labels_are_of_closed_lists_and_the_whole_is_small(): void {
		BusySite::arrange();
		$recorder = $this->services()->kpi_services()->recorder();
		foreach ( Metric::cases() as $metric ) {
			$recorder->sample( $metric, 'smartalloc_notify', 300 );
		}
		$recorder->flush();
		$this->services()->kpi_services()->kpis()->judge();
		$text = $this->scrape();
		preg_match_all( '/[{,]([a-z]+)="/', $text, $labels );
		self::assertSame( [], array_diff( $labels[1], [ 'version', 'status', 'signal', 'kpi', 'scope', 'group', 'form', 'channel', 'state', 'flag', 'value', 'kind', 'le' ] ) );
		self::assertStringNotContainsString( 'smartalloc_allocate_entry', $text, 'A hook.' );
		self::assertLessThan( 1_000, substr_count( $text, "\n" ) );
		self::assertSame( 15, substr_count( $text, 'smartalloc_ops_job_wait_seconds_bucket{' ) - 1, 'Bounds besides the last.' );
	}

	public function test_it_takes_few_statements_and_writes_nothing(): void {
		BusySite::arrange();
		$this->measure( 6, 94 );
		$services   = $this->services();
		$statements = [];
		$record     = static function ( string $sql ) use ( &$statements ): string {
			$statements[] = $sql;
			return $sql;
		};
		$services->metrics()->access()->admits( 'Bearer x' );
		add_filter( 'query', $record );
		$services->metrics()->access()->admits( 'Bearer x' );
		$services->metrics()->scrapes()->text();
		remove_filter( 'query', $record );
		self::assertLessThanOrEqual( self::STATEMENTS, count( $statements ), implode( "\n", $statements ) );
		self::assertSame( [], array_values( array_filter( $statements, static fn ( string $sql ): bool => 1 !== preg_match( '/^\s*(SELECT|SHOW)\b/', $sql ) ) ) );
	}

	public function test_no_statement_reads_more_rows_than_its_bound(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		BusySite::arrange();
		$this->measure( 6, 94 );
		global $wpdb;
		$wpdb->query( 'FLUSH STATUS' );
		$this->scrape();
		$read = array_column( (array) $wpdb->get_results( "SHOW SESSION STATUS LIKE 'Handler_read%'", ARRAY_N ), 1, 0 );
		self::assertLessThan( 5_000, array_sum( array_map( 'intval', $read ) ) );
	}

	public function test_the_command_prints_the_same_and_makes_and_revokes_a_token(): void {
		$this->measure( 6, 94 );
		$printed = $this->wp( [ 'smartalloc-ops', 'metrics', 'print' ] );
		self::assertSame( 0, $printed->code, $printed->describe() );
		self::assertSame( self::without_times( $this->scrape() ), self::without_times( $printed->stdout ) );
		$made = $this->wp( [ 'smartalloc-ops', 'metrics', 'token', 'create', '--reason=Prometheus reads' ] );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}\n$/', $made->stdout, $made->describe() );
		self::assertTrue( $this->services()->metrics()->access()->admits( 'Bearer ' . trim( $made->stdout ) ) );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'metrics', 'token', 'create', '--reason=again' ] )->code, 'Without an answer the present one stays.' );
		self::assertTrue( $this->services()->metrics()->access()->admits( 'Bearer ' . trim( $made->stdout ) ) );
		self::assertSame( 0, $this->wp( [ 'smartalloc-ops', 'metrics', 'token', 'revoke', '--reason=done', '--yes' ] )->code );
		self::assertFalse( $this->services()->metrics()->access()->get()->is_on() );
		self::assertSame( 1, $this->wp( [ 'smartalloc-ops', 'metrics', 'token', 'revoke', '--reason=done', '--yes' ] )->code );
	}

	public function test_the_tick_says_when_it_last_came_to_its_end(): void {
		( new Heartbeats( $this->services()->db, $this->services()->clock ) )->beat( 'tick.seal' );
		self::assertMatchesRegularExpression( '/^smartalloc_ops_tick_timestamp_seconds \d{10}/m', $this->scrape() );
	}

	private function measure( int $failed, int $well ): void {
		$recorder = $this->services()->kpi_services()->recorder();
		$recorder->count( Metric::QueueFailed, 'smartalloc_notify', $failed );
		$recorder->count( Metric::QueueOk, 'smartalloc_allocate', $well );
		$recorder->flush();
		$this->services()->kpi_services()->kpis()->judge();
	}

	private function scrape(): string {
		return $this->services()->metrics()->scrapes()->text();
	}

	private static function assert_told( string $line, string $text ): void {
		self::assertContains( $line, explode( "\n", $text ) );
	}

	private static function without_times( string $text ): string {
		return rtrim( (string) preg_replace( '/^(smartalloc_ops_\w*timestamp_seconds\S*) .*$/m', '$1', $text ) );
	}
}
