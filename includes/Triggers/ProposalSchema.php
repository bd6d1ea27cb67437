<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Proposed rollbacks on the wire. */
final class ProposalSchema {
	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'id'         => Shape::integer(),
				'state'      => Shape::one_of( array_map( static fn ( ProposalState $state ): string => $state->value, ProposalState::cases() ) ),
				// Whoever decides sends the one they saw: it grows when what it is bound to changes.
				'revision'   => Shape::integer(),
				'build'      => Shape::object(
					[
						'digest'  => Shape::nullable( Shape::text() ),
						'version' => Shape::nullable( Shape::text() ),
						'since'   => Shape::nullable( Shape::time() ),
					]
				),
				'good'       => Shape::nullable(
					Shape::object(
						[
							'archive' => Shape::text(),
							'digest'  => Shape::nullable( Shape::text() ),
							'version' => Shape::nullable( Shape::text() ),
						]
					)
				),
				'evidence'   => Shape::list_of( TriggerSchema::evidence() ),
				// Why no armed trigger has started it by itself.
				'held_back'  => Shape::list_of(
					Shape::object(
						[
							'code'    => Shape::text(),
							'message' => Shape::text(),
						]
					)
				),
				'run'        => Shape::nullable( Shape::integer() ),
				'automatic'  => Shape::boolean(),
				// Who decided; of one that started by itself, who armed it.
				'actor'      => Shape::nullable( Shape::actor() ),
				'reason'     => Shape::text(),
				'created_at' => Shape::time(),
				'updated_at' => Shape::time(),
				'expires_at' => Shape::time(),
				'closed_at'  => Shape::nullable( Shape::time() ),
			],
			'proposal'
		);
	}

	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::item() ),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'proposals'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( Proposal $proposal ): array {
		$facts = $proposal->facts;
		return [
			'id'         => $proposal->id,
			'state'      => $proposal->state->value,
			'revision'   => $proposal->revision,
			'build'      => [
				'digest'  => $facts->build,
				'version' => $facts->version,
				'since'   => Time::rfc3339( $facts->since ),
			],
			'good'       => null === $facts->archive ? null : [
				'archive' => $facts->archive,
				'digest'  => $facts->good,
				'version' => $facts->good_version,
			],
			'evidence'   => TriggerSchema::describe_all( $proposal->evidence ),
			'held_back'  => array_map(
				static fn ( array $one ): array => [
					'code'    => $one['code'],
					'message' => Sentences::told( $one['message'] ),
				],
				$proposal->held_back
			),
			'run'        => $proposal->run_id,
			'automatic'  => $proposal->is_automatic,
			'actor'      => $proposal->actor?->to_array(),
			'reason'     => Sentences::told( $proposal->reason ),
			'created_at' => Time::rfc3339( $proposal->created_at ),
			'updated_at' => Time::rfc3339( $proposal->updated_at ),
			'expires_at' => Time::rfc3339( $proposal->expires_at ),
			'closed_at'  => Time::rfc3339( $proposal->closed_at ),
		];
	}

	/** A lost race with the proposal in it as the wire shows it. */
	public static function described( Conflict $lost ): Conflict {
		return $lost->present instanceof Proposal ? new Conflict( $lost->code_name, $lost->getMessage(), $lost->subject, self::describe( $lost->present ) ) : $lost;
	}
}
