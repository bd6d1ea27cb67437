<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/** Where a run stands. `contained` waits for a person; `aborted` and `closed` are the ends. */
enum RunState: string {
	case Running       = 'running';
	case Contained     = 'contained';
	case Aborting      = 'aborting';
	case Aborted       = 'aborted';
	case Closed        = 'closed';
	case NeedsOperator = 'needs_operator';

	public function is_final(): bool {
		return self::Aborted === $this || self::Closed === $this;
	}

	/** Whether a worker moves it on; without a live lease it was interrupted. */
	public function is_moving(): bool {
		return self::Running === $this || self::Aborting === $this;
	}
}
