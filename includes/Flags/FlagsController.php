<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Reads and sets switches over REST. */
final class FlagsController implements Routes {
	public function __construct( private readonly FlagService $flags, private readonly FlagSchema $schema ) {}

	public function register_routes( Router $router ): void {
		$router->add( 'GET', '/flags', fn (): array => [ 'items' => $this->schema->all() ], [], FlagSchema::collection() );
		foreach ( [ '/flags/{flag}', '/flags/{flag}/{scope}' ] as $path ) {
			$router->add( 'PUT', $path, [ $this, 'set' ], self::change_fields(), FlagSchema::item() );
			$router->add( 'POST', "$path/preview", [ $this, 'preview' ], [ 'value' => self::required( Shape::text() ) ], FlagSchema::preview() );
			$router->add( 'GET', "$path/revisions", [ $this, 'revisions' ], Fields::cursor(), FlagSchema::revisions() );
		}
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function set( \WP_REST_Request $request ): array {
		try {
			$until = $request['until'];
			$state = $this->flags->set( (string) $request['flag'], (string) $request['scope'], (string) $request['value'], (int) $request['revision'], (string) $request['reason'], Actor::current_user(), null, null === $until ? null : (string) $until, (string) $request['then'] );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof FlagState ? new Conflict( $lost->code_name, $lost->getMessage(), 'flag', $this->schema->one( $lost->present ) ) : $lost;
		}
		return $this->schema->one( $state );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function preview( \WP_REST_Request $request ): array {
		return $this->flags->preview( (string) $request['flag'], (string) $request['scope'], (string) $request['value'] );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function revisions( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$found = $this->flags->revisions( (string) $request['flag'], (string) $request['scope'], isset( $request['before'] ) ? (int) $request['before'] : null, $limit );
		$last  = end( $found );
		return [
			'items'       => array_map( fn ( FlagState $state ): array => $this->schema->revision( $state ), $found ),
			'next_before' => false !== $last && $limit === count( $found ) && $last->revision > 1 ? $last->revision : null,
		];
	}

	/** @return array<string, array<string, mixed>> */
	private static function change_fields(): array {
		return [
			'value'    => self::required( Shape::text() ),
			'revision' => self::required( Shape::integer() + [ 'minimum' => 0 ] ),
			'reason'   => self::required( Shape::text() ),
			'until'    => Shape::nullable( Shape::time() ) + [ 'default' => null ],
			'then'     => Shape::one_of( PlannedEnd::THEN ) + [ 'default' => 'back' ],
		];
	}

	/**
	 * @param array<string, mixed> $schema
	 * @return array<string, mixed>
	 */
	private static function required( array $schema ): array {
		return $schema + [ 'required' => true ];
	}
}
