<?php
declare(strict_types=1);

namespace SmartAllocOps\Audit;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Rest\Fields;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Rest\Routes;

defined( 'ABSPATH' ) || exit;

/** The journal over REST. */
final class AuditController implements Routes {
	public function __construct( private readonly AuditService $audit ) {}

	public function register_routes( Router $router ): void {
		$router->add(
			'GET',
			'/journal',
			[ $this, 'page' ],
			[
				'cursor'   => Shape::text() + [ 'maxLength' => 40 ],
				'per_page' => Fields::cursor()['per_page'],
				'order'    => Shape::one_of( [ 'newest', 'oldest' ] ) + [ 'default' => 'newest' ],
				'kind'     => Shape::one_of( JournalFilter::KINDS ),
				'actor'    => Shape::text() + [ 'pattern' => '^(user|cli|cron|run|schedule|system)(:[0-9]{1,15})?$' ],
				'flag'     => Shape::text() + [ 'pattern' => '^[a-z_]{1,32}$' ],
				'from'     => Shape::time(),
				'to'       => Shape::time(),
				'subject'  => Shape::text() + [ 'pattern' => '^[a-z_]{1,32}(:[A-Za-z0-9_/.-]{1,158})?$' ],
			],
			AuditSchema::page()
		);
		$router->add(
			'POST',
			'/journal/verifications',
			fn ( \WP_REST_Request $request ): array => AuditSchema::describe_verification( $this->audit->verify( Actor::current_user(), (int) $request['from'] ) ),
			[
				'from' => Shape::integer() + [
					'minimum' => 1,
					'default' => 1,
				],
			],
			AuditSchema::verification()
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return array<string, mixed>
	 */
	public function page( \WP_REST_Request $request ): array {
		$actor  = isset( $request['actor'] ) ? explode( ':', (string) $request['actor'] ) : [];
		$filter = new JournalFilter(
			isset( $request['kind'] ) ? (string) $request['kind'] : null,
			$actor[0] ?? null,
			isset( $actor[1] ) ? (int) $actor[1] : null,
			isset( $request['flag'] ) ? (string) $request['flag'] : null,
			self::time( $request, 'from' ),
			self::time( $request, 'to' ),
			isset( $request['subject'] ) ? (string) $request['subject'] : null,
			'oldest' !== $request['order']
		);
		$cursor = isset( $request['cursor'] ) ? JournalCursor::from( (string) $request['cursor'] ) : null;
		return AuditSchema::describe( $this->audit->page( $filter, $cursor, (int) $request['per_page'] ), $this->audit->chain() );
	}

	/** @param \WP_REST_Request<array<string, mixed>> $request */
	private static function time( \WP_REST_Request $request, string $field ): ?int {
		if ( ! isset( $request[ $field ] ) ) {
			return null;
		}
		try {
			return (int) ( new \DateTimeImmutable( (string) $request[ $field ], new \DateTimeZone( 'UTC' ) ) )->format( 'Uv' );
		} catch ( \Exception ) {
			/* translators: %s: name of a field. */
			throw new InvalidField( $field, sprintf( __( '%s must be a time, as in 2026-11-26T04:50:00Z.', 'smartalloc-ops' ), $field ) );
		}
	}
}
