<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** A trace on the wire: its schema and its serializer side by side. Ids, times, states and sentences of our own. */
final class TraceSchema {
	/** @return array<string, mixed> */
	public static function report(): array {
		$status = Shape::one_of( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ) );
		return Shape::object(
			[
				'entry_id'     => Shape::integer(),
				'form_id'      => Shape::nullable( Shape::integer() ),
				'came_at'      => Shape::nullable( Shape::time() ),
				'generated_at' => Shape::time(),
				'status'       => $status,
				'headline'     => Shape::text(),
				'answers'      => Shape::list_of(
					Shape::object(
						[
							'id'       => Shape::one_of( [ 'arrived', 'allocated', 'email', 'twice', 'export' ] ),
							'question' => Shape::text(),
							'status'   => $status,
							'text'     => Shape::text(),
							'actions'  => Shape::list_of( Shape::action() ),
						]
					)
				),
				'moments'      => Shape::list_of(
					Shape::object(
						[
							'at'     => Shape::nullable( Shape::time() ),
							'stage'  => Shape::one_of( array_map( static fn ( Stage $stage ): string => $stage->value, Stage::cases() ) ),
							'label'  => Shape::text(),
							'status' => $status,
							'text'   => Shape::text(),
							'source' => Shape::nullable( Shape::text() ),
							'is_gap' => Shape::boolean(),
						]
					)
				),
				'flags'        => Shape::list_of(
					Shape::object(
						[
							'flag'       => Shape::text(),
							'scope'      => Shape::text(),
							'value'      => Shape::text(),
							'revision'   => Shape::integer(),
							'reason'     => Shape::text(),
							'actor'      => Shape::nullable( Shape::actor() ),
							'changed_at' => Shape::nullable( Shape::time() ),
							'is_later'   => Shape::boolean(),
						]
					)
				),
				'sources'      => Shape::list_of(
					Shape::object(
						[
							'id'     => Shape::text(),
							'label'  => Shape::text(),
							'state'  => Shape::one_of( [ 'read', 'partly', 'absent', 'broken' ] ),
							'detail' => Shape::text(),
						]
					)
				),
				'copy'         => Shape::text(),
			],
			'trace'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( TraceReport $report ): array {
		$evidence = $report->evidence;
		$labels   = array_map( static fn ( Source $source ): string => $source->label, $evidence->sources );
		return [
			'entry_id'     => $evidence->entry_id,
			'form_id'      => $evidence->form_id(),
			'came_at'      => Time::rfc3339( $evidence->came_at ),
			'generated_at' => Time::rfc3339( $evidence->now ),
			'status'       => $report->status->value,
			'headline'     => $report->headline,
			'answers'      => array_map(
				static fn ( Answer $answer ): array => [
					'id'       => $answer->id,
					'question' => $answer->question(),
					'status'   => $answer->status->value,
					'text'     => $answer->text,
					'actions'  => array_map( static fn ( Action $action ): array => $action->to_array(), $answer->actions ),
				],
				$report->answers
			),
			'moments'      => array_map(
				static fn ( Moment $moment ): array => [
					'at'     => Time::rfc3339( $moment->at ),
					'stage'  => $moment->stage->value,
					'label'  => $moment->stage->label(),
					'status' => $moment->verdict->value,
					'text'   => $moment->text,
					'source' => $labels[ $moment->source ] ?? null,
					'is_gap' => $moment->is_gap,
				],
				$report->moments
			),
			'flags'        => [
				...array_map( static fn ( FlagState $state ): array => self::flag( $state, false ), $evidence->flags ),
				...array_map( static fn ( FlagState $state ): array => self::flag( $state, true ), $evidence->flips ),
			],
			'sources'      => array_map(
				static fn ( Source $source ): array => [
					'id'     => $source->id,
					'label'  => $source->label,
					'state'  => $source->state,
					'detail' => $source->detail,
				],
				array_values( $evidence->sources )
			),
			'copy'         => $report->copy,
		];
	}

	/** @return array<string, mixed> */
	private static function flag( FlagState $state, bool $is_later ): array {
		return [
			'flag'       => $state->flag,
			'scope'      => $state->scope,
			'value'      => $state->value,
			'revision'   => $state->revision,
			'reason'     => $state->reason,
			'actor'      => $state->actor?->to_array(),
			'changed_at' => Time::rfc3339( $state->changed_at ),
			'is_later'   => $is_later,
		];
	}
}
