<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Alerts and decisions on the wire: their schemas and their serializers side by side. */
final class AlertSchema {
	public function __construct( private readonly AlertService $alerts, private readonly Signals $signals ) {}

	/** @return array<string, mixed> */
	public static function item(): array {
		return Shape::object( self::properties() + [ 'members' => Shape::list_of( self::line() ) ], 'alert' );
	}

	/** @return array<string, mixed> */
	public static function page(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::line() ),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'alerts'
		);
	}

	/** @return array<string, mixed> */
	public static function decision(): array {
		$words = static fn ( string ...$names ): array => Shape::list_of( Shape::object( array_fill_keys( $names, Shape::text() ) ) );
		return Shape::object(
			[
				'id'          => Shape::integer(),
				'alert_id'    => Shape::integer(),
				'signal'      => Shape::text(),
				'created_at'  => Shape::time(),
				'label'       => Shape::text(),
				'rule'        => Shape::text(),
				'held'        => Shape::text(),
				'severity'    => self::severity(),
				'status'      => Shape::nullable( Shape::one_of( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ) ) ),
				'reason'      => Shape::text(),
				'finding'     => Shape::text(),
				'value'       => Shape::nullable( Shape::number() ),
				'unit'        => Shape::nullable( Shape::text() ),
				'n'           => Shape::nullable( Shape::integer() ),
				'window_s'    => Shape::nullable( Shape::integer() ),
				'measured_at' => Shape::nullable( Shape::time() ),
				'age_ms'      => Shape::nullable( Shape::integer() ),
				'onset_at'    => Shape::nullable( Shape::time() ),
				'frozen'      => Shape::boolean(),
				'flags'       => Shape::list_of(
					Shape::object(
						[
							'flag'     => Shape::text(),
							'scope'    => Shape::text(),
							'value'    => Shape::text(),
							'revision' => Shape::integer(),
						]
					)
				),
				'release'     => Shape::nullable( Shape::text() ),
				'versions'    => $words( 'name', 'found' ),
				'changes'     => Shape::list_of(
					Shape::object(
						[
							'at'      => Shape::nullable( Shape::time() ),
							'kind'    => Shape::text(),
							'subject' => Shape::text(),
							'change'  => Shape::text(),
						]
					)
				),
				'members'     => $words( 'signal', 'severity', 'finding' ),
			],
			'decision'
		);
	}

	/** @return array<string, mixed> */
	public function describe( Alert $alert ): array {
		return $this->describe_line( $alert ) + [ 'members' => array_map( [ $this, 'describe_line' ], $this->alerts->members( $alert ) ) ];
	}

	/** @return array<string, mixed> */
	public function describe_line( Alert $alert ): array {
		return [
			'id'              => $alert->id,
			'signal'          => $alert->signal,
			'label'           => $this->signals->label( $alert->signal ),
			'state'           => $alert->state->value,
			'severity'        => $alert->severity->value,
			'under'           => $alert->under_id,
			'onset_at'        => (string) Time::rfc3339( $alert->onset_at ),
			'fired_at'        => Time::rfc3339( $alert->fired_at ),
			'acknowledged_at' => Time::rfc3339( $alert->acknowledged_at ),
			'actor'           => $alert->actor?->to_array(),
			'reason'          => $alert->reason,
			'resolved_at'     => Time::rfc3339( $alert->resolved_at ),
			'ended'           => $alert->ended?->value,
			'finding'         => $alert->finding,
			'decision'        => $alert->decision_id,
		];
	}

	/** @return array<string, mixed> */
	public static function describe_decision( Decision $decision ): array {
		$found = [];
		// Frozen rows may be older than this version: what it does not know is null, and nothing else comes out.
		foreach ( self::decision()['properties'] as $name => $shape ) {
			$found[ $name ] = $decision->data[ $name ] ?? match ( $shape['type'] ) {
				'array' => [],
				'boolean' => false,
				'string' => $shape['enum'][0] ?? '',
				default => null,
			};
		}
		return [
			'id'         => $decision->id,
			'alert_id'   => $decision->alert_id,
			'signal'     => $decision->signal,
			'created_at' => (string) Time::rfc3339( $decision->created_at ),
		] + $found;
	}

	/** @return array<string, mixed> One alert without those that it stands for. */
	public static function line(): array {
		return Shape::object( self::properties(), 'alert_line' );
	}

	/** @return array<string, array<string, mixed>> */
	private static function properties(): array {
		return [
			'id'              => Shape::integer(),
			'signal'          => Shape::text(),
			'label'           => Shape::text(),
			'state'           => Shape::one_of( array_map( static fn ( AlertState $state ): string => $state->value, AlertState::cases() ) ),
			'severity'        => self::severity(),
			'under'           => Shape::nullable( Shape::integer() ),
			'onset_at'        => Shape::time(),
			'fired_at'        => Shape::nullable( Shape::time() ),
			'acknowledged_at' => Shape::nullable( Shape::time() ),
			'actor'           => Shape::nullable( Shape::actor() ),
			'reason'          => Shape::text(),
			'resolved_at'     => Shape::nullable( Shape::time() ),
			'ended'           => Shape::nullable( Shape::one_of( array_map( static fn ( AlertEnd $end ): string => $end->value, AlertEnd::cases() ) ) ),
			// Of the decision; of one that many stand for, empty.
			'finding'         => Shape::text(),
			'decision'        => Shape::nullable( Shape::integer() ),
		];
	}

	/** @return array<string, mixed> */
	private static function severity(): array {
		return Shape::one_of( array_map( static fn ( Severity $severity ): string => $severity->value, Severity::cases() ) );
	}
}
