<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Sees the end of a process that died inside an action. It listens at WordPress's shutdown hook,
 * so it is silent when that hook does not fire (WP-CLI after a fatal) and after a plain exit.
 */
class ActionScheduler_FatalErrorMonitor {

	private const FATAL = [ E_ERROR, E_PARSE, E_CORE_ERROR, E_COMPILE_ERROR, E_USER_ERROR, E_RECOVERABLE_ERROR ];

	private ?ActionScheduler_ActionClaim $claim = null;
	private int $action_id                      = 0;

	public function __construct( private readonly ActionScheduler_Store $store ) {}

	public function attach( ActionScheduler_ActionClaim $claim ): void {
		$this->claim = $claim;
		add_action( 'shutdown', [ $this, 'handle_unexpected_shutdown' ], 10, 0 );
		add_action( 'action_scheduler_before_execute', [ $this, 'track_current_action' ], 0, 1 );
		foreach ( [ 'after_execute', 'execution_ignored', 'failed_execution' ] as $end ) {
			add_action( 'action_scheduler_' . $end, [ $this, 'untrack_action' ], 0, 0 );
		}
	}

	public function detach(): void {
		$this->claim = null;
		$this->untrack_action();
		remove_action( 'shutdown', [ $this, 'handle_unexpected_shutdown' ], 10 );
		remove_action( 'action_scheduler_before_execute', [ $this, 'track_current_action' ], 0 );
		foreach ( [ 'after_execute', 'execution_ignored', 'failed_execution' ] as $end ) {
			remove_action( 'action_scheduler_' . $end, [ $this, 'untrack_action' ], 0 );
		}
	}

	/** @param int|string $action_id Action about to run. */
	public function track_current_action( $action_id ): void {
		$this->action_id = (int) $action_id;
	}

	public function untrack_action(): void {
		$this->action_id = 0;
	}

	public function handle_unexpected_shutdown(): void {
		$error = error_get_last();
		if ( null === $error || null === $this->claim || ! in_array( $error['type'], self::FATAL, true ) ) {
			return;
		}
		if ( 0 !== $this->action_id ) {
			$this->store->mark_failure( $this->action_id );
			do_action( 'action_scheduler_unexpected_shutdown', $this->action_id, $error );
		}
		$this->store->release_claim( $this->claim );
	}
}
