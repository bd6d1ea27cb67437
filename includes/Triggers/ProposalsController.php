<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;
use SmartAllocOps\Run\RunSchema;

defined( 'ABSPATH' ) || exit;

/** Proposed rollbacks and the triggers behind them, over REST. */
final class ProposalsController implements Routes {
	/** See Rollback\Strategy, which another feature owns. */
	private const STRATEGIES = [ 'auto', 'local_swap', 'external', 'manual', 'contain' ];

	public function __construct( private readonly ProposalService $proposals, private readonly TriggerService $triggers, private readonly TriggerSchema $schema, private readonly RunSchema $runs ) {}

	public function register_routes( Router $router ): void {
		$decision = [
			'revision' => Shape::integer() + [
				'minimum'  => 1,
				'required' => true,
			],
			'reason'   => Shape::text() + [ 'required' => true ],
		];
		$start    = $decision + [
			'confirmation'        => Shape::text() + [ 'default' => '' ],
			'strategy'            => Shape::one_of( self::STRATEGIES ) + [ 'default' => 'auto' ],
			'flags'               => Shape::one_of( [ 'put_back', 'leave' ] ) + [ 'default' => 'put_back' ],
			'accept_newer_schema' => Shape::boolean() + [ 'default' => false ],
		];
		$arming   = [
			'armed'    => Shape::boolean() + [ 'required' => true ],
			'revision' => Shape::integer() + [
				'minimum'  => 0,
				'required' => true,
			],
			'reason'   => Shape::text() + [ 'required' => true ],
		];
		$router->add( 'GET', '/proposals', [ $this, 'page' ], Fields::cursor(), ProposalSchema::page() );
		$router->add( 'GET', '/proposals/{id}', fn ( \WP_REST_Request $request ): array => ProposalSchema::describe( $this->proposals->get( (int) $request['id'] ) ), [], ProposalSchema::item() );
		$router->add( 'POST', '/proposals/{id}/starts', [ $this, 'start' ], $start, RunSchema::item() );
		$router->add( 'POST', '/proposals/{id}/dismissals', [ $this, 'dismiss' ], $decision, ProposalSchema::item() );
		$router->add( 'GET', '/triggers', fn (): array => [ 'items' => array_map( [ $this->schema, 'describe' ], array_values( $this->triggers->all() ) ) ], [], TriggerSchema::page() );
		$router->add( 'PUT', '/triggers/{trigger}', [ $this, 'arm' ], $arming, TriggerSchema::item() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$items = $this->proposals->page( isset( $request['before'] ) ? (int) $request['before'] : null, $limit );
		$last  = end( $items );
		return [
			'items'       => array_map( [ ProposalSchema::class, 'describe' ], $items ),
			'next_before' => false !== $last && count( $items ) === $limit ? $last->id : null,
		];
	}

	/** @param \WP_REST_Request<array<string, mixed>> $request */
	public function start( \WP_REST_Request $request ): \WP_REST_Response {
		try {
			$run = $this->proposals->accept( (int) $request['id'], (int) $request['revision'], (string) $request['confirmation'], (string) $request['reason'], Actor::current_user(), (string) $request['strategy'], (string) $request['flags'], true === $request['accept_newer_schema'] );
		} catch ( Conflict $lost ) {
			throw ProposalSchema::described( $this->runs->described( $lost ) );
		}
		$response = new \WP_REST_Response( $this->runs->describe( $run ), 201 );
		$response->header( 'Location', rest_url( Router::NAMESPACE . "/runs/{$run->id}" ) );
		return $response;
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function dismiss( \WP_REST_Request $request ): array {
		try {
			return ProposalSchema::describe( $this->proposals->dismiss( (int) $request['id'], (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw ProposalSchema::described( $lost );
		}
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function arm( \WP_REST_Request $request ): array {
		try {
			return $this->schema->describe( $this->triggers->arm( (string) $request['trigger'], true === $request['armed'], (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof TriggerRow ? new Conflict( $lost->code_name, $lost->getMessage(), $lost->subject, $this->schema->describe( $lost->present ) ) : $lost;
		}
	}
}
