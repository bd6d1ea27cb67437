<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Outbox\Severity;

defined( 'ABSPATH' ) || exit;

/** Trouble with one signal, from its first bad measurement to its end. Times are UTC epoch milliseconds. */
final class Alert {
	private function __construct(
		public readonly int $id,
		/** Id of a check or KPI; AlertWatch::MASS for many at once. */
		public readonly string $signal,
		public readonly AlertState $state,
		public readonly Severity $severity,
		/** The alert that stands for this one too, when many came at once. */
		public readonly ?int $under_id,
		public readonly int $bad_rounds,
		public readonly int $good_rounds,
		/** Time of the last measurement that was counted. */
		public readonly int $seen_at,
		/** Time of the first bad measurement. */
		public readonly int $onset_at,
		public readonly ?int $good_since,
		public readonly ?int $fired_at,
		public readonly ?int $acknowledged_at,
		public readonly ?Actor $actor,
		public readonly string $reason,
		public readonly ?int $resolved_at,
		/** Null while it is not over. */
		public readonly ?AlertEnd $ended,
		public readonly ?int $decision_id,
		public readonly int $fence,
		/** What was found when it fired, as a recorded sentence; empty where the decision was not read along. */
		public readonly string $finding = '',
	) {}

	public function is_open(): bool {
		return in_array( $this->state, [ AlertState::Firing, AlertState::Acknowledged ], true );
	}

	private static function finding( ?string $decision ): string {
		$data    = json_decode( (string) $decision, true );
		$finding = is_array( $data ) ? $data['finding'] ?? '' : '';
		return is_string( $finding ) ? $finding : '';
	}

	/** @param array<string, string|null> $row */
	public static function from_row( array $row ): self {
		$number = static fn ( string $column ): ?int => isset( $row[ $column ] ) ? (int) $row[ $column ] : null;
		return new self(
			(int) $row['id'],
			(string) $row['signal_id'],
			AlertState::tryFrom( (string) $row['state'] ) ?? AlertState::Resolved,
			Severity::tryFrom( (string) $row['severity'] ) ?? Severity::Recommended,
			$number( 'under_id' ),
			(int) $row['bad_rounds'],
			(int) $row['good_rounds'],
			(int) $row['seen_at'],
			(int) $row['onset_at'],
			$number( 'good_since' ),
			$number( 'fired_at' ),
			$number( 'acknowledged_at' ),
			isset( $row['acknowledged_at'] ) ? Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ) : null,
			(string) $row['reason'],
			$number( 'resolved_at' ),
			AlertEnd::tryFrom( (string) ( $row['ended'] ?? '' ) ) ?? ( isset( $row['resolved_at'] ) ? AlertEnd::Recovered : null ),
			$number( 'decision_id' ),
			(int) $row['fence'],
			self::finding( $row['decision'] ?? null )
		);
	}
}
