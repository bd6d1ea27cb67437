<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Kpi\Mark;
use SmartAllocOps\Kpi\Marks;
use SmartAllocOps\Kpi\Series;
use SmartAllocOps\Kpi\SeriesWindow;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** What happened on the site stands beside the axis: what may have been the cause, and nothing else. */
final class MarksTest extends KpiTestCase {
	private ManualClock $clock;

	protected function setUp(): void {
		parent::setUp();
		$this->clock = self::clock();
		foreach ( [ 'journal', 'flag_revisions', 'runs', 'settings_revisions' ] as $table ) {
			$GLOBALS['wpdb']->query( "DELETE FROM {$GLOBALS['wpdb']->prefix}smartalloc_ops_$table" );
		}
	}

	public function test_releases_changes_flags_runs_settings_and_alerts_are_marked_in_the_order_of_time(): void {
		$this->at( 50, fn () => $this->journal( 'site.changed', 'site:plugin/smart-alloc', [ 'from' => '1.4.1', 'to' => '1.4.2' ] ) );
		$this->at( 40, fn () => $this->journal( 'site.changed', 'site:plugin/woocommerce', [ 'from' => '9.0', 'to' => '9.1' ] ) );
		$this->at( 30, fn () => $this->services( $this->clock )->flags()->set( 'comms', '', 'off', 0, 'SMTP is down', Actor::cli() ) );
		$this->at( 20, fn () => $this->journal( 'alert.fired', 'alert:7', [ 'signal' => 'queue.wait_p95' ] ) );
		$this->at( 10, fn () => Scene::run( 'contained', [ 'created_at' => $this->clock->now_ms ] ) );
		$marks = $this->series()->marks;
		self::assertSame(
			[ [ 'release', null, null ], [ 'change', null, null ], [ 'flag', 'flags', 'comms' ], [ 'alert', 'alerts', '7' ], [ 'run', 'rollback', (string) $GLOBALS['wpdb']->get_var( "SELECT MAX(id) FROM {$GLOBALS['wpdb']->prefix}smartalloc_ops_runs" ) ] ],
			array_map( static fn ( Mark $mark ): array => [ $mark->kind, $mark->tab, $mark->focus ], $marks ?? [] )
		);
		self::assertSame( 'plugin/smart-alloc was changed from 1.4.1 to 1.4.2.', $marks[0]->text ?? '' );
		self::assertSame( $this->clock->now_ms - 50 * 60_000, $marks[0]->at ?? 0 );
	}

	public function test_other_acts_and_what_was_before_are_no_marks(): void {
		$this->at( 70, fn () => $this->journal( 'site.changed', 'site:wordpress', [ 'from' => '7.1', 'to' => '7.1.1' ] ) );
		$this->at( 5, fn () => $this->journal( 'work.close', 'work:3', [] ) );
		$this->at( 5, fn () => $this->journal( 'alert.resolved', 'alert:3', [ 'signal' => 'utc' ] ) );
		self::assertSame( [], $this->series()->marks );
		self::assertTrue( $this->series()->marks_are_all );
	}

	public function test_a_storm_of_one_kind_hides_no_other_and_is_told_to_be_cut(): void {
		$this->at( 50, fn () => $this->journal( 'site.changed', 'site:plugin/smart-alloc', [ 'from' => '1', 'to' => '2' ] ) );
		for ( $number = 1; $number <= 300; $number++ ) {
			$this->at( 20, fn () => $this->journal( 'alert.fired', "alert:$number", [ 'signal' => 'utc' ] ) );
		}
		$series = $this->series();
		$marks  = $series->marks ?? [];
		self::assertSame( [ 'release' => 1, 'alert' => Marks::LIMIT ], array_count_values( array_map( static fn ( Mark $mark ): string => $mark->kind, $marks ) ) );
		self::assertFalse( $series->marks_are_all );
		self::assertContains( '300', array_map( static fn ( Mark $mark ): ?string => $mark->focus, $marks ), 'The newest are kept.' );
	}

	/** @param \Closure(): mixed $act */
	private function at( int $minutes_ago, \Closure $act ): void {
		$this->clock->now_ms -= $minutes_ago * 60_000;
		$act();
		$this->clock->now_ms += $minutes_ago * 60_000;
	}

	/** @param array<string, string> $data */
	private function journal( string $event, string $subject, array $data ): void {
		$this->services( $this->clock )->journal()->record( Actor::system(), $event, $subject, '', $data );
	}

	private function series(): Series {
		return $this->services( $this->clock )->kpi_services()->series()->of( 'queue.failure_rate', '', SeriesWindow::Hour );
	}
}
