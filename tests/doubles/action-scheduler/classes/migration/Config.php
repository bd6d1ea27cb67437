<?php

declare(strict_types=1);

namespace Action_Scheduler\Migration;

defined( 'ABSPATH' ) || exit;

/**
 * What the migration copies to. Its source, the post store, is not modelled.
 */
class Config {

	private ?\ActionScheduler_Store $destination_store = null;

	public function get_destination_store(): \ActionScheduler_Store {
		return $this->destination_store ?? throw new \RuntimeException( 'Destination store must be configured before running a migration' );
	}

	public function set_destination_store( \ActionScheduler_Store $store ): void {
		$this->destination_store = $store;
	}
}
