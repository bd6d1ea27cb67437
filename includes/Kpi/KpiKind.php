<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** By what kind of rule a KPI is judged. */
enum KpiKind: string {
	/** A share of events may be bad. */
	case Share = 'share';
	/** One value in twenty may be above the limit. */
	case Percentile = 'p95';
	/** Not one is allowed. */
	case None = 'none';
	/** No value may be above the limit. */
	case Peak = 'peak';
	/** A check of Health has measured it. */
	case Check = 'check';
}
