<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

/** One request of a visitor, and what it came to: see traffic.php. */
final class Visit {
	public function __construct(
		public readonly bool $sends,
		/** Seconds, as microtime() gives them. */
		public readonly float $began,
		public readonly float $ended,
		public readonly string $said,
		public readonly string $mobile,
		/** That the page has confirmed. */
		public readonly ?int $entry,
	) {}

	public static function from_line( string $line ): self {
		[ $kind, $began, $ended, $said, $mobile, $entry ] = explode( ' ', $line );
		return new self( 'POST' === $kind, (float) $began, (float) $ended, $said, $mobile, is_numeric( $entry ) ? (int) $entry : null );
	}

	public function is_accepted(): bool {
		return 'accepted' === $this->said;
	}

	/** @param list<float> $kills Instants at which the workers of the web server were killed. */
	public function was_killed( array $kills ): bool {
		// The clock was read just after the kill, and the answer just after it came.
		return [] !== array_filter( $kills, fn ( float $at ): bool => $this->began - 0.05 <= $at && $at <= $this->ended + 0.05 );
	}

	public function describe(): string {
		return sprintf( '%s %s after %.2f s, at %.2f', $this->sends ? 'POST' : 'GET', $this->said, $this->ended - $this->began, $this->began );
	}
}
