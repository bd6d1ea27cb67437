<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Alerts and the decisions behind them, over REST. */
final class AlertsController implements Routes {
	public function __construct( private readonly AlertService $alerts, private readonly AlertSchema $schema ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/alerts', [ $this, 'page' ], [ 'open' => Shape::boolean() + [ 'default' => false ] ] + Fields::cursor(), AlertSchema::page() );
		$router->add( 'GET', '/alerts/{id}', fn ( \WP_REST_Request $request ): array => $this->schema->describe( $this->alerts->get( (int) $request['id'] ) ), [], AlertSchema::item() );
		$router->add( 'POST', '/alerts/{id}/acknowledgements', [ $this, 'acknowledge' ], [ 'reason' => Shape::text() + [ 'required' => true ] ], AlertSchema::item() );
		$router->add( 'GET', '/decisions/{id}', fn ( \WP_REST_Request $request ): array => AlertSchema::describe_decision( $this->alerts->decision( (int) $request['id'] ) ), [], AlertSchema::decision() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$items = $this->alerts->page( true === $request['open'], isset( $request['before'] ) ? (int) $request['before'] : null, $limit );
		$last  = end( $items );
		return [
			'items'       => array_map( [ $this->schema, 'describe_line' ], $items ),
			'next_before' => false !== $last && count( $items ) === $limit ? $last->id : null,
		];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function acknowledge( \WP_REST_Request $request ): array {
		try {
			return $this->schema->describe( $this->alerts->acknowledge( (int) $request['id'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Alert ? new Conflict( $lost->code_name, $lost->getMessage(), 'alert', $this->schema->describe( $lost->present ) ) : $lost;
		}
	}
}
