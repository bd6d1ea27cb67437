<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Run\RunSchema;

defined( 'ABSPATH' ) || exit;

/** The recovery card on the wire. */
final class RecoveryCardSchema {
	public function __construct( private readonly Clock $clock ) {}

	/** @return array<string, mixed> */
	public static function card(): array {
		return Shape::object(
			[
				'made_at'    => Shape::time(),
				'release'    => Shape::nullable( Shape::text() ),
				'build'      => Shape::nullable(
					Shape::object(
						[
							'archive' => Shape::text(),
							'version' => Shape::nullable( Shape::text() ),
							'digest'  => Shape::text(),
						]
					)
				),
				'facts'      => Shape::list_of(
					Shape::object(
						[
							'label' => Shape::text(),
							'value' => Shape::text(),
						]
					)
				),
				'sections'   => Shape::list_of(
					Shape::object(
						[
							'title' => Shape::text(),
							'steps' => Shape::list_of( RunSchema::next_step() ),
						]
					)
				),
				// Whether what was printed last still holds.
				'printed'    => Shape::one_of( [ 'never', 'outdated', 'current' ] ),
				'printed_at' => Shape::nullable( Shape::time() ),
			],
			'recovery_card'
		);
	}

	/** @return array<string, mixed> */
	public function describe( RecoveryCard $card ): array {
		return [
			'made_at'    => Time::rfc3339( $this->clock->now_ms() ),
			'release'    => $card->release,
			'build'      => null === $card->build ? null : [
				'archive' => $card->build->id,
				'version' => $card->build->version,
				'digest'  => $card->build->digest,
			],
			'facts'      => $card->facts,
			'sections'   => $card->sections,
			'printed'    => $card->printed,
			'printed_at' => Time::rfc3339( $card->printed_at ),
		];
	}
}
