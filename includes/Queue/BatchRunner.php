<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\ActionBatch;
use SmartAllocOps\Platform\BatchLimits;
use SmartAllocOps\Platform\BatchResult;
use SmartAllocOps\Platform\CronBatch;
use SmartAllocOps\Work\WorkError;

defined( 'ABSPATH' ) || exit;

/** Runs a batch in this process, as nobody, and writes down how far it came whatever ends it. */
final class BatchRunner {
	public function __construct(
		private readonly BatchStore $store,
		private readonly BatchGate $gate,
		private readonly ActionBatch $actions,
		private readonly CronBatch $cron,
		private readonly Journal $journal,
	) {}

	/**
	 * @param string|null $token Null: it runs where it was asked for.
	 * @return Batch|null Null: it had begun already, was never asked for, or the token is not its own.
	 */
	public function run( int $id, ?string $token, int $budget_s ): ?Batch {
		$user = get_current_user_id();
		// Jobs run as nobody when WP-Cron runs them: they must not do more, or write other names, because a person asked.
		wp_set_current_user( 0 );
		$result = new BatchResult();
		try {
			$batch = $this->store->begin( $id, null === $token ? null : hash( 'sha256', $token ), get_current_user_id() );
			if ( null === $batch ) {
				return null;
			}
			register_shutdown_function(
				function () use ( $batch, $result ): void {
					if ( null === $result->stopped ) {
						// A handler ended the process: exit, a fatal error, or no memory.
						$result->stopped = 'fatal';
						$this->end( $batch, $result );
					}
				}
			);
			$this->work( $batch, $result, $budget_s );
			$this->end( $batch, $result );
			return $this->store->get( $id );
		} finally {
			wp_set_current_user( $user );
		}
	}

	private function work( Batch $batch, BatchResult $result, int $budget_s ): void {
		if ( [] !== $this->gate->refusals( $batch->queue ) ) {
			$result->stopped = 'held';
			return;
		}
		$limits          = new BatchLimits( $batch->size, $budget_s, fn (): bool => ! $this->gate->is_held( $batch->queue ), fn ( BatchResult $so_far ) => $this->store->progress( $batch->id, $so_far ) );
		[ $kind, $name ] = explode( ':', $batch->queue, 2 );
		if ( 'as' === $kind ) {
			$this->actions->run( $name, $limits, $result );
		} elseif ( '' !== $name ) {
			$this->cron->run( $name, $limits, $result );
		}
		$result->stopped ??= 'empty';
	}

	private function end( Batch $batch, BatchResult $result ): void {
		$error = null === $result->error ? null : WorkError::from( $result->error );
		$state = in_array( $result->stopped, [ 'error', 'fatal' ], true ) ? 'failed' : 'done';
		if ( $this->store->finish( $batch->id, $state, $result, $error?->class_name, $error?->frame ) ) {
			$this->journal->record(
				$batch->actor,
				'batch.ended',
				"batch:{$batch->id}",
				$batch->reason,
				[
					'queue'     => $batch->queue,
					'processed' => $result->processed,
					'done'      => $result->done,
					'failed'    => $result->failed,
					'held'      => $result->held,
					'stopped'   => $result->stopped,
				]
			);
		}
	}
}
