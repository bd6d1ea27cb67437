<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** The ways to be told, and what was told, over REST. */
final class ChannelsController implements Routes {
	public function __construct( private readonly ChannelService $channels ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/channels', fn (): array => [ 'items' => array_map( [ ChannelSchema::class, 'describe' ], $this->channels->all() ) ], [], ChannelSchema::channels() );
		$router->add(
			'PUT',
			'/channels/{channel}',
			[ $this, 'set' ],
			[
				'url'      => Shape::nullable( Shape::text() ) + [ 'required' => true ],
				'revision' => Shape::integer() + [
					'minimum'  => 0,
					'required' => true,
				],
				'reason'   => Shape::text() + [ 'required' => true ],
			],
			ChannelSchema::channel()
		);
		$router->add(
			'POST',
			'/channels/{channel}/tests',
			fn ( \WP_REST_Request $request ): \WP_REST_Response => new \WP_REST_Response( ChannelSchema::describe_announcement( $this->channels->test( (string) $request['channel'], (string) $request['idempotency_key'], Actor::current_user() ) ), 202 ),
			[ 'idempotency_key' => Shape::text() + [ 'required' => true ] ],
			ChannelSchema::announcement()
		);
		$router->add( 'GET', '/announcements', [ $this, 'page' ], self::filters() + Fields::cursor(), ChannelSchema::announcements() );
		$router->add( 'POST', '/announcements/{id}/retries', [ $this, 'retry' ], [ 'reason' => Shape::text() + [ 'required' => true ] ], ChannelSchema::announcement() );
	}

	/** @return array<string, array<string, mixed>> */
	private static function filters(): array {
		return [ 'subject' => Shape::text() + [ 'pattern' => '^[a-z]{1,16}(:[a-z0-9_]{1,40})?$' ] ];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function set( \WP_REST_Request $request ): array {
		try {
			return ChannelSchema::describe( $this->channels->set_address( (string) $request['channel'], isset( $request['url'] ) ? (string) $request['url'] : null, (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof ChannelStatus ? new Conflict( $lost->code_name, $lost->getMessage(), 'channel', ChannelSchema::describe( $lost->present ) ) : $lost;
		}
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$items = $this->channels->page( isset( $request['before'] ) ? (int) $request['before'] : null, $limit, isset( $request['subject'] ) ? (string) $request['subject'] : null );
		$last  = end( $items );
		return [
			'items'       => array_map( [ ChannelSchema::class, 'describe_announcement' ], $items ),
			'next_before' => false !== $last && count( $items ) === $limit ? $last->id : null,
		];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function retry( \WP_REST_Request $request ): array {
		try {
			return ChannelSchema::describe_announcement( $this->channels->retry( (int) $request['id'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof Announcement ? new Conflict( $lost->code_name, $lost->getMessage(), 'announcement', ChannelSchema::describe_announcement( $lost->present ) ) : $lost;
		}
	}
}
