<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** What the must-use file obeys at one moment, and what it saw and did last. What has run out is not in it. */
final class WatchState {
	/**
	 * @param bool                                          $act_alone     Whether it may bring the pinned build back when nobody has armed it.
	 * @param string|null                                   $archive       Build that a fatal brings back; null when it is not armed.
	 * @param int|null                                      $armed_until   UTC epoch milliseconds; null when it is not armed.
	 * @param int|null                                      $stopped_until UTC epoch milliseconds; null when SmartAlloc loads.
	 * @param array<string, list<int>>                      $fatals        By door, see WatchScene: when SmartAlloc ended requests before they had begun, since one began well there; of many a few that span the same time.
	 * @param array{at: int, file: string, kind: string}|null $fatal       The last one seen, with the name of the file and no path.
	 * @param array{at: int, what: string}|null             $acted         What it did last: `brought`, `stopped`, `failed:<code>`.
	 * @param int                                           $turned_at     When SmartAlloc was stopped or let go last; 0 when never.
	 * @param array<string, int>                            $deaths        By door: how many such fatals there ever were.
	 * @param array<string, int>                            $wells         By door: how often a request that began well has ended the count.
	 */
	public function __construct(
		public readonly bool $act_alone = false,
		public readonly ?string $archive = null,
		public readonly ?int $run_id = null,
		public readonly ?int $armed_until = null,
		public readonly ?int $stopped_until = null,
		public readonly ?string $stopped_why = null,
		public readonly array $fatals = [],
		public readonly ?array $fatal = null,
		public readonly ?array $acted = null,
		public readonly int $turned_at = 0,
		public readonly array $deaths = [],
		public readonly array $wells = [],
	) {}

	/** @return list<int> Of all doors, or of one. */
	public function boot_fatals( ?string $door = null ): array {
		$times = null === $door ? array_merge( ...array_values( $this->fatals ) ) : $this->fatals[ $door ] ?? [];
		sort( $times );
		return $times;
	}

	public function is_armed(): bool {
		return null !== $this->armed_until;
	}

	public function is_stopped(): bool {
		return null !== $this->stopped_until;
	}
}
