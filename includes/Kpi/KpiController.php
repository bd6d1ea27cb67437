<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the KPIs over REST: all of them in one answer.
 *
 * @phpstan-import-type JobCounts from Gauges
 */
final class KpiController implements Routes {
	public function __construct( private readonly KpiService $kpis, private readonly Gauges $gauges ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/kpis', fn (): array => KpiSchema::describe( $this->kpis->report(), $this->gauges() ), [], KpiSchema::report() );
	}

	/** @return JobCounts|null Null: they cannot be read, and the verdicts must come all the same. */
	private function gauges(): ?array {
		try {
			return $this->gauges->report();
		} catch ( DatabaseError ) {
			return null;
		}
	}
}
