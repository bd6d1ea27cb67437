<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\Enforcer\ActionGuard;
use SmartAllocOps\Flags\Enforcer\CommsEnforcer;
use SmartAllocOps\Flags\Enforcer\CronGuard;
use SmartAllocOps\Flags\Enforcer\EventPause;
use SmartAllocOps\Flags\Enforcer\ExportModeEnforcer;
use SmartAllocOps\Flags\Enforcer\GenericPathEnforcer;
use SmartAllocOps\Flags\Enforcer\GppaEnforcer;
use SmartAllocOps\Flags\Enforcer\IntakeEnforcer;
use SmartAllocOps\Flags\Enforcer\JobReach;
use SmartAllocOps\Flags\Enforcer\PauseEnforcer;
use SmartAllocOps\Flags\Enforcer\ProcessorPause;
use SmartAllocOps\Flags\Enforcer\QueueEnforcer;
use SmartAllocOps\Flags\Enforcer\SchedulingEnforcer;
use SmartAllocOps\Flags\Enforcer\SubmissionReach;
use SmartAllocOps\Flags\Enforcer\WebhooksEnforcer;
use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\FlagSchema;
use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagStore;
use SmartAllocOps\Flags\FreezeService;
use SmartAllocOps\Flags\Handler\CronJobHandler;
use SmartAllocOps\Flags\Handler\HeldActionHandler;
use SmartAllocOps\Flags\Handler\HeldNotificationHandler;
use SmartAllocOps\Flags\Handler\HeldSubmissionHandler;
use SmartAllocOps\Flags\PlannedEnds;
use SmartAllocOps\Flags\QueueScopes;
use SmartAllocOps\Flags\Sightings;
use SmartAllocOps\Platform\Gppa;
use SmartAllocOps\Platform\HandlerSwitch;
use SmartAllocOps\Work\WorkHandler;

defined( 'ABSPATH' ) || exit;

/** The flags, what obeys each, and what brings held work back: the part of the composition root that belongs to them. */
final class FlagServices {
	/** @var array<class-string, object> */
	private array $made = [];

	public function __construct( private readonly Services $services ) {}

	/** Adds the hooks of everything that obeys. */
	public function register(): void {
		$this->action_guard()->register();
		$this->cron_guard()->register();
		foreach ( $this->enforcers() as $enforcer ) {
			$enforcer->register();
		}
		add_action( 'init', [ $this->sightings(), 'note' ], 1 );
		$this->reader()->on_news( fn () => $this->sightings()->note() );
	}

	public function store(): FlagStore {
		return $this->once( FlagStore::class, fn (): FlagStore => new FlagStore( $this->services->db, $this->services->clock, $this->services->logs()->log ) );
	}

	public function reader(): FlagReader {
		return $this->once( FlagReader::class, fn (): FlagReader => new FlagReader( $this->store() ) );
	}

	public function holds(): FlagHolds {
		return $this->once( FlagHolds::class, fn (): FlagHolds => new FlagHolds( $this->reader(), $this->services->config, $this->services->background_processors(), $this->services->smart_alloc() ) );
	}

	public function service(): FlagService {
		return $this->once( FlagService::class, fn (): FlagService => new FlagService( new FlagCatalog( $this->services->config, $this->queue_scopes() ), $this->store(), $this->reader(), $this->enforcers(), $this->freezes(), $this->services->clock ) );
	}

	public function queue_scopes(): QueueScopes {
		return $this->once( QueueScopes::class, fn (): QueueScopes => new QueueScopes( $this->services->config, $this->services->wp_cron(), $this->services->background_processors() ) );
	}

	public function freezes(): FreezeService {
		return $this->once( FreezeService::class, fn (): FreezeService => new FreezeService( $this->store(), $this->reader(), $this->services->clock ) );
	}

	public function planned_ends(): PlannedEnds {
		return $this->once( PlannedEnds::class, fn (): PlannedEnds => new PlannedEnds( $this->service(), $this->freezes(), $this->services->clock ) );
	}

	public function sightings(): Sightings {
		return $this->once( Sightings::class, fn (): Sightings => new Sightings( $this->services->db, $this->services->clock, $this->reader() ) );
	}

	public function schema(): FlagSchema {
		return $this->once( FlagSchema::class, fn (): FlagSchema => new FlagSchema( $this->service(), $this->services->work_counts() ) );
	}

	public function action_guard(): ActionGuard {
		return $this->once( ActionGuard::class, fn (): ActionGuard => new ActionGuard( $this->holds(), $this->services->action_scheduler(), $this->services->work_store() ) );
	}

	public function cron_guard(): CronGuard {
		return $this->once( CronGuard::class, fn (): CronGuard => new CronGuard( $this->holds() ) );
	}

	/** @return array<key-of<FlagCatalog::RULES>, FlagEnforcer> What obeys each flag, by its name. */
	public function enforcers(): array {
		return [
			'gppa'         => $this->gppa(),
			'queue'        => $this->queue(),
			'comms'        => $this->comms(),
			'webhooks'     => $this->webhooks(),
			'scheduling'   => $this->pause(),
			'intake'       => $this->intake(),
			'generic_path' => $this->generic_path(),
			'export_mode'  => $this->export_mode(),
		];
	}

	/** @return list<WorkHandler> What carries released work on, by its source. */
	public function handlers(): array {
		return [
			new HeldActionHandler( $this->services->action_scheduler() ),
			new HeldNotificationHandler( $this->comms() ),
			new HeldSubmissionHandler( $this->reader(), $this->services->smart_alloc() ),
			new CronJobHandler( $this->services->logs()->jobs ),
		];
	}

	public function scheduling(): SchedulingEnforcer {
		return $this->once( SchedulingEnforcer::class, fn (): SchedulingEnforcer => new SchedulingEnforcer( $this->holds(), $this->services->action_scheduler(), $this->services->action_queues() ) );
	}

	private function pause(): PauseEnforcer {
		return $this->once(
			PauseEnforcer::class,
			fn (): PauseEnforcer => new PauseEnforcer(
				$this->scheduling(),
				new EventPause( $this->services->wp_cron() ),
				new ProcessorPause( $this->holds(), $this->services->background_processors(), $this->services->processor_queues(), $this->services->clock )
			)
		);
	}

	public function comms(): CommsEnforcer {
		return $this->once( CommsEnforcer::class, fn (): CommsEnforcer => new CommsEnforcer( $this->holds(), $this->services->config, $this->services->work_store(), $this->services->action_scheduler(), $this->services->gravity_forms(), $this->services->running_job(), $this->job_reach() ) );
	}

	public function queue(): QueueEnforcer {
		return $this->once( QueueEnforcer::class, fn (): QueueEnforcer => new QueueEnforcer( $this->reader(), $this->services->config, $this->services->action_scheduler(), $this->services->work_store(), $this->services->work_counts(), $this->services->clock ) );
	}

	private function gppa(): GppaEnforcer {
		return $this->once( GppaEnforcer::class, fn (): GppaEnforcer => new GppaEnforcer( $this->reader(), $this->services->config, new Gppa(), $this->submission_reach() ) );
	}

	private function webhooks(): WebhooksEnforcer {
		return $this->once( WebhooksEnforcer::class, fn (): WebhooksEnforcer => new WebhooksEnforcer( $this->holds(), $this->services->config, $this->services->action_scheduler(), $this->services->running_job(), $this->job_reach() ) );
	}

	private function intake(): IntakeEnforcer {
		return $this->once( IntakeEnforcer::class, fn (): IntakeEnforcer => new IntakeEnforcer( $this->holds(), $this->services->config, $this->services->work_store(), $this->services->gravity_forms(), new HandlerSwitch( $this->services->smart_alloc() ), $this->submission_reach(), $this->job_reach() ) );
	}

	private function generic_path(): GenericPathEnforcer {
		return $this->once( GenericPathEnforcer::class, fn (): GenericPathEnforcer => new GenericPathEnforcer( $this->reader(), $this->services->config, $this->services->gravity_forms(), $this->services->smart_alloc(), new HandlerSwitch( $this->services->smart_alloc() ), $this->submission_reach() ) );
	}

	private function export_mode(): ExportModeEnforcer {
		return $this->once( ExportModeEnforcer::class, fn (): ExportModeEnforcer => new ExportModeEnforcer( $this->reader(), $this->services->config, $this->services->smart_alloc(), $this->services->heartbeats(), $this->job_reach() ) );
	}

	private function job_reach(): JobReach {
		return $this->once( JobReach::class, fn (): JobReach => new JobReach( $this->services->action_scheduler(), $this->services->action_queues(), $this->services->work_counts(), $this->services->config, $this->services->clock ) );
	}

	private function submission_reach(): SubmissionReach {
		return $this->once( SubmissionReach::class, fn (): SubmissionReach => new SubmissionReach( $this->services->gravity_forms(), $this->services->clock ) );
	}

	/**
	 * @template T of object
	 * @param class-string<T> $name
	 * @param callable(): T   $make
	 * @return T
	 */
	private function once( string $name, callable $make ): object {
		$made = $this->made[ $name ] ?? null;
		if ( ! $made instanceof $name ) {
			$made                = $make();
			$this->made[ $name ] = $made;
		}
		return $made;
	}
}
