<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * As soon as possible: an async action has no date of its own, only the column has one.
 */
class ActionScheduler_NullSchedule extends ActionScheduler_SimpleSchedule {

	public function __construct( ?DateTime $date = null ) {
		parent::__construct( null );
	}

	public function __serialize(): array {
		return [];
	}
}
