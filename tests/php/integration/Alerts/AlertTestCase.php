<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Alerts;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Unit\Signal\ManualClock;

/** Verdicts as a test wants them, a clock of its own, and what the watch makes of them. */
abstract class AlertTestCase extends PipelineTestCase {
	protected ManualClock $time;

	protected function setUp(): void {
		parent::setUp();
		$this->time = self::clock();
	}

	protected function site(): Services {
		return $this->services( $this->time );
	}

	/**
	 * A minute later these were measured, and the tick looked.
	 *
	 * @param array<string, Status> $statuses By signal.
	 */
	protected function round( array $statuses, string $reason = 'a_reason' ): void {
		$this->time->now_ms += 60_000;
		$verdicts = [];
		foreach ( $statuses as $signal => $status ) {
			$verdicts[] = new Verdict( (string) $signal, Reading::of( $status, $reason, "Finding of {$signal}.", [], 41, 's', 212, 900 ), $this->time->now_ms, $this->time->now_ms + 300_000, 5 );
		}
		( new VerdictStore( $this->site()->db ) )->save_all( $verdicts );
		$this->site()->alerts()->watch()->run();
	}

	/** @param array<string, Status> $statuses */
	protected function rounds( int $count, array $statuses ): void {
		for ( $n = 0; $n < $count; $n++ ) {
			$this->round( $statuses );
		}
	}

	/** @return array<string, string> State of the newest alert of each signal. */
	protected function states(): array {
		global $wpdb;
		return array_column( $wpdb->get_results( "SELECT signal_id, state FROM {$wpdb->prefix}smartalloc_ops_alerts ORDER BY id", ARRAY_A ), 'state', 'signal_id' );
	}

	/** @return list<string> Titles of what was put into the outbox, oldest first. */
	protected function told(): array {
		return array_reverse( array_map( static fn ( $announcement ): string => $announcement->message->told()->title, $this->site()->outbox()->announcements()->page( null, 50 ) ) );
	}

	protected function alert(): Alert {
		return $this->site()->alerts()->service()->page( false, null, 1 )[0];
	}

	/** @return list<string> */
	protected function journaled( string $prefix = 'alert.' ): array {
		global $wpdb;
		return $wpdb->get_col( $wpdb->prepare( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event LIKE %s ORDER BY id", $prefix . '%' ) );
	}
}
