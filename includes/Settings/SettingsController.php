<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** Reads and changes settings over REST. */
final class SettingsController implements Routes {
	public function __construct( private readonly SettingsService $settings, private readonly SettingsSchema $schema ) {}

	public function register_routes( Router $router ): void {
		$values = [ 'type' => 'object' ] + [ 'required' => true ];
		$router->add( 'GET', '/settings', fn (): array => $this->schema->describe( $this->settings->state() ), [], SettingsSchema::item() );
		$router->add(
			'PUT',
			'/settings',
			[ $this, 'set' ],
			[
				'values'   => $values,
				'revision' => Shape::integer() + [
					'minimum'  => 0,
					'required' => true,
				],
				'reason'   => Shape::text() + [ 'required' => true ],
			],
			SettingsSchema::item()
		);
		$router->add( 'POST', '/settings/preview', fn ( \WP_REST_Request $request ): array => $this->schema->describe_preview( $this->settings->preview( (array) $request['values'] ) ), [ 'values' => $values ], SettingsSchema::preview() );
		$router->add( 'GET', '/settings/revisions', [ $this, 'revisions' ], Fields::cursor(), SettingsSchema::revisions() );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function set( \WP_REST_Request $request ): array {
		try {
			return $this->schema->describe( $this->settings->set( (array) $request['values'], (int) $request['revision'], (string) $request['reason'], Actor::current_user() ) );
		} catch ( Conflict $lost ) {
			throw $lost->present instanceof SettingsState ? new Conflict( $lost->code_name, $lost->getMessage(), 'settings', $this->schema->describe( $lost->present ) ) : $lost;
		}
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function revisions( \WP_REST_Request $request ): array {
		$limit = (int) $request['per_page'];
		$found = $this->settings->history( isset( $request['before'] ) ? (int) $request['before'] : null, $limit );
		$last  = end( $found );
		return [
			'items'       => array_map( [ $this->schema, 'describe_revision' ], $found ),
			'next_before' => false !== $last && $limit === count( $found ) && $last->revision > 1 ? $last->revision : null,
		];
	}
}
