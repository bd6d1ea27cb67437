<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Metrics\AccessService;
use SmartAllocOps\Metrics\AccessStore;
use SmartAllocOps\Metrics\ScrapeService;

defined( 'ABSPATH' ) || exit;

/** What a scraper gets, and who lets it in. */
final class MetricsServices {
	public function __construct( private readonly Services $services ) {}

	public function access(): AccessService {
		return new AccessService( new AccessStore( $this->services->db, $this->services->clock ), $this->services->journal() );
	}

	public function scrapes(): ScrapeService {
		$services = $this->services;
		return new ScrapeService( $services->kpi_services()->totals(), $services->health(), $services->kpi_services()->kpis(), $services->kpi_services()->gauges(), $services->work_counts(), $services->flags(), $services->run_store(), $services->alerts()->store(), $services->heartbeats(), $services->clock );
	}
}
