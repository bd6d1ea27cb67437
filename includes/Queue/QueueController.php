<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Lists queues over REST. */
final class QueueController implements Routes {
	public function __construct( private readonly QueueService $queues ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/queues', fn (): array => QueueSchema::describe( $this->queues->report() ), [], QueueSchema::report() );
	}
}
