<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Tests\Integration\Rollback\BadReleaseTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;
use SmartAllocOps\Triggers\Proposal;
use SmartAllocOps\Triggers\TriggerRow;

/** 1.0.0 was named good and 1.1.0 runs; verdicts are as a test wants them, and the tick looks each minute of its clock. */
abstract class TriggerTestCase extends BadReleaseTestCase {
	protected const FAILURES = 'queue.failure_rate';
	protected const DELIVERY = 'comms.delivery_rate';

	protected ManualClock $time;

	protected function setUp(): void {
		parent::setUp();
		$this->time          = self::clock();
		$this->time->now_ms += 5_000;
		// No request of a test may start a tick behind its back: one look a minute is all there is.
		wp_unschedule_hook( 'smartalloc_ops_tick' );
		wp_schedule_event( time() + 3_600, 'smartalloc_ops_minute', 'smartalloc_ops_tick' );
	}

	protected function site(): Services {
		return $this->services( $this->time );
	}

	/**
	 * A minute later these were measured, and the tick looked at alerts and triggers.
	 *
	 * @param array<string, Status> $statuses By signal.
	 */
	protected function minute( array $statuses, bool $may_start = true ): void {
		$this->time->now_ms += 60_000;
		$verdicts = [];
		foreach ( $statuses as $signal => $status ) {
			$verdicts[] = new Verdict( (string) $signal, Reading::of( $status, 'a_reason', "Finding of {$signal}.", [], 41, '%', 212, 900 ), $this->time->now_ms, $this->time->now_ms + 300_000, 5 );
		}
		( new VerdictStore( $this->site()->db ) )->save_all( $verdicts );
		$this->site()->alerts()->watch()->run();
		$this->site()->trigger_services()->watch()->run( $may_start );
	}

	/** @param array<string, Status> $statuses */
	protected function minutes( int $count, array $statuses ): void {
		for ( $n = 0; $n < $count; $n++ ) {
			$this->minute( $statuses );
		}
	}

	/** The queue was well, and an alert on it has fired since. */
	protected function queue_fails( bool $may_start = true ): void {
		$this->minute( [ self::FAILURES => Status::Good, self::DELIVERY => Status::Good ], $may_start );
		for ( $n = 0; $n < 2; $n++ ) {
			$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ], $may_start );
		}
	}

	protected function arm( string $trigger, ?Actor $actor = null ): TriggerRow {
		$triggers = $this->site()->trigger_services()->triggers();
		return $triggers->arm( $trigger, true, $triggers->get( $trigger )->revision, 'we sleep at night', $actor ?? Actor::cli() );
	}

	protected function trigger( string $trigger ): TriggerRow {
		return $this->site()->trigger_services()->triggers()->get( $trigger );
	}

	protected function open(): ?Proposal {
		return $this->site()->trigger_services()->proposals()->open();
	}

	protected function newest(): Proposal {
		return $this->site()->trigger_services()->proposals()->page( null, 1 )[0];
	}

	/** @return list<string> Events in the journal about proposals and triggers, oldest first. */
	protected function journaled(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event LIKE 'proposal.%' OR event LIKE 'trigger.%' ORDER BY id" );
	}

	/** @return list<string> Titles of what was told of proposals, oldest first. */
	protected function told(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT dedupe_key FROM {$wpdb->prefix}smartalloc_ops_announcements WHERE kind = 'proposal' ORDER BY id" );
	}

	protected function count_runs(): int {
		global $wpdb;
		return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_runs" );
	}
}
