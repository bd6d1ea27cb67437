<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Handler;

use SmartAllocOps\Platform\LogJobs;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkHandler;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;

defined( 'ABSPATH' ) || exit;

/** Runs a job of wp_cron mode: SmartAlloc's own handler does the work, as Action Scheduler would have it done. */
final class CronJobHandler implements WorkHandler {
	public function __construct( private readonly ?LogJobs $jobs = null ) {}

	public function source(): string {
		return 'cron_job';
	}

	public function is_idempotent(): bool {
		return false;
	}

	public function perform( WorkItem $item ): WorkOutcome {
		// A hook without a handler would count as done although nothing happened.
		if ( '' === $item->hook || ! has_action( $item->hook ) ) {
			return WorkOutcome::failed( WorkError::named( 'no_callback' ) );
		}
		$names = $GLOBALS['wp_current_filter'];
		$args  = array_values( (array) ( $item->payload['args'] ?? [] ) );
		$this->jobs?->begin( "work:{$item->id}", $item->hook, $item->group, $args, $item->due_at );
		try {
			do_action_ref_array( $item->hook, $args );
			$this->jobs?->end();
		} catch ( \Throwable $thrown ) {
			$this->jobs?->end( 'failed', $thrown );
			return WorkOutcome::failed( WorkError::from( $thrown ) );
		} finally {
			// WordPress leaves the name of a hook whose handler threw on its list, and the next job would seem to run inside it.
			$GLOBALS['wp_current_filter'] = $names;
		}
		return WorkOutcome::done();
	}
}
