<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Trace;

use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Trace\Answer;
use SmartAllocOps\Trace\TraceReport;

/** An entry whose story somebody asks for. */
abstract class TraceTestCase extends PipelineTestCase {
	protected function setUp(): void {
		parent::setUp();
		// An earlier test's lines may speak of the same numbers.
		$this->services()->logs()->folder->remove();
	}

	/** @param int $later How long after now it is asked, in milliseconds. */
	protected function trace( int $entry_id, int $later = 0 ): TraceReport {
		do_action( 'action_scheduler_after_process_queue' );
		$clock          = self::clock();
		$clock->now_ms += $later;
		return $this->services( $clock )->logs()->trace()->trace( $entry_id );
	}

	protected static function answer( TraceReport $report, string $id ): Answer {
		foreach ( $report->answers as $answer ) {
			if ( $id === $answer->id ) {
				return $answer;
			}
		}
		self::fail( "No answer {$id}." );
	}

	/** @param string $says Part of the sentence. */
	protected static function assert_answer( TraceReport $report, string $id, string $status, string $says ): void {
		$answer = self::answer( $report, $id );
		self::assertStringContainsString( $says, $answer->text, self::told( $report ) );
		self::assertSame( $status, $answer->status->value, self::told( $report ) );
		self::assertNotSame( '', $answer->plain );
	}

	protected static function told( TraceReport $report ): string {
		$lines = [ $report->headline ];
		foreach ( $report->answers as $answer ) {
			$lines[] = "{$answer->id} {$answer->status->value}: {$answer->text} | {$answer->plain}";
		}
		foreach ( $report->moments as $moment ) {
			$lines[] = "{$moment->at} {$moment->stage->value} {$moment->verdict->value}: {$moment->text} [{$moment->source}]";
		}
		foreach ( $report->evidence->sources as $source ) {
			$lines[] = "{$source->id} {$source->state}: {$source->detail}";
		}
		return implode( "\n", $lines );
	}
}
