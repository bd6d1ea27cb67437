<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Lists locks and claims over REST, and takes one away. */
final class LockController implements Routes {
	public function __construct( private readonly LockService $locks ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/queues/locks', fn (): array => LockSchema::describe_all( $this->locks->all() ), [], LockSchema::collection() );
		$router->add(
			'POST',
			'/queues/locks/{lock}/removals',
			[ $this, 'remove' ],
			[
				'fingerprint' => Shape::text() + [ 'required' => true ],
				'reason'      => Shape::text() + [ 'required' => true ],
			],
			LockSchema::collection()
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed> All that is left.
	 */
	public function remove( \WP_REST_Request $request ): array {
		try {
			$this->locks->remove( (string) $request['lock'], (string) $request['fingerprint'], (string) $request['reason'], Actor::current_user() );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Lock ? new Conflict( $lost->code_name, $lost->getMessage(), 'lock', LockSchema::describe( $lost->present ) ) : $lost;
		}
		return LockSchema::describe_all( $this->locks->all() );
	}
}
