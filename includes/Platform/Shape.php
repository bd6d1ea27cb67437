<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * JSON schemas (draft 04) in the few forms our answers have. Every property of an answer is always there: what is not
 * known is null.
 */
final class Shape {
	/**
	 * @param array<string, array<string, mixed>> $properties
	 * @param list<string>                        $optional
	 * @return array<string, mixed>
	 */
	public static function object( array $properties, string $title = '', array $optional = [] ): array {
		return ( '' === $title ? [] : [ 'title' => $title ] ) + [
			'type'                 => 'object',
			'properties'           => $properties,
			'required'             => array_values( array_diff( array_keys( $properties ), $optional ) ),
			'additionalProperties' => false,
		];
	}

	/**
	 * @param array<string, mixed> $items
	 * @return array<string, mixed>
	 */
	public static function list_of( array $items ): array {
		return [
			'type'  => 'array',
			'items' => $items,
		];
	}

	/** @return array<string, mixed> */
	public static function text(): array {
		return [ 'type' => 'string' ];
	}

	/**
	 * @param list<string> $values
	 * @return array<string, mixed>
	 */
	public static function one_of( array $values ): array {
		return [
			'type' => 'string',
			'enum' => $values,
		];
	}

	/** @return array<string, mixed> */
	public static function integer(): array {
		return [ 'type' => 'integer' ];
	}

	/** @return array<string, mixed> */
	public static function number(): array {
		return [ 'type' => 'number' ];
	}

	/** @return array<string, mixed> */
	public static function boolean(): array {
		return [ 'type' => 'boolean' ];
	}

	/** @return array<string, mixed> RFC 3339 in UTC. */
	public static function time(): array {
		return [
			'type'   => 'string',
			'format' => 'date-time',
		];
	}

	/**
	 * @param array<string, mixed> $schema
	 * @return array<string, mixed>
	 */
	public static function nullable( array $schema ): array {
		$schema['type'] = [ $schema['type'], 'null' ];
		if ( isset( $schema['enum'] ) ) {
			$schema['enum'][] = null;
		}
		return $schema;
	}

	/** @return array<string, mixed> */
	public static function count(): array {
		return self::object(
			[
				'value'  => self::integer(),
				'capped' => self::boolean(),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function actor(): array {
		return self::object(
			[
				'kind' => self::one_of( [ 'user', 'cli', 'cron', 'run', 'schedule', 'system' ] ),
				'id'   => self::integer(),
				'name' => self::text(),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function action(): array {
		return self::object(
			[
				'kind'   => self::one_of( [ 'link', 'command' ] ),
				'label'  => self::text(),
				'target' => self::text(),
			]
		);
	}

	/** @return array<string, mixed> */
	public static function refusal(): array {
		return self::object(
			[
				'code'    => self::text(),
				'message' => self::text(),
				'action'  => self::nullable( self::action() ),
			]
		);
	}
}
