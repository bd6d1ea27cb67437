<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** Hours of the site's own day in which only what is critical is sent; the rest waits for their end. */
final class QuietHours {
	/** @param \DateTimeZone $zone That of the site. */
	public function __construct( private readonly int $from, private readonly int $until, private readonly \DateTimeZone $zone ) {}

	public static function of( Config $config ): self {
		return new self( $config->quiet_from(), $config->quiet_until(), wp_timezone() );
	}

	/** @return int When it may leave, in UTC epoch milliseconds: now, or at the end of the quiet hours. */
	public function due_at( Severity $severity, int $now_ms ): int {
		$now  = ( new \DateTimeImmutable( '@' . intdiv( $now_ms, 1000 ) ) )->setTimezone( $this->zone );
		$hour = (int) $now->format( 'G' );
		if ( Severity::Critical === $severity || ! $this->is_quiet( $hour ) ) {
			return $now_ms;
		}
		// By the clock on the wall: a night in which the clocks are changed is an hour shorter or longer.
		$end = $now->setTime( $this->until, 0 );
		return ( $end <= $now ? $end->modify( '+1 day' ) : $end )->getTimestamp() * 1000;
	}

	private function is_quiet( int $hour ): bool {
		return match ( true ) {
			$this->from === $this->until => false,
			$this->from < $this->until => $hour >= $this->from && $hour < $this->until,
			default => $hour >= $this->from || $hour < $this->until,
		};
	}
}
