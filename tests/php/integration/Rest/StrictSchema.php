<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/**
 * A judge of answers that is stricter than core's: "5" is no integer, 1 is no boolean, `[]` is no object.
 *
 * It knows the keywords our schemas use, and refuses to judge by one that it does not know.
 */
final class StrictSchema {
	private const KEYWORDS = [ '$schema', 'title', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'format', 'oneOf' ];

	private const TIME = '/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/';

	/**
	 * @param array<string, mixed> $schema
	 * @param mixed                $value  Decoded with objects as objects.
	 * @return list<string> What is wrong, with where; empty when nothing is.
	 */
	public static function errors( array $schema, mixed $value, string $at = '$' ): array {
		$unknown = array_diff( array_keys( $schema ), self::KEYWORDS );
		if ( [] !== $unknown ) {
			throw new \LogicException( "{$at}: this judge does not know " . implode( ', ', $unknown ) . '.' );
		}
		if ( isset( $schema['oneOf'] ) ) {
			return self::one_of( $schema['oneOf'], $value, $at );
		}
		$type = self::type( $value );
		if ( ! in_array( $type, (array) $schema['type'], true ) && ! ( 'integer' === $type && in_array( 'number', (array) $schema['type'], true ) ) ) {
			return [ "{$at}: {$type} instead of " . implode( ' or ', (array) $schema['type'] ) ];
		}
		if ( isset( $schema['enum'] ) && ! in_array( $value, $schema['enum'], true ) ) {
			return [ "{$at}: " . json_encode( $value, JSON_THROW_ON_ERROR ) . ' is not declared' ];
		}
		if ( 'date-time' === ( $schema['format'] ?? '' ) && is_string( $value ) && 1 !== preg_match( self::TIME, $value ) ) {
			return [ "{$at}: \"{$value}\" is no RFC 3339 time in UTC" ];
		}
		return match ( true ) {
			is_object( $value ) => self::object( $schema, get_object_vars( $value ), $at ),
			is_array( $value )  => array_merge( [], ...array_map( static fn ( int $index ): array => self::errors( $schema['items'], $value[ $index ], "{$at}[{$index}]" ), array_keys( $value ) ) ),
			default             => [],
		};
	}

	/**
	 * @param array<string, mixed> $schema
	 * @param array<string, mixed> $value
	 * @return list<string>
	 */
	private static function object( array $schema, array $value, string $at ): array {
		if ( false !== ( $schema['additionalProperties'] ?? null ) ) {
			return [ "{$at}: its schema is open to properties that nobody declared" ];
		}
		$errors = [];
		foreach ( array_diff( $schema['required'] ?? [], array_keys( $value ) ) as $missing ) {
			$errors[] = "{$at}: no {$missing}";
		}
		foreach ( $value as $name => $inner ) {
			$errors = isset( $schema['properties'][ $name ] )
				? [ ...$errors, ...self::errors( $schema['properties'][ $name ], $inner, "{$at}.{$name}" ) ]
				: [ ...$errors, "{$at}: {$name} is not declared" ];
		}
		return $errors;
	}

	/**
	 * @param list<array<string, mixed>> $schemas
	 * @return list<string>
	 */
	private static function one_of( array $schemas, mixed $value, string $at ): array {
		$tried = array_map( static fn ( array $schema ): array => self::errors( $schema, $value, $at ), $schemas );
		$fits  = array_filter( $tried, static fn ( array $errors ): bool => [] === $errors );
		return 1 === count( $fits ) ? [] : [ "{$at}: fits " . count( $fits ) . ' of the declared shapes', ...array_merge( ...$tried ) ];
	}

	private static function type( mixed $value ): string {
		return match ( true ) {
			null === $value     => 'null',
			is_bool( $value )   => 'boolean',
			is_int( $value )    => 'integer',
			is_float( $value )  => 'number',
			is_string( $value ) => 'string',
			is_array( $value )  => 'array',
			default             => 'object',
		};
	}
}
