<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * Registers routes of `smartalloc-ops/v1`: policy first, then fields, then the handler, then one mapping of errors.
 *
 * A handler takes the request and returns an array, or a WP_REST_Response where status or headers matter.
 */
final class Router {
	public const NAMESPACE = 'smartalloc-ops/v1';

	private const PATTERNS = [
		'{id}'    => '(?P<id>\d+)',
		'{flag}'  => '(?P<flag>[a-z_]+)',
		'{queue}' => '(?P<queue>[A-Za-z0-9_.:\-]+)',
		'{lock}'  => '(?P<lock>[A-Za-z0-9_:\-]+)',
		'{scope}' => '(?P<scope>[a-z0-9_:\-]+)',
		'{channel}' => '(?P<channel>[a-z]+)',
		'{kpi}'     => '(?P<kpi>[a-z_]+\.[a-z0-9_]+)',
		'{roll_up}' => '(?P<roll_up>[a-z_]+)',
		'{trigger}' => '(?P<trigger>[a-z_]+)',
		'{archive}' => '(?P<archive>[0-9A-Za-z-]+)',
	];

	public function __construct( private readonly Gate $gate ) {}

	/**
	 * @param 'GET'|'POST'|'PUT'                                                      $method
	 * @param non-falsy-string                                                        $path   With placeholders, as in the policy map.
	 * @param callable( \WP_REST_Request<array<string, mixed>> ): (array<mixed>|\WP_REST_Response) $handle
	 * @param array<string, array<string, mixed>>                                     $fields JSON schema of each field; `required` as in draft 03.
	 * @param array<string, mixed>                                                    $schema JSON schema of the answer.
	 */
	public function add( string $method, string $path, callable $handle, array $fields, array $schema ): void {
		$capability = PolicyMap::capability( $method, $path );
		register_rest_route(
			self::NAMESPACE,
			strtr( $path, self::PATTERNS ),
			[
				[
					'methods'             => $method,
					'args'                => self::documented( $fields ),
					'permission_callback' => fn (): bool|\WP_Error => $this->gate->check( $capability ),
					'callback'            => fn ( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error => $this->answer( $request, $handle, $fields ),
				],
				'schema' => static fn (): array => $schema,
			]
		);
	}

	/**
	 * A route that a machine reads with a token of its own, without a user or a nonce. Whoever is not admitted gets the
	 * same answer whether there is such a token or not.
	 *
	 * @param non-falsy-string                                                $path
	 * @param \Closure( \WP_REST_Request<array<string, mixed>> ): bool        $admits
	 * @param \Closure(): \WP_REST_Response                                    $handle
	 * @param array<string, mixed>                                            $schema
	 */
	public function add_text( string $path, \Closure $admits, \Closure $handle, array $schema ): void {
		if ( PolicyMap::BEARER !== PolicyMap::capability( 'GET', $path ) ) {
			throw new \LogicException( "The policy of GET $path is none for a bearer." );
		}
		register_rest_route(
			self::NAMESPACE,
			$path,
			[
				[
					'methods'             => 'GET',
					'args'                => [],
					'permission_callback' => static function ( \WP_REST_Request $request ) use ( $admits ): bool|\WP_Error {
						try {
							return $admits( $request ) ? true : new \WP_Error( 'smartalloc_ops_no_bearer', __( 'This needs a token that somebody made for it, in the header Authorization: Bearer.', 'smartalloc-ops' ), [ 'status' => 401 ] );
						} catch ( \Throwable $thrown ) {
							return self::told( ErrorMapper::to_wp_error( $thrown ) );
						}
					},
					'callback'            => static function () use ( $handle ): \WP_REST_Response|\WP_Error {
						try {
							$answer = $handle();
							// Nobody on the way may keep it.
							$answer->header( 'Cache-Control', 'no-store, private' );
							$answer->header( 'Vary', 'Authorization' );
							return $answer;
						} catch ( \Throwable $thrown ) {
							return self::told( ErrorMapper::to_wp_error( $thrown ) );
						}
					},
				],
				'schema' => static fn (): array => $schema,
			]
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>>                                               $request
	 * @param callable( \WP_REST_Request<array<string, mixed>> ): (array<mixed>|\WP_REST_Response) $handle
	 * @param array<string, array<string, mixed>>                                                  $fields
	 */
	private function answer( \WP_REST_Request $request, callable $handle, array $fields ): \WP_REST_Response|\WP_Error {
		try {
			Fields::accept( $request, $fields );
			$answer   = $handle( $request );
			$response = $answer instanceof \WP_REST_Response ? $answer : new \WP_REST_Response( $answer );
			$response->set_data( Numerals::all_shown( Sentences::all_told( $response->get_data() ) ) );
			return $response;
		} catch ( \Throwable $thrown ) {
			return self::told( ErrorMapper::to_wp_error( $thrown ) );
		}
	}

	/**
	 * What a GET answers, for a page that carries it along. The REST API is not loaded for it: everybody makes their
	 * routes then, and a release that dies of that must not take the page with it.
	 *
	 * @param \Closure(): array<mixed> $handle
	 * @return array<mixed>|null Null when there is no answer: whoever asks over REST is told why.
	 */
	public static function carried( \Closure $handle ): ?array {
		try {
			$answer = Numerals::all_shown( Sentences::all_told( $handle() ) );
			return is_array( $answer ) ? $answer : null;
		} catch ( \Throwable ) {
			return null;
		}
	}

	/** An error in the reader's language and digits. */
	private static function told( \WP_Error $error ): \WP_Error {
		return new \WP_Error( $error->get_error_code(), Numerals::shown( Sentences::told( $error->get_error_message() ) ), Numerals::all_shown( Sentences::all_told( $error->get_error_data() ) ) );
	}

	/**
	 * The fields as core documents them, without its own checks: those run before the permission callback, and
	 * somebody who may not call a route must not learn what it takes.
	 *
	 * @param array<string, array<string, mixed>> $fields
	 * @return array<string, array<string, mixed>>
	 */
	private static function documented( array $fields ): array {
		return array_map(
			static function ( array $field ): array {
				unset( $field['required'] );
				$field['sanitize_callback'] = null;
				return $field;
			},
			$fields
		);
	}
}
