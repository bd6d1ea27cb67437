<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Freezes the flags over REST. */
final class FreezeController implements Routes {
	public function __construct( private readonly FreezeService $freezes ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/freeze', fn (): array => $this->freezes->present()->to_array(), [], Freeze::shape() );
		$router->add(
			'PUT',
			'/freeze',
			[ $this, 'set' ],
			[
				'frozen'   => Shape::boolean() + [ 'required' => true ],
				'until'    => Shape::nullable( Shape::time() ) + [ 'default' => null ],
				'revision' => Shape::integer() + [
					'minimum'  => 0,
					'required' => true,
				],
				'reason'   => Shape::text() + [ 'required' => true ],
			],
			Freeze::shape()
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function set( \WP_REST_Request $request ): array {
		$until = $request['until'];
		try {
			return $this->freezes->set( (bool) $request['frozen'], null === $until ? null : (string) $until, (int) $request['revision'], (string) $request['reason'], Actor::current_user() )->to_array();
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Freeze ? new Conflict( $lost->code_name, $lost->getMessage(), 'freeze', $lost->present->to_array() ) : $lost;
		}
	}
}
