<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Reads and changes the watchdog over REST. */
final class WatchdogController implements Routes {
	public function __construct( private readonly WatchdogService $watchdog ) {}

	public function register_routes( Router $router ): void {
		$fields = [
			'installed' => Shape::boolean() + [ 'required' => true ],
			'act_alone' => Shape::boolean() + [ 'required' => true ],
			'reason'    => Shape::text() + [ 'required' => true ],
		];
		$router->add( 'GET', '/watchdog', fn (): array => WatchdogSchema::describe( $this->watchdog->status() ), [], WatchdogSchema::item() );
		$router->add( 'PUT', '/watchdog', fn ( \WP_REST_Request $request ): array => WatchdogSchema::describe( $this->watchdog->change( true === $request['installed'], true === $request['act_alone'], (string) $request['reason'], Actor::current_user() ) ), $fields, WatchdogSchema::item() );
	}
}
