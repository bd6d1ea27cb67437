<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Flags\FlagSchema;
use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagStore;
use SmartAllocOps\Health\HealthService;
use SmartAllocOps\Health\SiteHealth;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Overview\Coverage;
use SmartAllocOps\Overview\HookObserver;
use SmartAllocOps\Overview\OverviewSchema;
use SmartAllocOps\Overview\OverviewService;
use SmartAllocOps\Overview\Problems;
use SmartAllocOps\Overview\Pulse;
use SmartAllocOps\Overview\SiteHeader;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseClock;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\OptionLease;
use SmartAllocOps\Platform\ProcessorQueues;
use SmartAllocOps\Platform\RunningJob;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Queue\QueueBuilder;
use SmartAllocOps\Queue\QueueService;
use SmartAllocOps\Queue\RunnerHeartbeat;
use SmartAllocOps\Queue\WorkTally;
use SmartAllocOps\Rollback\RollbackProcedure;
use SmartAllocOps\Rollback\RollbackService;
use SmartAllocOps\Run\Engine;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Run\RunStore;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Work\ReleaseLoop;
use SmartAllocOps\Work\WorkCounts;
use SmartAllocOps\Work\WorkService;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/** Builds each object once, when it is first asked for: a page of the site needs few of them. */
final class Services {
	/** @var array<class-string, object> */
	private array $made = [];

	public readonly Clock $clock;
	public readonly Config $config;
	public readonly Database $db;

	public function __construct( private readonly \wpdb $wpdb, ?Clock $clock = null ) {
		$this->clock  = $clock ?? new DatabaseClock( $wpdb );
		$this->config = Config::load();
		$this->db     = new Database( $wpdb );
	}

	public function install(): Install {
		return $this->once( Install::class, fn (): Install => new Install( $this->db, $this->wpdb, $this->action_scheduler(), $this->flag_reader(), $this->flag_parts()->queue(), new OptionLease( $this->db, $this->clock ) ) );
	}

	public function logs(): LogServices {
		return $this->once( LogServices::class, fn (): LogServices => new LogServices( $this ) );
	}

	public function journal(): Journal {
		return $this->once( Journal::class, fn (): Journal => new Journal( $this->db, $this->clock ) );
	}

	public function heartbeats(): Heartbeats {
		return $this->once( Heartbeats::class, fn (): Heartbeats => new Heartbeats( $this->db, $this->clock ) );
	}

	public function action_scheduler(): ActionScheduler {
		return $this->once( ActionScheduler::class, fn (): ActionScheduler => new ActionScheduler( $this->db ) );
	}

	public function action_queues(): ActionQueues {
		return $this->once( ActionQueues::class, fn (): ActionQueues => new ActionQueues( $this->db, $this->clock, $this->config, $this->smart_alloc() ) );
	}

	public function running_job(): RunningJob {
		return $this->once( RunningJob::class, fn (): RunningJob => new RunningJob( $this->action_scheduler() ) );
	}

	public function gravity_forms(): GravityForms {
		return $this->once( GravityForms::class, fn (): GravityForms => new GravityForms( $this->db ) );
	}

	public function background_processors(): BackgroundProcessors {
		return $this->once( BackgroundProcessors::class, static fn (): BackgroundProcessors => new BackgroundProcessors() );
	}

	public function processor_queues(): ProcessorQueues {
		return $this->once( ProcessorQueues::class, fn (): ProcessorQueues => new ProcessorQueues( $this->db ) );
	}

	public function smart_alloc(): SmartAlloc {
		return $this->once( SmartAlloc::class, static fn (): SmartAlloc => new SmartAlloc() );
	}

	public function wp_cron(): WpCron {
		return $this->once( WpCron::class, fn (): WpCron => new WpCron( $this->clock ) );
	}

	/** Everything around the flags. */
	public function flag_parts(): FlagServices {
		return $this->once( FlagServices::class, fn (): FlagServices => new FlagServices( $this ) );
	}

	public function flag_store(): FlagStore {
		return $this->flag_parts()->store();
	}

	public function flag_reader(): FlagReader {
		return $this->flag_parts()->reader();
	}

	public function flag_holds(): FlagHolds {
		return $this->flag_parts()->holds();
	}

	public function flags(): FlagService {
		return $this->flag_parts()->service();
	}

	public function flag_schema(): FlagSchema {
		return $this->flag_parts()->schema();
	}

	public function work_store(): WorkStore {
		return $this->once( WorkStore::class, fn (): WorkStore => new WorkStore( $this->db, $this->clock, $this->logs()->log ) );
	}

	public function work_counts(): WorkCounts {
		return $this->once( WorkCounts::class, fn (): WorkCounts => new WorkCounts( $this->db ) );
	}

	public function work(): WorkService {
		return $this->once( WorkService::class, fn (): WorkService => new WorkService( $this->work_store(), $this->journal() ) );
	}

	public function release_loop(): ReleaseLoop {
		return $this->once(
			ReleaseLoop::class,
			fn (): ReleaseLoop => new ReleaseLoop(
				$this->work_store(),
				$this->flag_holds(),
				$this->clock,
				$this->config,
				$this->flag_parts()->handlers()
			)
		);
	}

	public function run_store(): RunStore {
		return $this->once( RunStore::class, fn (): RunStore => new RunStore( $this->db, $this->clock, $this->logs()->log ) );
	}

	public function runs(): RunService {
		return $this->once(
			RunService::class,
			fn (): RunService => new RunService(
				$this->run_store(),
				new Engine( $this->run_store(), [ RollbackProcedure::KIND => $this->rollback_services()->procedure() ], $this->logs()->log ),
				$this->journal(),
				$this->clock
			)
		);
	}

	public function run_schema(): RunSchema {
		return $this->once( RunSchema::class, fn (): RunSchema => new RunSchema( $this->runs(), $this->clock ) );
	}

	public function rollbacks(): RollbackService {
		return $this->rollback_services()->rollbacks();
	}

	public function rollback_services(): RollbackServices {
		return $this->once( RollbackServices::class, fn (): RollbackServices => new RollbackServices( $this ) );
	}

	public function wpdb(): \wpdb {
		return $this->wpdb;
	}

	public function health_services(): HealthServices {
		return $this->once( HealthServices::class, fn (): HealthServices => new HealthServices( $this ) );
	}

	public function health(): HealthService {
		return $this->health_services()->health();
	}

	public function site_health(): SiteHealth {
		return $this->health_services()->site_health();
	}

	public function queues(): QueueService {
		return $this->once(
			QueueService::class,
			fn (): QueueService => new QueueService( $this->action_scheduler(), $this->action_queues(), $this->wp_cron(), $this->background_processors(), $this->processor_queues(), new WorkTally( $this->db, $this->clock ), $this->heartbeats(), $this->flags(), new QueueBuilder( $this->wp_cron(), $this->flag_parts()->queue_scopes(), $this->config, $this->flag_holds() ), $this->config, $this->clock )
		);
	}

	public function queue_services(): QueueServices {
		return $this->once( QueueServices::class, fn (): QueueServices => new QueueServices( $this ) );
	}

	public function kpi_services(): KpiServices {
		return $this->once( KpiServices::class, fn (): KpiServices => new KpiServices( $this ) );
	}

	public function metrics(): MetricsServices {
		return $this->once( MetricsServices::class, fn (): MetricsServices => new MetricsServices( $this ) );
	}

	public function runner_heartbeat(): RunnerHeartbeat {
		return $this->once( RunnerHeartbeat::class, fn (): RunnerHeartbeat => new RunnerHeartbeat( $this->heartbeats(), $this->background_processors() ) );
	}

	public function hook_observer(): HookObserver {
		return $this->once( HookObserver::class, fn (): HookObserver => new HookObserver( $this->heartbeats() ) );
	}

	public function records(): RecordServices {
		return $this->once( RecordServices::class, fn (): RecordServices => new RecordServices( $this ) );
	}

	public function alerts(): AlertServices {
		return $this->once( AlertServices::class, fn (): AlertServices => new AlertServices( $this ) );
	}

	public function trigger_services(): TriggerServices {
		return $this->once( TriggerServices::class, fn (): TriggerServices => new TriggerServices( $this ) );
	}

	public function vault_services(): VaultServices {
		return $this->once( VaultServices::class, fn (): VaultServices => new VaultServices( $this ) );
	}

	public function outbox(): OutboxServices {
		return $this->once( OutboxServices::class, fn (): OutboxServices => new OutboxServices( $this ) );
	}

	public function overview(): OverviewService {
		return $this->once( OverviewService::class, fn (): OverviewService => new OverviewService( $this->health(), $this->queues(), $this->flags(), $this->runs(), $this->heartbeats(), $this->kpi_services()->kpis(), new Problems( $this->flags() ), new Coverage( $this->gravity_forms() ), new Pulse( $this->db, $this->heartbeats() ), $this->clock ) );
	}

	public function overview_schema(): OverviewSchema {
		return $this->once( OverviewSchema::class, fn (): OverviewSchema => new OverviewSchema( $this->flag_schema(), $this->run_schema(), new SiteHeader( $this->smart_alloc() ), $this->alerts()->schema() ) );
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
