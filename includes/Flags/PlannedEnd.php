<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** When a value ends by itself, and whether it then goes back or asks a person. */
final class PlannedEnd {
	/** Whoever holds something for longer should decide anew. */
	public const MAX_DAYS = 30;

	public const THEN = [ 'back', 'ask' ];

	private const DAY_MS = 86_400_000;

	/** @param value-of<self::THEN> $then */
	private function __construct(
		public readonly int $until_ms,
		public readonly string $then,
		/** The value that held before; empty while it is only wished for. */
		public readonly string $back_to = '',
	) {}

	/**
	 * @param string|null $until RFC 3339; null: no end.
	 * @throws InvalidField It is not a time, not in the future, or too far off.
	 */
	public static function wished( ?string $until, string $then, int $now_ms ): ?self {
		if ( null === $until ) {
			return null;
		}
		if ( ! in_array( $then, self::THEN, true ) ) {
			/* translators: %s: list of values. */
			throw new InvalidField( 'then', sprintf( __( 'then takes one of: %s.', 'smartalloc-ops' ), implode( ', ', self::THEN ) ) );
		}
		$until_ms = Time::from_rfc3339( $until );
		if ( null === $until_ms ) {
			throw new InvalidField( 'until', __( 'Give the end as a time with its zone, as in 2026-11-26T18:00:00+03:30.', 'smartalloc-ops' ) );
		}
		if ( $until_ms <= $now_ms ) {
			throw new InvalidField( 'until', __( 'The end must lie in the future.', 'smartalloc-ops' ) );
		}
		if ( $until_ms > $now_ms + self::MAX_DAYS * self::DAY_MS ) {
			/* translators: %d: number of days. */
			throw new InvalidField( 'until', sprintf( __( 'The end must come within %d days: who holds something for longer decides anew.', 'smartalloc-ops' ), self::MAX_DAYS ) );
		}
		return new self( $until_ms, $then );
	}

	/** As it was stored; null when the row has no end. */
	public static function stored( ?string $until, ?string $then, ?string $back_to ): ?self {
		return null === $until ? null : new self( (int) $until, 'ask' === $then ? 'ask' : 'back', (string) $back_to );
	}

	public function with_way_back( string $value ): self {
		return new self( $this->until_ms, $this->then, $value );
	}

	public function is_same( ?self $other ): bool {
		return null !== $other && $this->until_ms === $other->until_ms && $this->then === $other->then;
	}

	public function has_come( int $now_ms ): bool {
		return $this->until_ms <= $now_ms;
	}

	/** The time for people: the site's zone and format, in Persian the calendar of the reader. */
	public function shown(): string {
		return self::show( $this->until_ms );
	}

	public static function show( int $ms ): string {
		return Numerals::are_persian() ? LocalTime::said( $ms ) : (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), intdiv( $ms, 1000 ) );
	}

	/** @return array<string, mixed> */
	public static function shape(): array {
		return Shape::object(
			[
				'until'   => Shape::time(),
				'then'    => Shape::one_of( self::THEN ),
				'back_to' => Shape::text(),
			]
		);
	}

	/** @return array{until: string|null, then: string, back_to: string} */
	public function to_array(): array {
		return [
			'until'   => Time::rfc3339( $this->until_ms ),
			'then'    => $this->then,
			'back_to' => $this->back_to,
		];
	}
}
