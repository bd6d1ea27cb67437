<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Rehearses over REST, inside the request that asks for it, and shows what the last one found. */
final class RehearsalController implements Routes {
	public function __construct( private readonly Rehearsal $rehearsal, private readonly AskedOnce $asked ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/rehearsals', [ $this, 'last' ], [], RehearsalSchema::answer() );
		$router->add( 'POST', '/rehearsals', [ $this, 'rehearse' ], [ 'idempotency_key' => Shape::text() + [ 'required' => true ] ], RehearsalSchema::answer() );
	}

	/** @return array<string, mixed> */
	public function last(): array {
		return RehearsalSchema::describe( $this->rehearsal->last(), $this->rehearsal->good(), $this->rehearsal->actor() );
	}

	/**
	 * One that finds that it could not be done is an answer like the other.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function rehearse( \WP_REST_Request $request ): array {
		$this->asked->once( (string) $request['idempotency_key'], [ 'rehearsal' ], fn () => $this->rehearsal->run( Actor::current_user() ) );
		return $this->last();
	}
}
