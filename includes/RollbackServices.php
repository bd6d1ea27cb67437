<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\ActionBatch;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\Builds;
use SmartAllocOps\Rollback\NextSteps;
use SmartAllocOps\Rollback\Nodes;
use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Rollback\Rehearsal;
use SmartAllocOps\Rollback\RehearsalController;
use SmartAllocOps\Rollback\RehearsalRecord;
use SmartAllocOps\Rollback\RollbackProcedure;
use SmartAllocOps\Rollback\RollbackService;
use SmartAllocOps\Rollback\RollbackSteps;
use SmartAllocOps\Rollback\ScenarioCatalog;
use SmartAllocOps\Rollback\Steps\Drain;
use SmartAllocOps\Rollback\Steps\NoteDamage;
use SmartAllocOps\Rollback\Steps\SwapHere;
use SmartAllocOps\Rollback\Trickle;
use SmartAllocOps\Rollback\UpdateGuard;
use SmartAllocOps\Vault\VaultJournal;
use SmartAllocOps\Work\WorkMarks;

defined( 'ABSPATH' ) || exit;

/** What brings the last known good build back, built when it is first asked for. */
final class RollbackServices {
	private ?RollbackService $rollbacks = null;
	private readonly Places $places;

	public function __construct( private readonly Services $services, ?Places $places = null, private readonly ?BuildProbe $probe = null ) {
		$this->places = $places ?? VaultServices::places();
	}

	public function rollbacks(): RollbackService {
		return $this->rollbacks ??= new RollbackService( $this->scenarios(), $this->services->flags(), $this->services->runs(), $this->next_steps(), $this->services->smart_alloc(), fn (): array => [ ...$this->services->vault_services()->readiness()->ticks(), WatchdogServices::of( $this->services )->tick() ], $this->preflight(), $this->rehearsal() );
	}

	public function procedure(): RollbackProcedure {
		return new RollbackProcedure( $this->scenarios(), $this->steps(), $this->next_steps(), $this->services->run_store(), $this->builds() );
	}

	public function preflight(): Preflight {
		return new Preflight( $this->places, $this->archives(), $this->nodes(), $this->builds(), $this->services->smart_alloc() );
	}

	public function rehearsal(): Rehearsal {
		return new Rehearsal( $this->preflight(), $this->archives(), $this->places, $this->builds(), $this->probe(), new RehearsalRecord(), $this->services->journal(), fn ( string $subject ): ?Actor => ( new VaultJournal( $this->services->db ) )->who( 'rollback.rehearsed', $subject ), $this->services->clock );
	}

	public function rehearsal_controller(): RehearsalController {
		return new RehearsalController( $this->rehearsal(), new AskedOnce( $this->services->db, $this->services->clock ) );
	}

	public function nodes(): Nodes {
		return new Nodes( $this->services->heartbeats(), $this->services->clock );
	}

	public function probe(): BuildProbe {
		return $this->probe ?? new BuildProbe( $this->builds(), $this->services->smart_alloc(), $this->services->flag_reader(), $this->services->heartbeats() );
	}

	public function update_guard(): UpdateGuard {
		return new UpdateGuard( $this->services->run_store(), $this->builds() );
	}

	public function builds(): Builds {
		return new Builds( $this->places, $this->services->smart_alloc() );
	}

	private function steps(): RollbackSteps {
		$services = $this->services;
		$is_there = static fn (): bool => WatchdogServices::of( $services )->status()->is_watching();
		$watch    = new Watch( $this->places, $this->builds()->folder() ?? 'smart-alloc' );
		return new RollbackSteps(
			$services->flags(),
			$services->run_store(),
			$this->preflight(),
			$this->next_steps(),
			$services->outbox()->announcements(),
			new Drain( $services->action_scheduler(), $services->action_queues(), $services->config ),
			new NoteDamage( static fn (): ?array => $services->trigger_services()->active_build()->now( false ), $this->archives(), $services->action_scheduler(), new FailedActions( $services->db ), new WorkMarks( $services->db ), $services->config ),
			$watch,
			$is_there,
			new SwapHere( $this->places, $watch, $this->builds(), $this->probe(), $this->archives(), $is_there ),
			$this->builds(),
			$this->probe(),
			new Trickle( new ActionBatch(), $services->flags(), new FailedActions( $services->db ) ),
			$services->action_scheduler(),
			$this->archives(),
			$services->clock,
			$services->smart_alloc()
		);
	}

	private function archives(): KeptArchives {
		return new KeptArchives( ( new VaultServices( $this->services, $this->places ) )->vault() );
	}

	private function scenarios(): ScenarioCatalog {
		return new ScenarioCatalog( $this->services->config );
	}

	private function next_steps(): NextSteps {
		return new NextSteps( $this->services->smart_alloc(), $this->services->vault_services()->command( ... ) );
	}
}
