<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\Presence;

defined( 'ABSPATH' ) || exit;

/** A page of failed jobs, with the causes of those that were seen on the way. */
final class FailurePage {
	/**
	 * @param Presence                                                                           $availability Of Action Scheduler.
	 * @param list<Failure>                                                                      $items
	 * @param string|null                                                                        $next    Where to read on; null at the end.
	 * @param int|null                                                                           $looked  Failed rows of the whole site that were looked through for it; null when they could not be read.
	 * @param Count|null                                                                         $of      SmartAlloc's failures whose causes were counted; null on a later page.
	 * @param list<array{cause: FailureCause, count: int, hooks: list<string>, newest_at: int|null, example: int}> $causes Most frequent first.
	 */
	public function __construct( public readonly Presence $availability, public readonly array $items, public readonly ?string $next, public readonly ?int $looked, public readonly ?Count $of, public readonly array $causes ) {}
}
