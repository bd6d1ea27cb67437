<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * The command line runner. Its claim is staked before action_scheduler_before_process_queue fires.
 */
class ActionScheduler_WPCLI_QueueRunner extends ActionScheduler_Abstract_QueueRunner {

	private ?ActionScheduler_ActionClaim $claim = null;
	private int $completed                      = 0;

	/**
	 * @param int          $batch_size Most rows.
	 * @param list<string> $hooks      Only these hooks.
	 * @param string       $group      Only this group.
	 * @param bool         $force      Go on although other runners hold all slots.
	 * @return int Rows claimed.
	 */
	public function setup( $batch_size, $hooks = [], $group = '', $force = false ): int {
		$this->run_cleanup();
		if ( $this->has_maximum_concurrent_batches() ) {
			if ( ! $force ) {
				WP_CLI::error( 'Other runners hold all slots; --force goes on regardless.' );
			}
			WP_CLI::warning( 'Other runners hold all slots; going on because of --force.' );
		}
		add_action( 'action_scheduler_before_execute', [ $this, 'before_execute' ] );
		add_action( 'action_scheduler_after_execute', [ $this, 'after_execute' ] );
		add_action( 'action_scheduler_failed_execution', [ $this, 'action_failed' ], 10, 2 );
		$this->claim = $this->store->stake_claim( $batch_size, null, $hooks, $group );
		$this->monitor->attach( $this->claim );
		return count( $this->claim->get_actions() );
	}

	public function run( $context = 'WP CLI' ) {
		if ( null === $this->claim ) {
			return 0;
		}
		do_action( 'action_scheduler_before_process_queue' );
		$this->completed = 0;
		foreach ( $this->claim->get_actions() as $action_id ) {
			if ( ! in_array( $action_id, $this->store->find_actions_by_claim_id( $this->claim->get_id() ), true ) ) {
				WP_CLI::warning( 'Another process has taken the claim; this batch ends.' );
				break;
			}
			$this->process_action( $action_id, $context );
		}
		$this->store->release_claim( $this->claim );
		$this->monitor->detach();
		$this->claim = null;
		do_action( 'action_scheduler_after_process_queue' );
		return $this->completed;
	}

	/** @param int|string $action_id Action. */
	public function before_execute( $action_id ): void {
		WP_CLI::log( sprintf( 'Started processing action %d', (int) $action_id ) );
	}

	/** @param int|string $action_id Action. */
	public function after_execute( $action_id ): void {
		++$this->completed;
		WP_CLI::log( sprintf( 'Completed processing action %d', (int) $action_id ) );
	}

	/**
	 * @param int|string $action_id Action.
	 * @param Exception  $exception Why.
	 */
	public function action_failed( $action_id, $exception ): void {
		WP_CLI::error( sprintf( 'Error processing action %d: %s', (int) $action_id, $exception->getMessage() ), false );
	}
}
