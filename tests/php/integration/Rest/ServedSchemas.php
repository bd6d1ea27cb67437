<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** What the server says of its routes to whoever asks with OPTIONS. */
final class ServedSchemas {
	/** @return array<string, array<string, mixed>> Schema of the answer by `METHOD /path`. */
	public static function answers(): array {
		$schemas = [];
		foreach ( self::documentation() as $path => $data ) {
			foreach ( $data['methods'] as $method ) {
				$schemas[ "{$method} {$path}" ] = $data['schema'] ?? throw new \LogicException( "{$method} {$path} serves no schema." );
			}
		}
		ksort( $schemas );
		return $schemas;
	}

	/** @return array<string, array<string, array<string, mixed>>> Fields of the request by `METHOD /path`. */
	public static function fields(): array {
		$fields = [];
		foreach ( self::documentation() as $path => $data ) {
			foreach ( $data['endpoints'] as $endpoint ) {
				foreach ( $endpoint['methods'] as $method ) {
					$fields[ "{$method} {$path}" ] = $endpoint['args'];
				}
			}
		}
		ksort( $fields );
		return $fields;
	}

	/** @return array<string, mixed> */
	public static function answer( string $route ): array {
		return self::answers()[ $route ] ?? throw new \LogicException( "There is no route {$route}." );
	}

	/** @return array<string, array<string, mixed>> By path with placeholders. */
	private static function documentation(): array {
		$server = rest_get_server();
		$all    = [];
		foreach ( $server->get_routes( 'smartalloc-ops/v1' ) as $route => $handlers ) {
			$path = (string) preg_replace( '/\(\?P<([a-z_]+)>[^)]*\)/', '{$1}', substr( (string) $route, strlen( '/smartalloc-ops/v1' ) ) );
			$data = '' === $path ? null : $server->get_data_for_route( (string) $route, $handlers, 'help' );
			if ( is_array( $data ) ) {
				$all[ $path ] = $data;
			}
		}
		return $all;
	}
}
