<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** One callback of somebody else on a hook, so that it can be taken off, put back and called. */
final class HookCallback {
	/** @param mixed $callback As it was added: it need not be callable yet, its class is loaded when it is called. */
	public function __construct( public readonly string $hook, public readonly mixed $callback, public readonly int $priority, public readonly int $accepted_args ) {}

	/** Calls it as WordPress would on its hook. */
	public function call( mixed ...$args ): void {
		call_user_func_array( $this->callback, array_slice( $args, 0, $this->accepted_args ) );
	}

	public function take_off(): void {
		remove_filter( $this->hook, $this->callback, $this->priority );
	}

	public function put_back(): void {
		add_filter( $this->hook, $this->callback, $this->priority, $this->accepted_args );
	}
}
