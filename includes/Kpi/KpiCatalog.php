<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Every KPI of the playbook with the limits that hold on this site, in the order they are shown. */
final class KpiCatalog {
	public const AREAS = [ 'queue', 'allocation', 'export', 'comms', 'forms' ];

	public const WAIT = 'queue.wait_p95';

	public function __construct( private readonly Config $config ) {}

	/** @return array<string, Kpi> By id. */
	public function all(): array {
		$kpis = [];
		foreach ( [ ...$this->queue(), ...$this->allocation(), ...$this->export(), ...$this->comms(), ...$this->forms() ] as $kpi ) {
			$kpis[ $kpi->id ] = $kpi;
		}
		return $kpis;
	}

	/** @return list<Kpi> */
	private function queue(): array {
		return [
			new Kpi( 'queue.failure_rate', 'queue', KpiKind::Share, '%', $this->config->limit( 'queue_failures' ) / 10, 100, Status::Critical, [ Metric::QueueFailed ], [ Metric::QueueRecovered ], [ Metric::QueueOk, Metric::QueueFailed ], 'group' ),
			new Kpi( self::WAIT, 'queue', KpiKind::Percentile, 'ms', $this->config->limit( 'queue_wait' ) * 1000, 20, Status::Critical, [ Metric::QueueWait ], scope: 'group' ),
			new Kpi( 'queue.dead_letters', 'queue', KpiKind::Check, 'count', $this->config->dead_letter_limit(), 0, Status::Critical, [ Metric::DeadLetters ], check: 'dead_letters' ),
		];
	}

	/** @return list<Kpi> */
	private function allocation(): array {
		return [
			new Kpi( 'allocation.duration_p95', 'allocation', KpiKind::Percentile, 'ms', $this->config->limit( 'allocation_duration' ), 20, Status::Critical, [ Metric::AllocationRun ], scope: 'form', sustained: true ),
			new Kpi( 'allocation.conflicts', 'allocation', KpiKind::None, 'count', null, 1, Status::Critical, [ Metric::AllocationConflict ], [], [ Metric::AllocationDone ], 'form' ),
			new Kpi( 'allocation.duplicates', 'allocation', KpiKind::None, 'count', null, 1, Status::Critical, [ Metric::AllocationDuplicate ], [], [ Metric::AllocationDone ], 'form' ),
		];
	}

	/** @return list<Kpi> */
	private function export(): array {
		return [
			new Kpi( 'export.peak_memory', 'export', KpiKind::Peak, 'bytes', $this->config->limit( 'export_memory' ) * 1024 * 1024, 1, Status::Critical, [ Metric::ExportPeak ] ),
			new Kpi( 'export.crashes', 'export', KpiKind::None, 'count', null, 1, Status::Critical, [ Metric::ExportCrashed ], [ Metric::ExportRecovered ], [ Metric::ExportEnded, Metric::ExportCrashed ] ),
			new Kpi( 'export.duration_p95', 'export', KpiKind::Percentile, 'ms', $this->config->limit( 'export_duration' ), 20, Status::Critical, [ Metric::ExportRun ], sustained: true ),
		];
	}

	/** @return list<Kpi> */
	private function comms(): array {
		return [
			new Kpi( 'comms.delivery_rate', 'comms', KpiKind::Share, '%', $this->config->limit( 'delivery' ) / 10, 50, Status::Critical, [ Metric::MessageFailed ], [ Metric::MessageRecovered ], [ Metric::MessageSent, Metric::MessageFailed ], 'channel', is_inverted: true ),
			new Kpi( 'comms.duplicates', 'comms', KpiKind::None, 'count', null, 1, Status::Critical, [ Metric::MessageDuplicate ], [], [ Metric::MessageSent ], 'channel' ),
			new Kpi( 'comms.send_p95', 'comms', KpiKind::Percentile, 'ms', $this->config->limit( 'send_duration' ), 20, Status::Recommended, [ Metric::MessageRun ], scope: 'channel' ),
			new Kpi( 'comms.bounce_rate', 'comms', KpiKind::Share, '%', $this->config->limit( 'bounces' ) / 10, 100, Status::Recommended, [ Metric::MessageBounced ], [], [ Metric::MessageSent ], 'channel' ),
		];
	}

	/** @return list<Kpi> */
	private function forms(): array {
		return [
			new Kpi( 'forms.error_rate', 'forms', KpiKind::Share, '%', $this->config->limit( 'form_errors' ) / 10, 200, Status::Critical, [ Metric::FormFailed ], [], [ Metric::FormAccepted ], 'form' ),
			new Kpi( 'forms.compatibility', 'forms', KpiKind::Check, '%', 100, 0, Status::Critical, [ Metric::FormsUnfit ], check: 'schema', is_inverted: true ),
		];
	}
}
