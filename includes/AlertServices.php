<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Alerts\AlertSchema;
use SmartAllocOps\Alerts\AlertService;
use SmartAllocOps\Alerts\AlertStore;
use SmartAllocOps\Alerts\AlertTeller;
use SmartAllocOps\Alerts\AlertWatch;
use SmartAllocOps\Alerts\Evidence;
use SmartAllocOps\Alerts\Signals;
use SmartAllocOps\Alerts\SiteChanges;
use SmartAllocOps\Kpi\KpiCatalog;
use SmartAllocOps\Kpi\KpiService;
use SmartAllocOps\Kpi\KpiWords;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/** What turns verdicts into alerts, and what freezes the evidence, built when it is first asked for. */
final class AlertServices {
	public function __construct( private readonly Services $services ) {}

	public function watch(): AlertWatch {
		return new AlertWatch( new VerdictStore( $this->services->db ), $this->store(), $this->signals(), $this->evidence(), $this->teller(), $this->services->journal(), $this->services->clock );
	}

	public function service(): AlertService {
		return new AlertService( $this->store(), $this->evidence(), $this->services->journal() );
	}

	public function schema(): AlertSchema {
		return new AlertSchema( $this->service(), $this->signals() );
	}

	public function store(): AlertStore {
		return new AlertStore( $this->services->db, $this->services->clock );
	}

	public function changes(): SiteChanges {
		return new SiteChanges( $this->services->db, $this->services->journal() );
	}

	public function signals(): Signals {
		return new Signals(
			fn (): array => $this->services->health_services()->probes(),
			function ( string $id ): array {
				if ( KpiService::RECORDER === $id ) {
					return [
						'label' => __( 'Recorder of the KPIs', 'smartalloc-ops' ),
						'rule'  => __( 'To be looked at when a measurement was lost in the last day.', 'smartalloc-ops' ),
					];
				}
				$kpi = ( new KpiCatalog( $this->services->config ) )->all()[ $id ] ?? null;
				return [
					'label' => KpiWords::label( $id ),
					'rule'  => null === $kpi ? '' : KpiWords::rule( $kpi ),
				];
			}
		);
	}

	private function teller(): AlertTeller {
		return new AlertTeller( $this->store(), $this->evidence(), $this->signals(), $this->services->outbox()->announcements(), Config::load( ... ) );
	}

	private function evidence(): Evidence {
		return new Evidence(
			$this->services->db,
			$this->services->clock,
			$this->signals(),
			$this->services->flags(),
			$this->services->health_services()->versions(),
			$this->services->records()->feed(),
			fn (): ?string => $this->services->smart_alloc()->presence()->version
		);
	}
}
