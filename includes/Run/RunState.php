<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/**
 * Where a run stands. `contained` and `waits_for_person` wait for somebody, `waits_for_site` for what the tick looks at;
 * `finished`, `aborted` and `closed` are the ends.
 */
enum RunState: string {
	case Running        = 'running';
	case WaitsForPerson = 'waits_for_person';
	case WaitsForSite   = 'waits_for_site';
	case Contained      = 'contained';
	case Aborting       = 'aborting';
	case Aborted        = 'aborted';
	case Closed         = 'closed';
	case Finished       = 'finished';
	case NeedsOperator  = 'needs_operator';

	public function is_final(): bool {
		return self::Aborted === $this || self::Closed === $this || self::Finished === $this;
	}

	public function is_waiting(): bool {
		return self::WaitsForPerson === $this || self::WaitsForSite === $this;
	}

	/** Whether a worker moves it on; without a live lease it was interrupted. */
	public function is_moving(): bool {
		return self::Running === $this || self::Aborting === $this;
	}
}
