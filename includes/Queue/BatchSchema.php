<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** A batch on the wire. */
final class BatchSchema {
	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'id'          => Shape::integer(),
				'queue'       => Shape::text(),
				'state'       => Shape::one_of( [ 'asked', 'running', 'done', 'failed', 'not_started', 'lost' ] ),
				'size'        => Shape::integer(),
				'place'       => Shape::one_of( [ 'loopback', 'here' ] ),
				'reason'      => Shape::text(),
				'actor'       => Shape::actor(),
				'ran_as'      => Shape::nullable( Shape::integer() ),
				'processed'   => Shape::integer(),
				'done'        => Shape::integer(),
				'failed'      => Shape::integer(),
				'held'        => Shape::integer(),
				'stopped'     => Shape::nullable( Shape::one_of( [ 'size', 'empty', 'time', 'held', 'busy', 'claim_lost', 'error', 'fatal' ] ) ),
				'error'       => Shape::nullable( Shape::text() ),
				'text'        => Shape::text(),
				'action'      => Shape::nullable( Shape::action() ),
				'asked_at'    => Shape::time(),
				'started_at'  => Shape::nullable( Shape::time() ),
				'finished_at' => Shape::nullable( Shape::time() ),
			],
			'batch'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( Batch $batch, int $now_ms ): array {
		$state = $batch->state_at( $now_ms );
		return [
			'id'          => $batch->id,
			'queue'       => $batch->queue,
			'state'       => $state,
			'size'        => $batch->size,
			'place'       => 'here' === $batch->place ? 'here' : 'loopback',
			'reason'      => $batch->reason,
			'actor'       => $batch->actor->to_array(),
			'ran_as'      => $batch->ran_as,
			'processed'   => $batch->processed,
			'done'        => $batch->done,
			'failed'      => $batch->failed,
			'held'        => $batch->held,
			'stopped'     => $batch->stopped,
			'error'       => null === $batch->error_class ? null : trim( "{$batch->error_class} {$batch->error_frame}" ),
			'text'        => self::text( $batch, $state ),
			'action'      => self::action( $batch, $state )?->to_array(),
			'asked_at'    => Time::rfc3339( $batch->asked_at ),
			'started_at'  => Time::rfc3339( $batch->started_at ),
			'finished_at' => Time::rfc3339( $batch->finished_at ),
		];
	}

	/** What became of it, in a sentence or two. */
	private static function text( Batch $batch, string $state ): string {
		return match ( $state ) {
			'asked' => __( 'Asked for; the request that runs it has not begun yet.', 'smartalloc-ops' ),
			'not_started' => __( 'It never began: the site could not reach itself. Nothing was run.', 'smartalloc-ops' ),
			/* translators: %d: number of jobs. */
			'lost' => sprintf( __( 'Its process fell silent after %d jobs. The job it was at may have done its work or not.', 'smartalloc-ops' ), $batch->processed ),
			/* translators: %d: number of jobs. */
			'running' => sprintf( __( 'Running: %d jobs so far.', 'smartalloc-ops' ), $batch->processed ),
			default => self::counts( $batch ) . ' ' . self::ending( $batch ),
		};
	}

	private static function counts( Batch $batch ): string {
		/* translators: 1: number of jobs, 2: number of jobs, 3: number of jobs. */
		return sprintf( __( '%1$d done, %2$d failed, %3$d held back.', 'smartalloc-ops' ), $batch->done, $batch->failed, $batch->held );
	}

	private static function ending( Batch $batch ): string {
		return match ( $batch->stopped ) {
			'size' => __( 'It ran as many as were asked for.', 'smartalloc-ops' ),
			'empty' => __( 'Nothing more is due.', 'smartalloc-ops' ),
			'time' => __( 'Its time was over; the rest waits as before.', 'smartalloc-ops' ),
			'held' => __( 'The queue was paused meanwhile; the rest waits as before.', 'smartalloc-ops' ),
			'busy' => __( 'Another runner is at work and there may be no more at once: that one runs the jobs.', 'smartalloc-ops' ),
			'claim_lost' => __( 'Somebody took its claim away; the rest waits as before.', 'smartalloc-ops' ),
			'fatal' => __( 'A job ended the process: look at the failed jobs.', 'smartalloc-ops' ),
			default => __( 'An error ended it.', 'smartalloc-ops' ),
		};
	}

	private static function action( Batch $batch, string $state ): ?Action {
		return match ( true ) {
			'not_started' === $state => Action::command( __( 'Run it from the shell', 'smartalloc-ops' ), "wp smartalloc-ops queue run {$batch->queue} --batches=1 --reason=..." ),
			'lost' === $state => Action::command( __( 'Look for what it left behind', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ),
			$batch->failed > 0 || 'fatal' === $batch->stopped => Action::command( __( 'List failed jobs', 'smartalloc-ops' ), 'wp smartalloc-ops queue failures' . ( str_starts_with( $batch->queue, 'as:' ) ? " {$batch->queue}" : '' ) ),
			default => null,
		};
	}
}
