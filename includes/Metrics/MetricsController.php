<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Rest\TextAnswer;

defined( 'ABSPATH' ) || exit;

/** What a scraper reads, and who lets it in. */
final class MetricsController implements Routes {
	public function __construct( private readonly AccessService $access, private readonly ScrapeService $scrapes ) {}

	public function register_routes( Router $router ): void {
		$change = [
			'revision' => Shape::integer() + [
				'minimum'  => 0,
				'required' => true,
			],
			'reason'   => Shape::text() + [ 'required' => true ],
		];
		$router->add_text( '/metrics', fn ( \WP_REST_Request $request ): bool => $this->access->admits( (string) $request->get_header( 'authorization' ) ), fn (): \WP_REST_Response => TextAnswer::of( $this->scrapes->text(), Exposition::CONTENT_TYPE ), AccessSchema::text() );
		$router->add( 'GET', '/metrics/access', fn (): array => AccessSchema::describe( $this->access->get() ), [], AccessSchema::access() );
		$router->add( 'POST', '/metrics/tokens', [ $this, 'make' ], $change, AccessSchema::access() );
		$router->add( 'POST', '/metrics/revocations', [ $this, 'revoke' ], $change, AccessSchema::access() );
	}

	/** @param \WP_REST_Request<array<string, mixed>> $request */
	public function make( \WP_REST_Request $request ): \WP_REST_Response {
		$made = $this->told( fn (): array => $this->access->make( (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) );
		return new \WP_REST_Response( AccessSchema::describe( $made['access'], $made['token'] ), 201, [ 'Cache-Control' => 'no-store' ] );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function revoke( \WP_REST_Request $request ): array {
		return AccessSchema::describe( $this->told( fn (): Access => $this->access->revoke( (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) ) );
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 * @throws Conflict With the present state as the wire has it.
	 */
	private function told( callable $act ): mixed {
		try {
			return $act();
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Access ? new Conflict( $lost->code_name, $lost->getMessage(), 'access', AccessSchema::describe( $lost->present ) ) : $lost;
		}
	}
}
