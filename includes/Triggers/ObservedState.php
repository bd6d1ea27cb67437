<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** What is known of a trigger now. Unknown never proposes anything, and is not quiet either. */
enum ObservedState: string {
	case Quiet   = 'quiet';
	case Firing  = 'firing';
	case Unknown = 'unknown';
}
