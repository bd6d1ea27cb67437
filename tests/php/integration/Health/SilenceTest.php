<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;

final class SilenceTest extends HealthTestCase {
	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_hourly_counts" );
	}

	public function test_a_submission_is_counted_in_its_hour_with_one_statement(): void {
		Testbench::submit();
		self::assertSame( [ 1 ], array_values( $this->counts( 150 )['hours'] ) );

		global $wpdb;
		$counter = $this->services()->queue_services()->submission_counter();
		$counter->gform_after_submission( [ 'form_id' => '150' ] );
		$before = $wpdb->num_queries;
		$counter->gform_after_submission( [ 'form_id' => '150' ] );
		self::assertSame( 1, $wpdb->num_queries - $before );
		self::assertSame( [ 3 ], array_values( $this->counts( 150 )['hours'] ) );
	}

	public function test_a_submission_does_not_fail_because_it_could_not_be_counted(): void {
		ActionRows::without_table(
			'smartalloc_ops_hourly_counts',
			static function (): void {
				$log    = (string) ini_set( 'error_log', '/dev/null' );
				$result = Testbench::submit();
				ini_set( 'error_log', $log );
				self::assertIsArray( $result );
				self::assertTrue( $result['is_valid'] );
			}
		);
	}

	public function test_a_new_site_is_unknown_with_its_numbers_and_never_good(): void {
		$reading = $this->measured( 'silence' )->verdict?->reading;
		self::assertSame( [ Status::Unknown, 'too_few_samples' ], [ $reading?->status, $reading?->reason ] );
		self::assertSame( Status::Good, $this->health()->check()->worst(), 'A new site is not in trouble for being new.' );
	}

	public function test_hours_that_always_brought_many_and_now_bring_none_are_critical_with_the_numbers(): void {
		Submissions::steady( 3, 5 );
		$reading = $this->measured( 'silence' )->verdict?->reading;
		self::assertSame( [ Status::Critical, 'silent', 5, 'h' ], [ $reading?->status, $reading?->reason, $reading?->value, $reading?->unit ] );
		self::assertStringContainsString( 'brought 15.0 on average in the last 4 weeks', (string) $reading?->finding );
		self::assertSame( 4 * 168 * 3600, $reading?->window_s );
	}

	public function test_a_shorter_silence_is_recommended_and_a_short_one_is_good(): void {
		Submissions::steady( 3, 3 );
		self::assertSame( Status::Recommended, $this->measured( 'silence' )->status() );
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_hourly_counts" );
		Submissions::steady( 3, 1 );
		self::assertSame( Status::Good, $this->measured( 'silence' )->status() );
	}

	public function test_a_held_intake_or_a_form_that_is_off_explains_silence(): void {
		Submissions::steady( 3, 12 );
		$this->services()->flags()->set( 'intake', '150', 'off', 0, 'a test', Actor::cli() );
		$this->services()->flag_reader()->refresh();
		$reading = $this->measured( 'silence' )->verdict?->reading;
		self::assertSame( Status::Good, $reading?->status, (string) $reading?->finding );
	}

	public function test_what_was_before_is_taken_from_the_stored_entries_once(): void {
		global $wpdb;
		$table = $wpdb->prefix . 'gf_entry';
		foreach ( [ 30 * 24, 30 * 24, 5 ] as $hours_ago ) {
			$wpdb->insert( $table, [ 'form_id' => 150, 'date_created' => gmdate( 'Y-m-d H:i:s', time() - $hours_ago * 3600 ), 'is_starred' => 0, 'is_read' => 0, 'ip' => '', 'source_url' => '', 'user_agent' => '', 'status' => 'active' ] );
		}
		$counter = $this->services()->queue_services()->submission_counter();
		$counter->sweep();
		$counter->sweep();

		$now = intdiv( time(), 3600 );
		self::assertSame( $now - 30 * 24, $this->counts( 150 )['since'] );
		self::assertSame( [ $now - 30 * 24 => 2, $now - 5 => 1 ], $this->counts( 150 )['hours'] );
		$wpdb->query( "DELETE FROM {$table}" );
	}

	public function test_old_hours_are_taken_away(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->prefix . 'smartalloc_ops_hourly_counts', [ 'form_id' => 150, 'hour' => 1_000, 'n' => 5 ] );
		$this->services()->queue_services()->submission_counter()->sweep();
		self::assertSame( [], $this->counts( 150 )['hours'] );
	}

	/** @return array{since: int|null, hours: array<int, int>} */
	private function counts( int $form_id ): array {
		return $this->services()->queue_services()->hourly_counts()->of( [ $form_id ] )[ $form_id ];
	}
}
