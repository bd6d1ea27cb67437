<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

defined( 'ABSPATH' ) || exit;

/** Why an alert is over. */
enum AlertEnd: string {
	/** It was measured good for a while. */
	case Recovered = 'recovered';

	/** What it was about is not measured any more: nobody knows that it recovered. */
	case Gone = 'gone';
}
