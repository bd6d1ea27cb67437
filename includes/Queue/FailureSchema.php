<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** Failed jobs on the wire: ids, names, times and causes; no text of an error and no value of an argument. */
final class FailureSchema {
	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'availability' => QueueSchema::availability(),
				'items'       => Shape::list_of( Shape::object( self::properties() ) ),
				'next_cursor' => Shape::nullable( Shape::text() ),
				'looked'      => Shape::nullable( Shape::integer() ),
				'of'          => Shape::nullable( Shape::count() ),
				'causes'      => Shape::list_of(
					Shape::object(
						[
							'cause'     => self::cause(),
							'count'     => Shape::integer(),
							'hooks'     => Shape::list_of( Shape::text() ),
							'newest_at' => Shape::nullable( Shape::time() ),
							'example'   => Shape::integer(),
						]
					)
				),
			],
			'failures'
		);
	}

	/** @return array<string, mixed> */
	public static function detail(): array {
		return Shape::object(
			self::properties() + [
				'claim_id'   => Shape::integer(),
				'created_at' => Shape::nullable( Shape::time() ),
				'entry_id'   => Shape::nullable( Shape::integer() ),
				'arguments'  => Shape::list_of(
					Shape::object(
						[
							'key'  => Shape::text(),
							'type' => Shape::text(),
						]
					)
				),
				'advice'     => Shape::text(),
				'actions'    => Shape::list_of( Shape::action() ),
			],
			'failure'
		);
	}

	/** @return array<string, mixed> */
	public static function describe_page( FailurePage $page ): array {
		return [
			'availability' => QueueSchema::describe_presence( $page->availability, $page->availability->is_present() ? null : Links::plugins() ),
			'items'       => array_map( self::describe( ... ), $page->items ),
			'next_cursor' => $page->next,
			'looked'      => $page->looked,
			'of'          => $page->of?->to_array(),
			'causes'      => array_map(
				static fn ( array $group ): array => [
					'cause'     => self::describe_cause( $group['cause'] ),
					'newest_at' => Time::rfc3339( $group['newest_at'] ),
				] + $group,
				$page->causes
			),
		];
	}

	/**
	 * @param array{failure: Failure, arguments: list<array{key: string, type: string}>, entry_id: int|null, created_at: int|null} $found
	 * @param list<Action>                                                                                                         $steps
	 * @return array<string, mixed>
	 */
	public static function describe_detail( array $found, array $steps ): array {
		return self::describe( $found['failure'] ) + [
			'claim_id'   => $found['failure']->claim_id,
			'created_at' => Time::rfc3339( $found['created_at'] ),
			'entry_id'   => $found['entry_id'],
			'arguments'  => $found['arguments'],
			'advice'     => FailureService::advice( $found['failure'] ),
			'actions'    => array_map( static fn ( Action $step ): array => $step->to_array(), $steps ),
		];
	}

	/** @return array<string, mixed> */
	public static function describe( Failure $failure ): array {
		return [
			'id'           => $failure->id,
			'queue'        => 'as:' . $failure->group,
			'hook'         => $failure->hook,
			'group'        => $failure->group,
			'attempts'     => $failure->attempts,
			'is_recurring' => $failure->is_recurring,
			'scheduled_at' => Time::rfc3339( $failure->scheduled_at ),
			'failed_at'    => Time::rfc3339( $failure->failed_at ),
			'cause'        => self::describe_cause( $failure->cause ),
		];
	}

	/** @return array<string, array<string, mixed>> */
	private static function properties(): array {
		return [
			'id'           => Shape::integer(),
			'queue'        => Shape::text(),
			'hook'         => Shape::text(),
			'group'        => Shape::text(),
			'attempts'     => Shape::integer(),
			'is_recurring' => Shape::boolean(),
			'scheduled_at' => Shape::nullable( Shape::time() ),
			'failed_at'    => Shape::nullable( Shape::time() ),
			'cause'        => self::cause(),
		];
	}

	/** @return array<string, mixed> */
	private static function cause(): array {
		return Shape::object(
			[
				'kind'       => Shape::one_of( [ 'exception', 'fatal', 'timeout', 'no_callback', 'unreadable', 'unknown' ] ),
				'class'      => Shape::nullable( Shape::text() ),
				'code'       => Shape::nullable( Shape::text() ),
				'frame'      => Shape::nullable( Shape::text() ),
				'known_from' => Shape::one_of( [ 'recorded', 'log', 'none' ] ),
				'text'       => Shape::text(),
			]
		);
	}

	/** @return array<string, string|null> */
	private static function describe_cause( FailureCause $cause ): array {
		return [
			'kind'       => $cause->kind,
			'class'      => $cause->class_name,
			'code'       => $cause->code,
			'frame'      => $cause->frame,
			'known_from' => $cause->known_from,
			'text'       => $cause->text(),
		];
	}
}
