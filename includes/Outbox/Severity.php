<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** How urgent a message is. Only what is critical is sent at any hour. */
enum Severity: string {
	case Critical    = 'critical';
	case Recommended = 'recommended';
	case Info        = 'info';

	public function rank(): int {
		return match ( $this ) {
			self::Critical => 2,
			self::Recommended => 1,
			self::Info => 0,
		};
	}

	/** @param non-empty-list<self> $all */
	public static function highest( array $all ): self {
		$highest = $all[0];
		foreach ( $all as $one ) {
			$highest = $one->rank() > $highest->rank() ? $one : $highest;
		}
		return $highest;
	}
}
