<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** One thing that needs a person: what it is, where its evidence stands, and the ways forward. */
final class Problem {
	/**
	 * @param string                             $source      `probe:<id>`, `kpi:<id>[@<part>]`, `queue:<id>`, `flag:<flag>/<scope>`, `run:<id>`, `proposal:<id>` or `work:<state>`.
	 * @param 'health'|'kpis'|'queue'|'flags'|'rollback' $tab
	 * @param int|null                           $measured_at UTC epoch milliseconds.
	 * @param list<Action>                       $actions
	 * @param int|null                           $since       When it began, as far as it is known.
	 */
	public function __construct(
		public readonly Status $status,
		public readonly string $text,
		public readonly string $source,
		public readonly string $tab,
		public readonly ?int $measured_at,
		public readonly array $actions,
		public readonly ?int $since = null,
	) {}
}
