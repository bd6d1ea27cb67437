<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** The first screen in one call. */
final class OverviewController implements Routes {
	public function __construct( private readonly OverviewService $overview, private readonly OverviewSchema $schema ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/overview', fn (): array => $this->schema->describe( $this->overview->report() ), [], OverviewSchema::item() );
		$router->add( 'GET', '/coverage', fn (): array => $this->overview->coverage(), [], CoverageSchema::report() );
	}
}
