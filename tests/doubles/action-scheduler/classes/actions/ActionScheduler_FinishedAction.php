<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Any row that is not pending, whatever its status is called: running it does nothing.
 */
class ActionScheduler_FinishedAction extends ActionScheduler_Action {

	public function execute(): void {}

	public function is_finished(): bool {
		return true;
	}
}
