<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Platform\ActionClaims;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Platform\OptionLocks;
use SmartAllocOps\Queue\FailureRecorder;
use SmartAllocOps\Queue\FailureService;
use SmartAllocOps\Queue\LockFinder;
use SmartAllocOps\Queue\LockService;

defined( 'ABSPATH' ) || exit;

/** What belongs to the queues' failures, locks and batches, built when it is first asked for. */
final class QueueServices {
	private ?FailureRecorder $failure_recorder = null;

	public function __construct( private readonly Services $services ) {}

	public function failure_recorder(): FailureRecorder {
		return $this->failure_recorder ??= new FailureRecorder( $this->services->db, $this->services->clock );
	}

	public function failures(): FailureService {
		return new FailureService( $this->services->action_scheduler(), new FailedActions( $this->services->db ), $this->failure_recorder(), $this->services->config );
	}

	public function locks(): LockService {
		$finder = new LockFinder( new ActionClaims( $this->services->db ), new OptionLocks( $this->services->db ), $this->services->clock );
		return new LockService( $finder, $this->services->action_scheduler(), $this->services->journal() );
	}
}
