<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Tells an entry's story over REST. */
final class TraceController implements Routes {
	public function __construct( private readonly TraceService $traces ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/entries/{id}/trace', fn ( \WP_REST_Request $request ): array => TraceSchema::describe( $this->traces->trace( (int) $request['id'] ) ), [], TraceSchema::report() );
	}
}
