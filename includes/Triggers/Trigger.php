<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** One thing that speaks for bringing the last known good release back (B1). Its words are in TriggerWords. */
final class Trigger {
	/** An alert that fired on one of its signals, and still measures critical. */
	public const ALERT = 'alert';

	/** An alert on any check of Health that no other trigger speaks of. */
	public const HEALTH = 'health';

	/** More of something than ever in the last week. */
	public const GROWTH = 'growth';

	/** What the watchdog did, or saw. */
	public const WATCHDOG = 'watchdog';

	/**
	 * @param self::ALERT|self::HEALTH|self::GROWTH|self::WATCHDOG $source
	 * @param list<string>                                        $signals      KPIs or checks.
	 * @param bool                                                $by_strangers Whether somebody without an account could bring it about: then it never starts anything by itself.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $source,
		public readonly array $signals = [],
		public readonly ?GrowthRule $growth = null,
		public readonly bool $by_strangers = false,
	) {}
}
