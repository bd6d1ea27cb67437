<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Store of the migration window, which every plugin deactivation opens: the tables behind a wrapper that knows no claim filter.
 *
 * Rows of the old post store are not modelled, so everything goes to the destination store.
 */
class ActionScheduler_HybridStore extends ActionScheduler_Store {

	private ActionScheduler_Store $destination;

	public function __construct( ?Action_Scheduler\Migration\Config $config = null ) {
		$config          ??= Action_Scheduler\Migration\Controller::instance()->get_migration_config_object();
		$this->destination = $config->get_destination_store();
	}

	public function init(): void {
		$this->destination->init();
	}

	public function save_action( ActionScheduler_Action $action, ?DateTime $scheduled_date = null ) {
		return $this->destination->save_action( $action, $scheduled_date );
	}

	public function fetch_action( $action_id ): ActionScheduler_Action {
		return $this->destination->fetch_action( $action_id );
	}

	public function query_actions( $query = [], $query_type = 'select' ) {
		return $this->destination->query_actions( $query, $query_type );
	}

	public function action_counts(): array {
		return $this->destination->action_counts();
	}

	public function cancel_action( $action_id ): void {
		$this->destination->cancel_action( $action_id );
	}

	public function delete_action( $action_id ): void {
		$this->destination->delete_action( $action_id );
	}

	public function get_date( $action_id ): DateTime {
		return $this->destination->get_date( $action_id );
	}

	public function stake_claim( $max_actions = 10, ?DateTime $before_date = null, $hooks = [], $group = '' ): ActionScheduler_ActionClaim {
		return $this->destination->stake_claim( $max_actions, $before_date, $hooks, $group );
	}

	public function get_claim_count(): int {
		return $this->destination->get_claim_count();
	}

	public function release_claim( ActionScheduler_ActionClaim $claim ): void {
		$this->destination->release_claim( $claim );
	}

	public function unclaim_action( $action_id ): void {
		$this->destination->unclaim_action( $action_id );
	}

	public function mark_failure( $action_id ): void {
		$this->destination->mark_failure( $action_id );
	}

	public function log_execution( $action_id ): void {
		$this->destination->log_execution( $action_id );
	}

	public function mark_complete( $action_id ): void {
		$this->destination->mark_complete( $action_id );
	}

	public function get_status( $action_id ): string {
		return $this->destination->get_status( $action_id );
	}

	public function get_claim_id( $action_id ): int {
		return $this->destination->get_claim_id( $action_id );
	}

	public function find_actions_by_claim_id( $claim_id ): array {
		return $this->destination->find_actions_by_claim_id( $claim_id );
	}

	protected function bulk_cancel( array $action_ids ): void {
		$this->destination->bulk_cancel( $action_ids );
	}
}
