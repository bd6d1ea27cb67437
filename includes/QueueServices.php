<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Health\HourlyCounts;
use SmartAllocOps\Health\SubmissionCounter;
use SmartAllocOps\Platform\ActionBatch;
use SmartAllocOps\Platform\ActionClaims;
use SmartAllocOps\Platform\CronBatch;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Platform\OptionLocks;
use SmartAllocOps\Queue\BatchGate;
use SmartAllocOps\Queue\BatchLoopback;
use SmartAllocOps\Queue\BatchRunner;
use SmartAllocOps\Queue\BatchService;
use SmartAllocOps\Queue\BatchStore;
use SmartAllocOps\Queue\FailureRecorder;
use SmartAllocOps\Queue\FailureService;
use SmartAllocOps\Queue\LockFinder;
use SmartAllocOps\Queue\LockService;
use SmartAllocOps\Queue\ProcessorLocks;

defined( 'ABSPATH' ) || exit;

/** What belongs to the queues' failures, locks and batches and to the silence of the forms, built when it is first asked for. */
final class QueueServices {
	private ?FailureRecorder $failure_recorder = null;

	public function __construct( private readonly Services $services ) {}

	/** Adds the hooks that these parts hang on. */
	public function register(): void {
		$this->failure_recorder()->register();
		$this->submission_counter()->register();
		( new BatchLoopback() )->register( fn (): BatchRunner => $this->batch_runner() );
	}

	public function failure_recorder(): FailureRecorder {
		return $this->failure_recorder ??= new FailureRecorder( $this->services->db, $this->services->clock );
	}

	public function hourly_counts(): HourlyCounts {
		return new HourlyCounts( $this->services->db, $this->services->clock );
	}

	public function submission_counter(): SubmissionCounter {
		return new SubmissionCounter( $this->hourly_counts(), $this->services->gravity_forms(), $this->services->config );
	}

	public function failures(): FailureService {
		return new FailureService( $this->services->action_scheduler(), new FailedActions( $this->services->db ), $this->failure_recorder(), $this->services->config );
	}

	public function locks(): LockService {
		$processors = new ProcessorLocks( $this->services->background_processors(), $this->services->processor_queues(), $this->option_locks(), $this->services->clock );
		$finder     = new LockFinder( new ActionClaims( $this->services->db ), $this->option_locks(), $processors, $this->services->clock );
		return new LockService( $finder, $this->services->action_scheduler(), $this->services->journal() );
	}

	public function batches(): BatchService {
		return new BatchService( $this->batch_store(), $this->batch_gate(), $this->batch_runner(), new BatchLoopback(), $this->services->journal(), $this->services->clock );
	}

	public function batch_runner(): BatchRunner {
		return new BatchRunner( $this->batch_store(), $this->batch_gate(), new ActionBatch(), new CronBatch( $this->option_locks() ), $this->services->journal() );
	}

	private function batch_store(): BatchStore {
		return new BatchStore( $this->services->db, $this->services->clock );
	}

	private function batch_gate(): BatchGate {
		return new BatchGate( $this->services->action_scheduler(), $this->services->flag_holds(), $this->services->flag_parts()->freezes(), $this->services->background_processors(), $this->services->config );
	}

	private function option_locks(): OptionLocks {
		return new OptionLocks( $this->services->db );
	}
}
