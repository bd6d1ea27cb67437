<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * When an action is due and whether another one follows it.
 */
interface ActionScheduler_Schedule {

	public function get_date(): ?DateTime;

	public function get_next( DateTime $after ): ?DateTime;

	public function is_recurring(): bool;
}
