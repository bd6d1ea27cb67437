<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** The five judgements. Unknown is never green, and an optional part that nobody connected stays out of the worst. */
enum Status: string {
	case Good        = 'good';
	case Recommended = 'recommended';
	case Critical    = 'critical';
	case Unknown     = 'unknown';
	case NotSetUp    = 'not_set_up';

	/** How urgent: critical, then unknown, then recommended, then good. */
	public function rank(): int {
		return match ( $this ) {
			self::Critical    => 4,
			self::Unknown     => 3,
			self::Recommended => 2,
			self::Good        => 1,
			self::NotSetUp    => 0,
		};
	}

	/** @param iterable<self> $statuses */
	public static function worst( iterable $statuses ): self {
		$worst = null;
		foreach ( $statuses as $status ) {
			if ( null === $worst || $status->rank() > $worst->rank() ) {
				$worst = $status;
			}
		}
		// Nothing measured is not "all good".
		return $worst ?? self::Unknown;
	}
}
