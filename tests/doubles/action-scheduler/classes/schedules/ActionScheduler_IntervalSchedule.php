<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Every so many seconds, counted from the run and not from the due time.
 */
class ActionScheduler_IntervalSchedule extends ActionScheduler_Abstract_RecurringSchedule {

	public function interval_in_seconds(): int {
		return (int) $this->recurrence;
	}

	protected function calculate_next( DateTime $after ): ?DateTime {
		return new ActionScheduler_DateTime( '@' . ( $after->getTimestamp() + $this->interval_in_seconds() ) );
	}
}
