<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Triggers and what speaks for a rollback, on the wire. */
final class TriggerSchema {
	public function __construct( private readonly TriggerService $triggers, private readonly Clock $clock ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object(
			[
				'id'         => Shape::text(),
				'label'      => Shape::text(),
				'rule'       => Shape::text(),
				// What a person must know before it may act by itself.
				'caution'    => Shape::text(),
				'state'      => Shape::one_of( array_map( static fn ( ObservedState $state ): string => $state->value, ObservedState::cases() ) ),
				'why'        => Shape::text(),
				'text'       => Shape::text(),
				'since'      => Shape::nullable( Shape::time() ),
				'seen_at'    => Shape::nullable( Shape::time() ),
				'evidence'   => Shape::list_of( self::evidence() ),
				// Began before the build that runs: no evidence against it.
				'earlier'    => Shape::list_of( self::evidence() ),
				'armable'    => Shape::boolean(),
				'armed'      => Shape::boolean(),
				// Whoever armed it may still start a rollback.
				'effective'  => Shape::boolean(),
				'revision'   => Shape::integer(),
				'actor'      => Shape::nullable( Shape::actor() ),
				'changed_at' => Shape::nullable( Shape::time() ),
				'reason'     => Shape::text(),
			],
			'trigger'
		);
	}

	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object( [ 'items' => Shape::list_of( self::item() ) ], 'triggers' );
	}

	/** @return array<string, mixed> */
	public static function evidence(): array {
		return Shape::object(
			[
				'trigger'     => Shape::text(),
				'signal'      => Shape::text(),
				'label'       => Shape::text(),
				'finding'     => Shape::text(),
				'rule'        => Shape::text(),
				'value'       => Shape::nullable( Shape::number() ),
				'unit'        => Shape::nullable( Shape::text() ),
				'n'           => Shape::nullable( Shape::integer() ),
				'window_s'    => Shape::nullable( Shape::integer() ),
				'threshold'   => Shape::nullable( Shape::number() ),
				'measured_at' => Shape::time(),
				'onset_at'    => Shape::time(),
				'seen_at'     => Shape::time(),
				// How old the measurement was when it was seen.
				'age_ms'      => Shape::integer(),
				'decision'    => Shape::nullable( Shape::integer() ),
			],
			'evidence'
		);
	}

	/** @return array<string, mixed> */
	public function describe( TriggerRow $row ): array {
		$now      = $this->clock->now_ms();
		$is_stale = $row->is_stale( $now );
		$why      = $is_stale ? ( null === $row->seen_at ? 'unseen' : 'not_looked' ) : $row->why;
		return [
			'id'         => $row->trigger->id,
			'label'      => TriggerWords::label( $row->trigger->id ),
			'rule'       => TriggerWords::rule( $row->trigger ),
			'caution'    => TriggerWords::caution( $row->trigger ),
			'state'      => $row->state( $now )->value,
			'why'        => $why,
			'text'       => $is_stale ? TriggerWords::why( $why ) : Sentences::told( $row->text ),
			'since'      => $is_stale ? null : Time::rfc3339( $row->since ),
			'seen_at'    => Time::rfc3339( $row->seen_at ),
			'evidence'   => $is_stale ? [] : self::describe_all( $row->evidence ),
			'earlier'    => $is_stale ? [] : self::describe_all( $row->earlier ),
			'armable'    => ! $row->trigger->by_strangers,
			'armed'      => $row->is_armed,
			'effective'  => $this->triggers->is_effective( $row ),
			'revision'   => $row->revision,
			'actor'      => $row->actor?->to_array(),
			'changed_at' => Time::rfc3339( $row->changed_at ),
			'reason'     => $row->reason,
		];
	}

	/**
	 * @param list<Evidence> $all
	 * @return list<array<string, mixed>>
	 */
	public static function describe_all( array $all ): array {
		return array_map(
			static fn ( Evidence $one ): array => [
				'trigger'     => $one->trigger,
				'signal'      => $one->signal,
				'label'       => Sentences::told( $one->label ),
				'finding'     => Sentences::told( $one->finding ),
				'rule'        => Sentences::told( $one->rule ),
				'value'       => $one->value,
				'unit'        => $one->unit,
				'n'           => $one->n,
				'window_s'    => $one->window_s,
				'threshold'   => $one->threshold,
				'measured_at' => Time::rfc3339( $one->measured_at ),
				'onset_at'    => Time::rfc3339( $one->onset_at ),
				'seen_at'     => Time::rfc3339( $one->seen_at ),
				'age_ms'      => max( 0, $one->seen_at - $one->measured_at ),
				'decision'    => $one->decision,
			],
			$all
		);
	}
}
