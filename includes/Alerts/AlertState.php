<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

defined( 'ABSPATH' ) || exit;

/** Pending until the rule has held; firing until somebody takes it on or it is over. */
enum AlertState: string {
	case Pending      = 'pending';
	case Firing       = 'firing';
	case Acknowledged = 'acknowledged';
	case Resolved     = 'resolved';
}
