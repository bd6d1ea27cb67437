<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Work on the wire: ids, states and times; of arguments only key names and types. */
final class WorkSchema {
	/** @return list<string> */
	public static function states(): array {
		return array_map( static fn ( WorkState $state ): string => $state->value, WorkState::cases() );
	}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'id'            => Shape::integer(),
				'source'        => Shape::one_of( NewWork::SOURCES ),
				'hook'          => Shape::text(),
				'group'         => Shape::text(),
				'form_id'       => Shape::nullable( Shape::integer() ),
				'entry_id'      => Shape::nullable( Shape::integer() ),
				'stage'         => Shape::text(),
				'key'           => Shape::text(),
				'state'         => Shape::one_of( self::states() ),
				'attempts'      => Shape::integer(),
				'held_flag'     => Shape::nullable( Shape::text() ),
				'held_scope'    => Shape::nullable( Shape::text() ),
				'held_revision' => Shape::nullable( Shape::integer() ),
				// Rollback of the bad release in which it came into being.
				'marked_run'    => Shape::nullable( Shape::integer() ),
				'due_at'        => Shape::nullable( Shape::time() ),
				'lease_until'   => Shape::nullable( Shape::time() ),
				'created_at'    => Shape::time(),
				'updated_at'    => Shape::time(),
				'error_class'   => Shape::nullable( Shape::text() ),
				'error_code'    => Shape::nullable( Shape::text() ),
				'error_frame'   => Shape::nullable( Shape::text() ),
				'arguments'     => Shape::list_of(
					Shape::object(
						[
							'key'  => Shape::text(),
							'type' => Shape::text(),
						]
					)
				),
			],
			'work'
		);
	}

	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::item() ),
				'next_before' => Shape::nullable( Shape::integer() ),
				// Only open states are counted today; which ones are is no promise.
				'counts'      => Shape::object( array_fill_keys( self::states(), Shape::count() ), '', self::states() ),
			],
			'work_page'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( WorkItem $item ): array {
		return [
			'id'            => $item->id,
			'source'        => $item->source,
			'hook'          => $item->hook,
			'group'         => $item->group,
			'form_id'       => $item->form_id,
			'entry_id'      => $item->entry_id,
			'stage'         => $item->stage,
			'key'           => $item->key,
			'state'         => $item->state->value,
			'attempts'      => $item->attempts,
			'held_flag'     => $item->held_flag,
			'held_scope'    => $item->held_scope,
			'held_revision' => $item->held_revision,
			'marked_run'    => $item->marked_run,
			'due_at'        => WorkState::Due === $item->state ? Time::rfc3339( $item->due_at ) : null,
			'lease_until'   => Time::rfc3339( $item->lease_until ),
			'created_at'    => Time::rfc3339( $item->created_at ),
			'updated_at'    => Time::rfc3339( $item->updated_at ),
			'error_class'   => self::text( $item->error_class ),
			'error_code'    => self::text( $item->error_code ),
			'error_frame'   => self::text( $item->error_frame ),
			'arguments'     => self::arguments( $item->payload ),
		];
	}

	/**
	 * @param array<string, Count> $counts
	 * @return array<string, array{value: int, capped: bool}>
	 */
	public static function counts( array $counts ): array {
		return array_map( static fn ( Count $count ): array => $count->to_array(), $counts );
	}

	/**
	 * @param array<mixed> $payload
	 * @return list<array{key: string, type: string}>
	 */
	private static function arguments( array $payload ): array {
		$lines = [];
		foreach ( is_array( $payload['args'] ?? null ) ? $payload['args'] : $payload as $key => $value ) {
			if ( ! is_array( $value ) ) {
				$lines[] = [
					'key'  => (string) $key,
					'type' => get_debug_type( $value ),
				];
				continue;
			}
			foreach ( $value as $name => $inner ) {
				$lines[] = [
					'key'  => "$key.$name",
					'type' => get_debug_type( $inner ),
				];
			}
		}
		return $lines;
	}

	private static function text( ?string $text ): ?string {
		return '' === $text ? null : $text;
	}
}
