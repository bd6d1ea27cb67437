<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** A rollback before it starts, on the wire. */
final class RollbackSchema {
	/** @return array<string, mixed> */
	public static function plan(): array {
		return Shape::object(
			[
				'dry_run'      => Shape::boolean() + [ 'enum' => [ true ] ],
				'scenario'     => Shape::text(),
				'effects'      => Shape::list_of(
					Shape::object(
						[
							'step'   => Shape::text(),
							'text'   => Shape::text(),
							'counts' => Shape::text(),
							'count'  => Shape::nullable( Shape::count() ),
						]
					)
				),
				'refusals'     => Shape::list_of( Shape::refusal() ),
				'warnings'     => Shape::list_of( Shape::text() ),
				'strategy'     => Shape::nullable( Shape::one_of( Strategy::values() ) ),
				'obstacles'    => Shape::list_of( Shape::refusal() ),
				'brings_back'  => Shape::nullable(
					Shape::object(
						[
							'archive' => Shape::nullable( Shape::text() ),
							'version' => Shape::nullable( Shape::text() ),
						]
					)
				),
				'next_steps'   => Shape::list_of( RunSchema::next_step() ),
				'confirmation' => Shape::text(),
			],
			'rollback_plan'
		);
	}

	/** @return array<string, mixed> What POST /rollbacks answers: the plan of a dry run, else the run. */
	public static function answer(): array {
		return [
			'title' => 'rollback_answer',
			'oneOf' => [ self::plan(), RunSchema::item() ],
		];
	}

	/** @return array<string, mixed> */
	public static function readiness(): array {
		return Shape::object(
			[
				'scenarios' => Shape::list_of(
					Shape::object(
						[
							'id'          => Shape::text(),
							'title'       => Shape::text(),
							'description' => Shape::text(),
							'freezes'     => Shape::list_of(
								Shape::object(
									[
										'flag'  => Shape::text(),
										'scope' => Shape::text(),
										'value' => Shape::text(),
									]
								)
							),
							'groups'      => Shape::list_of( Shape::text() ),
						]
					)
				),
				'active'    => Shape::nullable( RunSchema::item() ),
				'ticks'     => Shape::list_of(
					Shape::object(
						[
							'id'     => Shape::text(),
							'label'  => Shape::text(),
							'status' => Shape::one_of( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ) ),
							'detail' => Shape::text(),
							// How old it is.
							'at'     => Shape::nullable( Shape::time() ),
							'action' => Shape::nullable( Shape::action() ),
						]
					)
				),
			],
			'rollback_readiness'
		);
	}
}
