<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Stands in for a row that is missing or cannot be read; running it does nothing and counts as done.
 */
class ActionScheduler_NullAction extends ActionScheduler_Action {

	/**
	 * @param string                        $hook     Ignored.
	 * @param array<int|string, mixed>      $args     Ignored.
	 * @param ActionScheduler_Schedule|null $schedule Ignored.
	 */
	public function __construct( $hook = '', array $args = [], ?ActionScheduler_Schedule $schedule = null ) {
		parent::__construct( '' );
	}

	public function execute(): void {}
}
