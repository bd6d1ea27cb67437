<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Lists failed jobs over REST. */
final class FailureController implements Routes {
	public function __construct( private readonly FailureService $failures ) {}

	public function register_routes( Router $router ): void {
		$fields = [
			'queue'    => Shape::text() + [ 'minLength' => 1 ],
			'cursor'   => Shape::text() + [ 'minLength' => 1 ],
			'per_page' => Fields::cursor()['per_page'],
		];
		$router->add( 'GET', '/queues/failures', [ $this, 'page' ], $fields, FailureSchema::page() );
		$router->add( 'GET', '/queues/failures/{id}', [ $this, 'one' ], [], FailureSchema::detail() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		return FailureSchema::describe_page(
			$this->failures->page(
				isset( $request['queue'] ) ? (string) $request['queue'] : null,
				isset( $request['cursor'] ) ? (string) $request['cursor'] : null,
				(int) $request['per_page']
			)
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function one( \WP_REST_Request $request ): array {
		$found = $this->failures->get( (int) $request['id'] );
		return FailureSchema::describe_detail( $found, $this->failures->next_steps( $found['failure'], $found['entry_id'] ) );
	}
}
