<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Shape;

defined( 'ABSPATH' ) || exit;

/** Checks and normalises the fields of a request by their JSON schema. Strict: a body field nobody declared is an error. */
final class Fields {
	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @param array<string, array<string, mixed>>    $fields
	 * @throws InvalidField For the first field that cannot be used.
	 */
	public static function accept( \WP_REST_Request $request, array $fields ): void {
		// An inner request, as core's preload makes it, has null for a body.
		if ( '' !== (string) $request->get_body() && ! $request->is_json_content_type() && [] === $request->get_body_params() ) {
			throw new InvalidField( 'body', __( 'Send the body as JSON with the content type application/json.', 'smartalloc-ops' ) );
		}
		$json = $request->get_json_params();
		if ( null !== $json && ( ! is_array( $json ) || ( [] !== $json && array_is_list( $json ) ) ) ) {
			throw new InvalidField( 'body', __( 'The body must be a JSON object.', 'smartalloc-ops' ) );
		}
		foreach ( array_keys( ( $json ?? [] ) + self::own( $request->get_body_params() ) ) as $name ) {
			if ( ! isset( $fields[ $name ] ) ) {
				/* translators: %s: name of a field. */
				throw new InvalidField( (string) $name, sprintf( __( 'There is no field "%s" here.', 'smartalloc-ops' ), (string) $name ) );
			}
		}
		// Core lets a query parameter win over the address: `/runs/5/abort?id=6` would abort run 6.
		$request->set_query_params( array_intersect_key( $request->get_query_params(), $fields + self::cores( $request->get_query_params() ) ) );
		foreach ( $fields as $name => $schema ) {
			self::accept_one( $request, (string) $name, $schema, array_key_exists( $name, $json ?? [] ) && null === $json[ $name ] );
		}
	}

	/** @return array<string, array<string, mixed>> What every growing list takes: where to read on, and how much. */
	public static function cursor(): array {
		return [
			'before'   => Shape::integer() + [ 'minimum' => 1 ],
			'per_page' => Shape::integer() + [
				'minimum' => 1,
				'maximum' => 100,
				'default' => 20,
			],
		];
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @param array<string, mixed>                   $schema
	 */
	private static function accept_one( \WP_REST_Request $request, string $name, array $schema, bool $is_null ): void {
		$required = true === ( $schema['required'] ?? false );
		unset( $schema['required'] );
		if ( ! $request->has_param( $name ) ) {
			if ( $required ) {
				/* translators: %s: name of a field. */
				throw new InvalidField( $name, sprintf( __( '%s is required.', 'smartalloc-ops' ), $name ) );
			}
			if ( array_key_exists( 'default', $schema ) ) {
				$request->set_param( $name, $schema['default'] );
			}
			return;
		}
		// Core takes a default in place of null: `"dry_run": null` would be no dry run.
		$value = $is_null ? null : $request->get_param( $name );
		$valid = rest_validate_value_from_schema( $value, $schema, $name );
		if ( is_wp_error( $valid ) ) {
			throw new InvalidField( $name, $valid->get_error_message() );
		}
		// A number that does not fit would wrap around to another one.
		if ( 'integer' === $schema['type'] && false === filter_var( $value, FILTER_VALIDATE_INT ) ) {
			/* translators: %s: name of a field. */
			throw new InvalidField( $name, sprintf( __( '%s must be a whole number.', 'smartalloc-ops' ), $name ) );
		}
		$clean = rest_sanitize_value_from_schema( $value, $schema, $name );
		if ( is_wp_error( $clean ) ) {
			throw new InvalidField( $name, $clean->get_error_message() );
		}
		$request->set_param( $name, $clean );
	}

	/**
	 * Parameters that are not WordPress's own, as `_locale` and `_wpnonce` are.
	 *
	 * @param array<array-key, mixed> $params
	 * @return array<array-key, mixed>
	 */
	private static function own( array $params ): array {
		return array_diff_key( $params, self::cores( $params ) );
	}

	/**
	 * @param array<array-key, mixed> $params
	 * @return array<array-key, mixed>
	 */
	private static function cores( array $params ): array {
		return array_filter( $params, static fn ( int|string $name ): bool => str_starts_with( (string) $name, '_' ), ARRAY_FILTER_USE_KEY );
	}
}
