<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Kpi\Metric;
use SmartAllocOps\Kpi\Reconciler;
use SmartAllocOps\Platform\ActionWalk;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Environment;

/** How many there are: live, or by a walk through the whole table that says how old it is. */
final class GaugesTest extends KpiTestCase {
	public function test_small_queues_are_counted_live(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', self::NOTIFY, -20, 7 );
		ActionRows::add( 'failed', 'smartalloc_notify', self::NOTIFY, -20, 2 );
		ActionRows::add( 'pending', 'smartalloc_odd_one', '', -20, 3 );
		ActionRows::add( 'pending', 'somebody_elses', 'woocommerce', -20, 50 );
		$gauges = $this->measured();
		self::assertSame( [ 7, 'live', 0 ], $gauges['smartalloc_notify pending'] );
		self::assertSame( [ 2, 'live', 0 ], $gauges['smartalloc_notify failed'] );
		self::assertSame( [ 0, 'live', 0 ], $gauges['smartalloc_allocate pending'] );
		self::assertSame( [ 3, 'live', 0 ], $gauges['other pending'] );
	}

	public function test_a_queue_too_large_to_count_is_unknown_until_it_was_walked_through(): void {
		ActionRows::add( 'pending', 'smartalloc_notify', self::NOTIFY, -20, 9_000 );
		self::assertSame( [ null, 'none', null ], $this->measured()['smartalloc_notify pending'] );
		$this->walk();
		self::assertSame( [ 9_000, 'walk', null ], $this->measured()['smartalloc_notify pending'], 'Nobody counts what is stored meanwhile.' );
	}

	public function test_what_failed_since_a_walk_is_how_far_off_it_may_be(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', self::NOTIFY, -20, 9_000 );
		$this->walk();
		self::assertSame( [ 9_000, 'walk', 0 ], $this->measured()['smartalloc_notify failed'] );
		$recorder = $this->services()->kpi_services()->recorder();
		$recorder->count( Metric::QueueFailed, self::NOTIFY, 40 );
		$recorder->flush();
		self::assertSame( [ 9_000, 'walk', 40 ], $this->measured()['smartalloc_notify failed'] );
	}

	public function test_a_walk_counts_what_is_there_in_stretches_of_the_key(): void {
		$this->fill();
		$walks = 0;
		while ( null === $this->walked() ) {
			self::assertLessThan( 100, ++$walks );
			$this->reconciler( 50 )->run( 0 );
		}
		self::assertGreaterThan( 5, $walks );
		self::assertSame( $this->truth(), $this->walked() );
	}

	public function test_a_walk_that_is_killed_goes_on_where_it_was(): void {
		$this->fill();
		$script = 'global $wpdb; $services = new SmartAllocOps\Services( $wpdb );
			( new SmartAllocOps\Kpi\Reconciler( new SmartAllocOps\Platform\ActionWalk( $services->db, $services->config ), $services->kpi_services()->store(), $services->kpi_services()->cursors(), $services->clock, 60 ) )->run( 0 ); return true;';
		self::assertTrue( $this->fresh_process( $script )->finished );
		self::assertFalse( $this->fresh_process( $script, [], [ CrashPoint::VARIABLE => 'kpi.walked' ] )->finished, 'It was to be killed.' );
		$this->walk( 60 );
		self::assertSame( $this->truth(), $this->walked() );
	}

	public function test_walkers_at_the_same_time_count_nothing_twice(): void {
		$this->fill();
		$workers = $this->parallel(
			3,
			'global $wpdb; $services = new SmartAllocOps\Services( $wpdb );
			$reconciler = new SmartAllocOps\Kpi\Reconciler( new SmartAllocOps\Platform\ActionWalk( $services->db, $services->config ), $services->kpi_services()->store(), $services->kpi_services()->cursors(), $services->clock, 25 );
			for ( $tick = 0; $tick < 12; $tick++ ) { $reconciler->run( 0 ); } return true;'
		);
		foreach ( $workers as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		$this->walk( 25 );
		self::assertSame( $this->truth(), $this->walked() );
	}

	public function test_a_walker_that_stood_still_takes_nothing_from_the_walk_that_others_began_meanwhile(): void {
		global $wpdb;
		$this->fill();
		$this->reconciler( 60 )->run( 0 );
		self::just_before(
			'/^UPDATE .*metric_cursors/',
			function () use ( $wpdb ): void {
				// The others come to the end, and later begin anew; meanwhile jobs go that the one who stands still has counted.
				$this->walk( 60 );
				$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_metric_cursors SET at = 1 WHERE name = 'walked'" );
				$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions ORDER BY action_id LIMIT 40" );
				$this->reconciler( 60 )->run( 0 );
				$this->reconciler( 60 )->run( 0 );
			}
		);
		$this->reconciler( 60 )->run( 0 );
		$this->walk( 60 );
		self::assertSame( $this->truth(), $this->walked() );
	}

	public function test_what_is_changed_behind_our_back_is_right_after_the_next_walk(): void {
		global $wpdb;
		ActionRows::add( 'pending', 'smartalloc_notify', self::NOTIFY, -20, 9_000 );
		$this->walk();
		$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions ORDER BY action_id LIMIT 3000" );
		self::assertSame( 9_000, $this->measured()['smartalloc_notify pending'][0], 'Nobody told.' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_metric_cursors SET at = 1 WHERE name = 'walked'" );
		$this->walk();
		self::assertSame( [ 6_000, 'walk', null ], $this->measured()['smartalloc_notify pending'], 'What is stored meanwhile is not counted, so the error is not known.' );
	}

	public function test_ends_of_jobs_that_were_never_seen_show(): void {
		global $wpdb;
		$clock    = self::clock();
		$now      = $clock->now_ms;
		$services = $this->services( $clock );
		foreach ( [ 30, 5 ] as $hours_ago ) {
			$clock->now_ms = $now - $hours_ago * 3_600_000;
			$recorder      = $this->services( $clock )->kpi_services()->recorder();
			$recorder->count( Metric::QueueOk, self::NOTIFY, 8 );
			$recorder->count( Metric::QueueFailed, self::NOTIFY, 1 );
			$recorder->flush();
		}
		$clock->now_ms = $now;
		while ( ! $services->kpi_services()->roll_up()->run( 5_000 ) ) {
			continue;
		}
		ActionRows::add( 'complete', 'smartalloc_notify', self::NOTIFY, -20_000, 11 );
		ActionRows::add( 'failed', 'smartalloc_notify', self::NOTIFY, -20_000, 1 );
		ActionRows::add( 'complete', 'somebody_elses', 'woocommerce', -20_000, 70 );
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}actionscheduler_actions SET last_attempt_gmt = %s", gmdate( 'Y-m-d H:i:s', intdiv( $now, 1000 ) - 5 * 3_600 ) ) );
		$this->walk();
		$walk = $this->services()->kpi_services()->gauges()->report()['walk'];
		self::assertSame( [ [ 'complete' => 11, 'failed' => 1 ], [ 'complete' => 8, 'failed' => 1 ] ], [ $walk['rows'] ?? null, $walk['counted'] ?? null ] );
	}

	public function test_a_stretch_reads_no_more_rows_than_it_says(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		global $wpdb;
		ActionRows::add( 'complete', 'smartalloc_notify', self::NOTIFY, -20, 6_000 );
		$services = $this->services();
		$wpdb->query( 'FLUSH STATUS' );
		( new ActionWalk( $services->db, $services->config ) )->stretch( 1_000, 500, 0 );
		$read = array_map( 'intval', array_column( (array) $wpdb->get_results( "SHOW SESSION STATUS LIKE 'Handler_read%'", ARRAY_N ), 1, 0 ) );
		self::assertLessThanOrEqual( 510, $read['Handler_read_next'] + $read['Handler_read_prev'] );
	}

	private function fill(): void {
		foreach ( [ self::ALLOCATE => 90, self::NOTIFY => 120, self::EXPORT => 4 ] as $group => $n ) {
			ActionRows::add( 'pending', 'smartalloc_x', $group, -50, $n );
			ActionRows::add( 'complete', 'smartalloc_x', $group, -50, 3 * $n );
			ActionRows::add( 'failed', 'smartalloc_x', $group, -50, 2 );
		}
		ActionRows::add( 'pending', 'smartalloc_x', 'of_another_name', -50, 5 );
		ActionRows::add( 'pending', 'smartalloc_ops_x', 'ours', -50, 5 );
		ActionRows::add( 'pending', 'somebody_elses', 'woocommerce', -50, 200 );
	}

	/** @return array<string, int> Counted by the database at once. */
	private function truth(): array {
		global $wpdb;
		$truth = [];
		foreach ( (array) $wpdb->get_results( "SELECT COALESCE(g.slug, '') AS slug, a.status, COUNT(*) AS n FROM {$wpdb->prefix}actionscheduler_actions a LEFT JOIN {$wpdb->prefix}actionscheduler_groups g ON g.group_id = a.group_id WHERE a.hook LIKE 'smartalloc\\_x' GROUP BY g.slug, a.status", ARRAY_A ) as $row ) {
			$truth[ ( str_starts_with( (string) $row['slug'], 'smartalloc_' ) ? $row['slug'] : 'other' ) . ' ' . $row['status'] ] = (int) $row['n'];
		}
		ksort( $truth );
		return $truth;
	}

	/** @return array<string, int>|null What the last whole walk counted. */
	private function walked(): ?array {
		$data = $this->services()->kpi_services()->cursors()->all()[ Reconciler::WALKED ]['data'] ?? null;
		if ( null === $data ) {
			return null;
		}
		$counts = [];
		foreach ( (array) $data['counts'] as $scope => $statuses ) {
			foreach ( (array) $statuses as $status => $n ) {
				$counts[ "$scope $status" ] = (int) $n;
			}
		}
		ksort( $counts );
		return $counts;
	}

	private function walk( int $stretch = 20_000 ): void {
		$before = $this->services()->kpi_services()->cursors()->all()[ Reconciler::WALKED ]['at'] ?? 0;
		for ( $tick = 0; $tick < 500; $tick++ ) {
			$this->reconciler( $stretch )->run( 0 );
			if ( ( $this->services()->kpi_services()->cursors()->all()[ Reconciler::WALKED ]['at'] ?? 0 ) > $before ) {
				return;
			}
		}
		self::fail( 'The walk does not come to an end.' );
	}

	private function reconciler( int $stretch ): Reconciler {
		$services = $this->services();
		return new Reconciler( new ActionWalk( $services->db, $services->config ), $services->kpi_services()->store(), $services->kpi_services()->cursors(), $services->clock, $stretch );
	}

	/** @return array<string, array{int|null, string, int|null}> Value, source and possible error, by scope and status. */
	private function measured(): array {
		$kpis = $this->services()->kpi_services();
		$kpis->gauges()->measure( $kpis->samples() );
		$found = [];
		foreach ( $kpis->gauges()->report()['gauges'] as $gauge ) {
			$found[ "{$gauge['scope']} {$gauge['status']}" ] = [ $gauge['value'], $gauge['source'], $gauge['error'] ];
		}
		return $found;
	}
}
