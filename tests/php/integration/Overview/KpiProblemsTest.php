<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Overview;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Overview\OverviewReport;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\StatusNote;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tick;

/** What the first screen makes of the KPIs. */
final class KpiProblemsTest extends OverviewTestCase {
	public function test_a_quiet_site_is_not_in_trouble_for_being_quiet(): void {
		$report = $this->judged_report();
		self::assertSame( [], $report->problems );
		self::assertSame( Status::Good, $report->headline->status );
	}

	public function test_a_kpi_past_its_limit_is_a_problem_with_its_numbers_and_a_way_forward(): void {
		$this->measure( Metric::QueueFailed, 'smartalloc_notify', 6 );
		$this->measure( Metric::QueueOk, 'smartalloc_notify', 194 );
		$report = $this->judged_report();
		self::assertSame( [ 'kpi:queue.failure_rate' ], $this->sources( $report ) );
		self::assertSame( 'Failed jobs: 3 % of 200 jobs in the last 15 minutes; the limit is 1 %.', $report->problems[0]->text );
		self::assertSame( [ Status::Critical, Status::Critical ], [ $report->problems[0]->status, $report->headline->status ] );
		self::assertNotSame( [], $report->problems[0]->actions );
	}

	public function test_one_bad_group_is_named_although_all_together_are_well(): void {
		$this->measure( Metric::QueueOk, 'smartalloc_allocate', 5_000 );
		$this->measure( Metric::QueueFailed, 'smartalloc_export', 5 );
		$report = $this->judged_report();
		self::assertSame( 'Failed jobs (smartalloc_export): 100 % of 5 jobs in the last 15 minutes; the limit is 1 %.', $report->problems[0]->text );
	}

	public function test_what_a_check_says_already_is_not_said_twice(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 9 );
		self::assertSame( [ 'probe:dead_letters' ], $this->sources( $this->judged_report() ) );
	}

	public function test_numbers_that_cannot_be_read_are_one_problem(): void {
		ActionRows::without_table(
			'smartalloc_ops_metrics_minute',
			function (): void {
				$report = $this->judged_report();
				self::assertSame( [ 'kpi:unreadable' ], $this->sources( $report ) );
				self::assertSame( Status::Unknown, $report->headline->status );
			}
		);
	}

	public function test_the_dot_in_the_admin_bar_says_what_the_first_screen_says(): void {
		$this->measure( Metric::QueueFailed, 'smartalloc_notify', 6 );
		$this->measure( Metric::QueueOk, 'smartalloc_notify', 194 );
		( new Tick( $this->services() ) )->run();
		self::assertNotSame( Status::Critical, $this->services()->health()->report()->worst() );
		self::assertSame( Status::Critical, StatusNote::read( time() )[0] );
	}

	private function measure( Metric $metric, string $scope, int $n ): void {
		$recorder = $this->services()->kpi_services()->recorder();
		$recorder->count( $metric, $scope, $n );
		$recorder->flush();
	}

	private function judged_report(): OverviewReport {
		$this->services()->health()->check();
		$this->services()->kpi_services()->kpis()->judge();
		return $this->services()->overview()->report();
	}
}
