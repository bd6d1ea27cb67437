<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Alerts\AlertsController;
use SmartAllocOps\Audit\AuditController;
use SmartAllocOps\Flags\FlagsController;
use SmartAllocOps\Flags\FreezeController;
use SmartAllocOps\Health\HealthController;
use SmartAllocOps\Kpi\KpiController;
use SmartAllocOps\Metrics\MetricsController;
use SmartAllocOps\Outbox\ChannelsController;
use SmartAllocOps\Overview\OverviewController;
use SmartAllocOps\Queue\BatchController;
use SmartAllocOps\Queue\FailureController;
use SmartAllocOps\Queue\LockController;
use SmartAllocOps\Queue\QueueController;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Rollback\RollbackController;
use SmartAllocOps\Run\RunsController;
use SmartAllocOps\Settings\SettingsController;
use SmartAllocOps\Trace\TraceController;
use SmartAllocOps\Watchdog\WatchdogController;
use SmartAllocOps\Work\WorkController;

defined( 'ABSPATH' ) || exit;

/** Every controller of the REST API, built only for a REST request. */
final class Controllers {
	public function __construct( private readonly Services $services ) {}

	/** @return list<Routes> */
	public function all(): array {
		$services = $this->services;
		return [
			new OverviewController( $services->overview(), $services->overview_schema() ),
			new HealthController( $services->health(), $services->site_health() ),
			new KpiController( $services->kpi_services()->kpis(), $services->kpi_services()->gauges(), $services->kpi_services()->trends(), $services->kpi_services()->series() ),
			new QueueController( $services->queues() ),
			new FailureController( $services->queue_services()->failures() ),
			new BatchController( $services->queue_services()->batches(), $services->clock ),
			new LockController( $services->queue_services()->locks() ),
			new WorkController( $services->work(), $services->work_counts() ),
			new TraceController( $services->logs()->trace() ),
			new FlagsController( $services->flags(), $services->flag_schema() ),
			new AuditController( $services->records()->audit() ),
			new SettingsController( $services->records()->settings(), $services->records()->settings_schema() ),
			new AlertsController( $services->alerts()->service(), $services->alerts()->schema() ),
			new ChannelsController( $services->outbox()->channels() ),
			new MetricsController( $services->metrics()->access(), $services->metrics()->scrapes() ),
			new FreezeController( $services->flag_parts()->freezes() ),
			new RunsController( $services->runs(), $services->run_schema(), new AskedOnce( $services->db, $services->clock ) ),
			new RollbackController( $services->rollbacks(), $services->run_schema() ),
			( new RollbackServices( $services ) )->rehearsal_controller(),
			$services->trigger_services()->controller(),
			$services->vault_services()->controller(),
			new WatchdogController( WatchdogServices::of( $services ) ),
		];
	}
}
