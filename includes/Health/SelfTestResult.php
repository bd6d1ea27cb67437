<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Signal\AtMostRecommended;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** What a probe said before, under and after its fault. */
final class SelfTestResult {
	public function __construct(
		public readonly Probe $probe,
		public readonly Verdict $before,
		public readonly Verdict $under_fault,
		public readonly Verdict $afterwards,
	) {}

	/** The fault drove it red, and it came back to what it said before. */
	public function passed(): bool {
		$red = $this->probe instanceof AtMostRecommended ? Status::Recommended : Status::Critical;
		return $red === $this->under_fault->reading->status
			&& $this->afterwards->reading->status === $this->before->reading->status
			&& $this->afterwards->reading->reason === $this->before->reading->reason;
	}
}
