<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Locks and claims on the wire. */
final class LockSchema {
	/** @return array<string, mixed> */
	public static function collection(): array {
		return Shape::object(
			[
				'items' => Shape::list_of(
					Shape::object(
						[
							'id'          => Shape::text(),
							'kind'        => Shape::one_of( [ 'as_claim', 'as_lock', 'cron_lock', 'gf_lock' ] ),
							'title'       => Shape::text(),
							'state'       => Shape::one_of( [ 'live', 'stale', 'harmless' ] ),
							'since'       => Shape::nullable( Shape::time() ),
							'quiet_s'     => Shape::nullable( Shape::integer() ),
							'limit_s'     => Shape::nullable( Shape::integer() ),
							'evidence'    => Shape::list_of( Shape::text() ),
							'effect'      => Shape::text(),
							'fingerprint' => Shape::text(),
							'refusal'     => Shape::nullable( Shape::refusal() ),
						]
					)
				),
			],
			'locks'
		);
	}

	/**
	 * @param list<Lock> $locks
	 * @return array{items: list<array<string, mixed>>}
	 */
	public static function describe_all( array $locks ): array {
		return [ 'items' => array_map( self::describe( ... ), $locks ) ];
	}

	/** @return array<string, mixed> */
	public static function describe( Lock $lock ): array {
		return [
			'id'          => $lock->id,
			'kind'        => $lock->kind,
			'title'       => $lock->title,
			'state'       => $lock->state,
			'since'       => Time::rfc3339( $lock->since ),
			'quiet_s'     => $lock->quiet_s,
			'limit_s'     => $lock->limit_s,
			'evidence'    => $lock->evidence,
			'effect'      => $lock->effect,
			'fingerprint' => $lock->fingerprint,
			'refusal'     => $lock->refusal?->to_array(),
		];
	}
}
