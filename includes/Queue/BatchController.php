<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Asks for a batch over REST, and shows what became of it. */
final class BatchController implements Routes {
	public function __construct( private readonly BatchService $batches, private readonly Clock $clock ) {}

	public function register_routes( Router $router ): void {
		$router->add(
			'POST',
			'/queues/{queue}/batches',
			[ $this, 'ask' ],
			[
				'size'            => Shape::integer() + [
					'minimum' => 1,
					'maximum' => BatchService::MAX,
					'default' => BatchService::DEFAULT,
				],
				'reason'          => Shape::text() + [ 'required' => true ],
				'idempotency_key' => Shape::text() + [ 'required' => true ],
			],
			BatchSchema::item()
		);
		$router->add( 'GET', '/queues/batches/{id}', fn ( \WP_REST_Request $request ): array => $this->describe( $this->batches->get( (int) $request['id'] ) ), [], BatchSchema::item() );
	}

	/** @param \WP_REST_Request<array<string, mixed>> $request */
	public function ask( \WP_REST_Request $request ): \WP_REST_Response {
		try {
			$batch = $this->batches->ask( (string) $request['queue'], (int) $request['size'], (string) $request['idempotency_key'], (string) $request['reason'], Actor::current_user() );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Batch ? new Conflict( $lost->code_name, $lost->getMessage(), 'batch', $this->describe( $lost->present ) ) : $lost;
		}
		$response = new \WP_REST_Response( $this->describe( $batch ), 202 );
		$response->header( 'Location', rest_url( Router::NAMESPACE . "/queues/batches/{$batch->id}" ) );
		return $response;
	}

	/** @return array<string, mixed> */
	private function describe( Batch $batch ): array {
		return BatchSchema::describe( $batch, $this->clock->now_ms() );
	}
}
