<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Reads and measures verdicts, and runs self-tests, over REST. */
final class HealthController implements Routes {
	public function __construct( private readonly HealthService $health, private readonly SiteHealth $site_health ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/health', fn (): array => HealthSchema::describe( $this->health->report() ), [], HealthSchema::report() );
		$router->add( 'GET', '/health/roll-ups/{roll_up}', fn ( \WP_REST_Request $request ): array => $this->site_health->result( (string) $request['roll_up'] ), [], SiteHealth::schema() );
		$router->add( 'POST', '/health/checks', [ $this, 'check' ], [ 'probe' => Shape::nullable( Shape::text() ) ], HealthSchema::report() );
		$router->add( 'POST', '/health/self-tests', [ $this, 'self_test' ], [ 'probe' => Shape::text() + [ 'required' => true ] ], HealthSchema::self_test() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function check( \WP_REST_Request $request ): array {
		return HealthSchema::describe( $this->health->check( isset( $request['probe'] ) ? (string) $request['probe'] : null ) );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function self_test( \WP_REST_Request $request ): array {
		return HealthSchema::describe_self_test( $this->health->self_test( (string) $request['probe'], Actor::current_user() ) );
	}
}
