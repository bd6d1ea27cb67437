<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Recovery\WatchState;

defined( 'ABSPATH' ) || exit;

/** Whether the must-use file stands where WordPress loads it, and what it obeys. */
final class WatchdogStatus {
	public const ABSENT    = 'absent';
	public const INSTALLED = 'installed';
	/** Of another version of this plugin; it still does its work. */
	public const OUTDATED  = 'outdated';
	/** Something stands there that is not ours or watches nothing. */
	public const BROKEN    = 'broken';

	public const ALL = [ self::ABSENT, self::INSTALLED, self::OUTDATED, self::BROKEN ];

	/**
	 * @param string $state       One of ALL.
	 * @param bool   $is_writable Whether it could be put there or taken away.
	 */
	public function __construct( public readonly string $state, public readonly bool $is_writable, public readonly WatchState $watch ) {}

	public function is_watching(): bool {
		return self::INSTALLED === $this->state || self::OUTDATED === $this->state;
	}
}
