<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** What a look before a rollback has found. Nothing was touched. */
final class Findings {
	/**
	 * @param list<Refusal> $refusals  Why it may not be done as asked; all of them.
	 * @param list<Refusal> $obstacles Why the build could not be swapped on this machine.
	 * @param Kept|null     $good      The build that is brought back; null when none is.
	 * @param string|null   $standing  Digest of what stands there now; null when it cannot be read.
	 * @param list<Refusal> $accepted  What would refuse it and was accepted by whoever asks; a second person must agree.
	 */
	public function __construct(
		public readonly Strategy $strategy,
		public readonly array $refusals,
		public readonly array $obstacles,
		public readonly ?Kept $good,
		public readonly ?string $standing,
		public readonly array $accepted = [],
	) {}

	public function brings_code_back(): bool {
		return Strategy::Contain !== $this->strategy;
	}
}
