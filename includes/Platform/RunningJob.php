<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Which hook's job this process is inside of.
 *
 * `doing_action()` alone cannot tell: WordPress leaves a hook on its stack for ever when a handler throws, and a runner
 * goes on with other people's jobs after that. So where Action Scheduler runs jobs, its own notes are asked.
 */
final class RunningJob {
	private ?int $action_id = null;
	private bool $has_begun = false;
	private ?string $hook   = null;

	public function __construct( private readonly ActionScheduler $action_scheduler ) {}

	public function register(): void {
		add_action( 'action_scheduler_begin_execute', [ $this, 'action_scheduler_begin_execute' ], PHP_INT_MIN );
		foreach ( [ 'action_scheduler_after_execute', 'action_scheduler_failed_execution' ] as $end ) {
			add_action( $end, [ $this, 'end' ], PHP_INT_MIN );
		}
	}

	/** @param int|string $action_id */
	public function action_scheduler_begin_execute( $action_id ): void {
		$this->has_begun = true;
		$this->action_id = (int) $action_id;
		$this->hook      = null;
	}

	public function end(): void {
		$this->action_id = null;
		$this->hook      = null;
	}

	/** @param list<string> $hooks */
	public function is_one_of( array $hooks ): bool {
		if ( ! $this->has_begun ) {
			return [] !== array_filter( $hooks, 'doing_action' );
		}
		if ( null === $this->action_id ) {
			return false;
		}
		$this->hook ??= $this->action_scheduler->row( $this->action_id )['hook'] ?? '';
		return in_array( $this->hook, $hooks, true );
	}
}
