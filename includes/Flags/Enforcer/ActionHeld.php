<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Work\Hold;

defined( 'ABSPATH' ) || exit;

/** Stops the Run link of Action Scheduler's screen. The action stays pending. */
final class ActionHeld extends \RuntimeException {
	public function __construct( Hold $hold ) {
		parent::__construct(
			$hold->is_by_flag()
				/* translators: 1: name of a flag, 2: its scope. */
				? trim( sprintf( __( 'Not run: held by SmartAlloc Ops (%1$s %2$s).', 'smartalloc-ops' ), $hold->flag, $hold->scope ) )
				: SmartAlloc::kept_out()
		);
	}
}
