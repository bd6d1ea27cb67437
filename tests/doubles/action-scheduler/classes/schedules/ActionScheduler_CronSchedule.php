<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * At the times of a cron expression, in UTC.
 */
class ActionScheduler_CronSchedule extends ActionScheduler_Abstract_RecurringSchedule {

	/**
	 * @param DateTime      $start      Due at the first match at or after it.
	 * @param string        $recurrence Five fields: minute, hour, day, month, weekday.
	 * @param DateTime|null $first      Start of the chain.
	 */
	public function __construct( DateTime $start, string $recurrence, ?DateTime $first = null ) {
		parent::__construct( ActionScheduler_CronFields::parse( $recurrence )->next_match( $start, true ), $recurrence, $first ?? $start );
	}

	protected function calculate_next( DateTime $after ): ?DateTime {
		return ActionScheduler_CronFields::parse( (string) $this->recurrence )->next_match( $after, false );
	}
}
