<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** A trigger with how it was seen last, and whether it may start a rollback by itself. Times are UTC epoch milliseconds. */
final class TriggerRow {
	/** Some looks may be missed; then nobody knows. */
	private const VALID_MS = 300_000;

	/** What has no hysteresis of its own must be seen so often in a row. */
	private const ROUNDS = 2;

	/**
	 * @param string         $text     Recorded sentence.
	 * @param list<Evidence> $evidence
	 * @param list<Evidence> $earlier  What began before the build came.
	 * @param int            $rounds   Looks in a row in which it fired.
	 * @param int|null       $since    Since when it is as it is; null when nobody has looked.
	 * @param int            $revision Of the arming; 0 when nobody has ever armed it.
	 * @param Actor|null     $actor    Who armed or disarmed it last; null when nobody ever did.
	 */
	private function __construct(
		public readonly Trigger $trigger,
		public readonly ObservedState $state,
		public readonly string $why,
		public readonly string $text,
		public readonly array $evidence,
		public readonly array $earlier,
		public readonly int $rounds,
		public readonly ?int $since,
		public readonly ?int $seen_at,
		public readonly int $revision,
		public readonly bool $is_armed,
		public readonly ?Actor $actor,
		public readonly ?int $changed_at,
		public readonly string $reason,
	) {}

	/** As it is now: what nobody has looked at for a while is unknown, whatever it was. */
	public function state( int $now_ms ): ObservedState {
		return $this->is_stale( $now_ms ) ? ObservedState::Unknown : $this->state;
	}

	/** Whether it fires, for the build that runs, and not for a single look. */
	public function is_sure(): bool {
		return ObservedState::Firing === $this->state && [] !== $this->evidence && ( Trigger::GROWTH !== $this->trigger->source || $this->rounds >= self::ROUNDS );
	}

	public function is_stale( int $now_ms ): bool {
		return null === $this->seen_at || $now_ms - $this->seen_at > self::VALID_MS;
	}

	/**
	 * @param array<string, string|null>|null $seen  Null: nobody has looked yet.
	 * @param array<string, string|null>|null $armed Null: nobody has ever armed it.
	 */
	public static function from_rows( Trigger $trigger, ?array $seen, ?array $armed ): self {
		return new self(
			$trigger,
			ObservedState::tryFrom( (string) ( $seen['state'] ?? '' ) ) ?? ObservedState::Unknown,
			(string) ( $seen['why'] ?? 'unseen' ),
			(string) ( $seen['text'] ?? '' ),
			Evidence::stored( $seen['evidence'] ?? null ),
			Evidence::stored( $seen['earlier'] ?? null ),
			(int) ( $seen['rounds'] ?? 0 ),
			isset( $seen['since_at'] ) ? (int) $seen['since_at'] : null,
			isset( $seen['seen_at'] ) ? (int) $seen['seen_at'] : null,
			(int) ( $armed['revision'] ?? 0 ),
			1 === (int) ( $armed['armed'] ?? 0 ),
			null === $armed ? null : Actor::stored( (string) $armed['actor_kind'], (int) $armed['actor_id'] ),
			isset( $armed['created_at'] ) ? (int) $armed['created_at'] : null,
			(string) ( $armed['reason'] ?? '' )
		);
	}
}
