<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * The date of a canceled action; nothing follows it.
 */
class ActionScheduler_CanceledSchedule extends ActionScheduler_SimpleSchedule {

	public function get_next( DateTime $after ): ?DateTime {
		return null;
	}
}
