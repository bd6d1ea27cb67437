<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Reads runs and takes a person's decisions about them, over REST. */
final class RunsController implements Routes {
	public function __construct( private readonly RunService $runs, private readonly RunSchema $schema, private readonly AskedOnce $asked ) {}

	public function register_routes( Router $router ): void {
		$reason = [ 'reason' => Shape::text() + [ 'required' => true ] ];
		$fields = [ 'kind' => Shape::one_of( [ 'rollback' ] ) + [ 'default' => 'rollback' ] ] + Fields::cursor();
		$router->add( 'GET', '/runs', [ $this, 'page' ], $fields, RunSchema::page() );
		$router->add( 'GET', '/runs/{id}', fn ( \WP_REST_Request $request ): array => $this->schema->describe( $this->runs->get( (int) $request['id'] ) ), [], RunSchema::item() );
		$router->add( 'POST', '/runs/{id}/resume', fn ( \WP_REST_Request $request ): array => $this->act( fn (): Run => $this->runs->resume( (int) $request['id'], Actor::current_user() ) ), [], RunSchema::item() );
		$router->add( 'POST', '/runs/{id}/abort', fn ( \WP_REST_Request $request ): array => $this->act( fn (): Run => $this->runs->abort( (int) $request['id'], (string) $request['reason'], Actor::current_user() ) ), $reason, RunSchema::item() );
		$router->add( 'POST', '/runs/{id}/close', fn ( \WP_REST_Request $request ): array => $this->act( fn (): Run => $this->runs->close( (int) $request['id'], (string) $request['reason'], Actor::current_user() ) ), $reason, RunSchema::item() );
		$answer = $reason + [
			'answer'          => Shape::text() + [ 'required' => true ],
			'revision'        => Shape::integer() + [ 'minimum' => 1 ],
			'idempotency_key' => Shape::text() + [ 'default' => '' ],
		];
		$router->add( 'POST', '/runs/{id}/answers', [ $this, 'answer' ], $answer, RunSchema::item() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$runs  = $this->runs->page( (string) $request['kind'], isset( $request['before'] ) ? (int) $request['before'] : null, $limit );
		$last  = end( $runs );
		return [
			'items'       => array_map( fn ( Run $run ): array => $this->schema->describe( $run ), $runs ),
			'next_before' => false !== $last && $limit === count( $runs ) ? $last->id : null,
		];
	}

	/**
	 * Without a key only the revision keeps a second try from answering the next question.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function answer( \WP_REST_Request $request ): array {
		[ $id, $answer, $reason, $key ] = [ (int) $request['id'], (string) $request['answer'], (string) $request['reason'], (string) $request['idempotency_key'] ];
		$version = isset( $request['revision'] ) ? (int) $request['revision'] : null;
		return $this->act(
			function () use ( $id, $answer, $reason, $key, $version ): Run {
				$act = fn () => $this->runs->answer( $id, $answer, $reason, $version, Actor::current_user() );
				'' === $key ? $act() : $this->asked->once( $key, [ 'answer', $id, $answer, $reason, $version ], $act );
				return $this->runs->get( $id );
			}
		);
	}

	/**
	 * @param callable(): Run $act
	 * @return array<string, mixed>
	 */
	private function act( callable $act ): array {
		try {
			return $this->schema->describe( $act() );
		} catch ( Conflict $lost ) {
			throw $this->schema->described( $lost );
		}
	}
}
