<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/**
 * A rehearsal on the wire.
 *
 * @phpstan-import-type Rehearsed from RehearsalRecord
 * @phpstan-import-type Part from RehearsalRecord
 */
final class RehearsalSchema {
	/** @return array<string, mixed> */
	public static function answer(): array {
		return Shape::object(
			[
				// Null: nobody has rehearsed yet.
				'last' => Shape::nullable(
					Shape::object(
						[
							'at'      => Shape::time(),
							'actor'   => Shape::nullable( Shape::actor() ),
							'archive' => Shape::nullable( Shape::text() ),
							'version' => Shape::nullable( Shape::text() ),
							// Whether the build that was tried is the one that is called good now.
							'is_good' => Shape::boolean(),
							'ok'      => Shape::boolean(),
							'took_ms' => Shape::integer(),
							'parts'   => Shape::list_of(
								Shape::object(
									[
										'id'      => Shape::one_of( [ 'look', 'unpack', 'ask' ] ),
										'title'   => Shape::text(),
										'took_ms' => Shape::integer(),
										'failed'  => Shape::nullable( Shape::text() ),
										'said'    => Shape::text(),
									]
								)
							),
						]
					)
				),
			],
			'rehearsal'
		);
	}

	/**
	 * @param Rehearsed|null $last
	 * @param string|null    $good Id of the build that is called good now.
	 * @return array<string, mixed>
	 */
	public static function describe( ?array $last, ?string $good, ?Actor $actor ): array {
		return [
			'last' => null === $last ? null : [
				'at'      => Time::rfc3339( $last['at'] ),
				'actor'   => $actor?->to_array(),
				'archive' => $last['archive'],
				'version' => $last['version'],
				'is_good' => null !== $last['archive'] && $last['archive'] === $good,
				'ok'      => $last['ok'],
				'took_ms' => $last['took_ms'],
				'parts'   => self::parts( $last['parts'] ),
			],
		];
	}

	/**
	 * @param list<Part> $parts
	 * @return list<array{id: 'look'|'unpack'|'ask', title: string, took_ms: int, failed: string|null, said: string}>
	 */
	public static function parts( array $parts ): array {
		return array_map(
			static fn ( array $part ): array => [
				'id'      => $part['id'],
				'title'   => match ( $part['id'] ) {
					'look' => __( 'Look first', 'smartalloc-ops' ),
					'unpack' => __( 'Unpack beside and compare', 'smartalloc-ops' ),
					'ask' => __( 'Ask the site which build it runs', 'smartalloc-ops' ),
				},
				'took_ms' => $part['took_ms'],
				'failed'  => $part['failed'],
				'said'    => $part['said'],
			],
			$parts
		);
	}
}
