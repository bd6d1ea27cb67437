<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** How far a batch may go: so many jobs, so long, and only while nothing holds the queue. */
final class BatchLimits {
	private readonly int $ends_ns;

	/**
	 * @param \Closure(): bool              $may_go_on Asked before each job.
	 * @param \Closure( BatchResult ): void $progress  Told after each job.
	 */
	public function __construct( public readonly int $size, int $budget_s, private readonly \Closure $may_go_on, private readonly \Closure $progress ) {
		$this->ends_ns = (int) hrtime( true ) + $budget_s * 1_000_000_000;
	}

	/** @return 'size'|'time'|'held'|null Why no further job may begin. */
	public function reached( BatchResult $so_far ): ?string {
		return match ( true ) {
			$so_far->processed >= $this->size => 'size',
			hrtime( true ) >= $this->ends_ns => 'time',
			! ( $this->may_go_on )() => 'held',
			default => null,
		};
	}

	public function told( BatchResult $so_far ): void {
		++$so_far->processed;
		( $this->progress )( $so_far );
	}
}
