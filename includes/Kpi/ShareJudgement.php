<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** What can be said of a share and its limit. */
enum ShareJudgement {
	case Within;
	case NotYetCertain;
	case Breach;
	case TooFew;
}
