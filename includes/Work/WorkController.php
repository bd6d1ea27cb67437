<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Lists held work and dead letters, and takes decisions about them, over REST. */
final class WorkController implements Routes {
	public function __construct( private readonly WorkService $work, private readonly WorkCounts $counts ) {}

	public function register_routes( Router $router ): void {
		$fields = [
			'state'      => Shape::one_of( WorkSchema::states() ),
			'source'     => Shape::one_of( NewWork::SOURCES ),
			'marked_run' => Shape::integer() + [ 'minimum' => 1 ],
		] + Fields::cursor();
		$router->add( 'GET', '/work', [ $this, 'page' ], $fields, WorkSchema::page() );
		$router->add( 'GET', '/work/{id}', fn ( \WP_REST_Request $request ): array => WorkSchema::describe( $this->work->get( (int) $request['id'] ) ), [], WorkSchema::item() );
		$router->add(
			'POST',
			'/work/{id}/resolutions',
			[ $this, 'resolve' ],
			[
				'resolution' => Shape::one_of( WorkService::RESOLUTIONS ) + [ 'required' => true ],
				'reason'     => Shape::text() + [ 'required' => true ],
			],
			WorkSchema::item()
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$items = $this->counts->page(
			isset( $request['state'] ) ? WorkState::from( (string) $request['state'] ) : null,
			isset( $request['source'] ) ? (string) $request['source'] : null,
			isset( $request['before'] ) ? (int) $request['before'] : null,
			$limit,
			isset( $request['marked_run'] ) ? (int) $request['marked_run'] : null
		);
		$last  = end( $items );
		return [
			'items'       => array_map( static fn ( WorkItem $item ): array => WorkSchema::describe( $item ), $items ),
			'next_before' => false !== $last && count( $items ) === $limit ? $last->id : null,
			'counts'      => WorkSchema::counts( $this->counts->by_state() ),
		];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function resolve( \WP_REST_Request $request ): array {
		try {
			return WorkSchema::describe( $this->work->resolve( (int) $request['id'], (string) $request['resolution'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof WorkItem ? new Conflict( $lost->code_name, $lost->getMessage(), 'work', WorkSchema::describe( $lost->present ) ) : $lost;
		}
	}
}
