<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** Verdicts on the wire: their schemas and their serializer side by side. */
final class HealthSchema {
	public const GROUPS = [ 'scheduling', 'forms', 'messages', 'platform', 'safety' ];

	/** @return array<string, mixed> */
	public static function status(): array {
		return Shape::one_of( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ) );
	}

	/** @return array<string, mixed> */
	public static function verdict(): array {
		return Shape::object(
			[
				'probe'         => Shape::text(),
				'label'         => Shape::text(),
				'group'         => Shape::one_of( self::GROUPS ),
				'status'        => self::status(),
				'finding'       => Shape::text(),
				'reason'        => Shape::text(),
				'value'         => Shape::nullable( Shape::number() ),
				'unit'          => Shape::nullable( Shape::text() ),
				'n'             => Shape::nullable( Shape::integer() ),
				'window_s'      => Shape::nullable( Shape::integer() ),
				'measured_at'   => Shape::nullable( Shape::time() ),
				'valid_until'   => Shape::nullable( Shape::time() ),
				'duration_ms'   => Shape::nullable( Shape::integer() ),
				'rule'          => Shape::text(),
				'why'           => Shape::text(),
				'waits_for'     => Shape::list_of( Shape::text() ),
				'required'      => Shape::boolean(),
				'can_self_test' => Shape::boolean(),
				'actions'       => Shape::list_of( Shape::action() ),
			],
			'verdict'
		);
	}

	/** @return array<string, mixed> */
	public static function report(): array {
		$counts = [];
		foreach ( Status::cases() as $status ) {
			$counts[ $status->value ] = Shape::integer();
		}
		return Shape::object(
			[
				'status'   => self::status(),
				'counts'   => Shape::object( $counts ),
				'verdicts' => Shape::list_of( self::verdict() ),
			],
			'health'
		);
	}

	/** @return array<string, mixed> */
	public static function self_test(): array {
		return Shape::object(
			[
				'probe'       => Shape::text(),
				'passed'      => Shape::boolean(),
				'fault'       => Shape::text(),
				'under_fault' => self::verdict(),
				'afterwards'  => self::verdict(),
			],
			'self_test'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( HealthReport $report ): array {
		return [
			'status'   => $report->worst()->value,
			'counts'   => $report->counts(),
			'verdicts' => array_map( static fn ( ProbeState $state ): array => self::describe_state( $state ), $report->states ),
		];
	}

	/** @return array<string, mixed> */
	public static function describe_self_test( SelfTestResult $result ): array {
		$stamp = static fn ( Verdict $verdict ): array => self::describe_state( ProbeState::of( $result->probe, $verdict, $verdict->measured_at ) );
		return [
			'probe'       => $result->probe->id(),
			'passed'      => $result->passed(),
			'fault'       => $result->probe->fault(),
			'under_fault' => $stamp( $result->under_fault ),
			'afterwards'  => $stamp( $result->afterwards ),
		];
	}

	/** @return array<string, mixed> */
	private static function describe_state( ProbeState $state ): array {
		$reading = $state->reading;
		return [
			'probe'         => $state->probe->id(),
			'label'         => $state->probe->label(),
			'group'         => $state->probe->group(),
			'status'        => $reading->status->value,
			'finding'       => $reading->finding,
			'reason'        => $reading->reason,
			'value'         => $reading->value,
			'unit'          => $reading->unit,
			'n'             => $reading->n,
			'window_s'      => $reading->window_s,
			'measured_at'   => $state->measured_at(),
			'valid_until'   => Time::rfc3339( $state->verdict?->valid_until ),
			'duration_ms'   => $state->verdict?->duration_ms,
			'rule'          => $state->probe->rule(),
			'why'           => $state->probe->why(),
			'waits_for'     => 'waits_for' === $reading->reason ? $state->verdict->waits_for ?? [] : [],
			'required'      => $state->probe->is_required(),
			// A fault proves something only while the probe is not red or unknown anyway.
			'can_self_test' => ! in_array( $reading->status, [ Status::Critical, Status::Unknown ], true ),
			'actions'       => array_map( static fn ( Action $action ): array => $action->to_array(), $reading->actions ),
		];
	}
}
