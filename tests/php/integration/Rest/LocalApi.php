<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;

/** The API within the process of the tests: quick, and every PHP notice becomes a failure. */
final class LocalApi {
	/**
	 * @param string                              $path With its query.
	 * @param array<array-key, mixed>|string|null $body An array goes as JSON, a text as it is.
	 */
	public static function call( string $role, string $method, string $path, array|string|null $body = null, string $content_type = 'application/json' ): HttpResponse {
		return self::call_as( Users::id( $role ), $method, $path, $body, $content_type );
	}

	/** @param array<array-key, mixed>|string|null $body */
	public static function call_as( int $user_id, string $method, string $path, array|string|null $body = null, string $content_type = 'application/json' ): HttpResponse {
		wp_set_current_user( $user_id );
		[ $route, $query ] = explode( '?', $path, 2 ) + [ 1 => '' ];
		wp_parse_str( $query, $params );
		$request = new \WP_REST_Request( $method, "/smartalloc-ops/v1{$route}" );
		$request->set_query_params( $params );
		if ( null !== $body ) {
			$request->set_header( 'Content-Type', $content_type );
			// An object even when it is empty, as a browser sends it.
			$request->set_body( is_array( $body ) ? json_encode( [] === $body ? new \stdClass() : $body, JSON_THROW_ON_ERROR ) : $body );
		}
		$response = rest_do_request( $request );
		$data     = rest_get_server()->response_to_data( $response, false );
		return new HttpResponse( $response->get_status(), self::headers( $response ), json_encode( $data, JSON_THROW_ON_ERROR ) );
	}

	/** @return array<string, list<string>> */
	private static function headers( \WP_REST_Response $response ): array {
		$headers = [];
		foreach ( $response->get_headers() as $name => $value ) {
			$headers[ strtolower( (string) $name ) ] = [ (string) $value ];
		}
		return $headers;
	}
}
