<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Run\RunSchema;

defined( 'ABSPATH' ) || exit;

/** Readiness, dry run and start of a rollback, over REST. */
final class RollbackController implements Routes {
	public function __construct( private readonly RollbackService $rollbacks, private readonly RunSchema $runs ) {}

	public function register_routes( Router $router ): void {
		$fields = [
			'scenario'            => Shape::text() + [ 'required' => true ],
			'reason'              => Shape::text() + [ 'default' => '' ],
			'confirmation'        => Shape::text() + [ 'default' => '' ],
			'idempotency_key'     => Shape::text() + [ 'default' => '' ],
			'strategy'            => Shape::one_of( Strategy::values() ) + [ 'default' => 'auto' ],
			'flags'               => Shape::one_of( [ 'put_back', 'leave' ] ) + [ 'default' => 'put_back' ],
			'accept_newer_schema' => Shape::boolean() + [ 'default' => false ],
			'dry_run'             => Shape::boolean() + [ 'default' => false ],
		];
		$router->add( 'GET', '/rollbacks/readiness', [ $this, 'readiness' ], [], RollbackSchema::readiness() );
		$router->add( 'POST', '/rollbacks', [ $this, 'start' ], $fields, RollbackSchema::answer() );
	}

	/** @return array<string, mixed> */
	public function readiness(): array {
		$active = $this->rollbacks->active();
		return [
			'scenarios' => array_map( static fn ( Scenario $scenario ): array => $scenario->to_array(), $this->rollbacks->scenarios() ),
			'active'    => null === $active ? null : $this->runs->describe( $active ),
			'ticks'     => $this->rollbacks->ticks(),
		];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>|\WP_REST_Response
	 */
	public function start( \WP_REST_Request $request ): array|\WP_REST_Response {
		$wish = new Wish( (string) $request['scenario'], (string) $request['strategy'], (string) $request['flags'], true === $request['accept_newer_schema'] );
		if ( true === $request['dry_run'] ) {
			return $this->rollbacks->plan( $wish );
		}
		try {
			$run = $this->rollbacks->start( $wish, (string) $request['confirmation'], (string) $request['idempotency_key'], (string) $request['reason'], Actor::current_user() );
		} catch ( Conflict $lost ) {
			throw $this->runs->described( $lost );
		}
		$response = new \WP_REST_Response( $this->runs->describe( $run ), 201 );
		$response->header( 'Location', rest_url( Router::NAMESPACE . "/runs/{$run->id}" ) );
		return $response;
	}
}
