<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Alerts\Alert;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Flags\Freeze;
use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Queue\QueueReport;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Everything the first screen shows, read at one moment. */
final class OverviewReport {
	/**
	 * @param list<FlagState>                                                                                                  $flags
	 * @param list<HeldWork>                                                                                                   $held
	 * @param list<Problem>                                                                                                    $problems Worst first.
	 * @param list<Alert>                                                                                                      $alerts   Open ones, newest first; one more than are counted when there are more.
	 * @param list<array{signal: string, label: string, state: 'by_hook'|'derived'|'not_connected', remedy: string}>           $coverage
	 */
	public function __construct(
		public readonly int $generated_at,
		public readonly HealthReport $health,
		public readonly QueueReport $queues,
		public readonly array $flags,
		public readonly Freeze $freeze,
		public readonly array $held,
		public readonly ?Count $dead_letters,
		public readonly ?Count $unknown_outcomes,
		public readonly ?Run $active_run,
		public readonly ?Run $last_run,
		public readonly array $problems,
		public readonly array $coverage,
		public readonly Headline $headline,
		public readonly array $alerts,
	) {}
}
