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
		return $this->destination_store ?? throw new \RuntimeException( 'The migration has no destination store.' );
	}

	public function set_destination_store( \ActionScheduler_Store $store ): void {
		$this->destination_store = $store;
	}
}
