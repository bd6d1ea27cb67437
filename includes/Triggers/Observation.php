<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** How one trigger stands at one moment. */
final class Observation {
	/**
	 * @param string         $why      Code.
	 * @param string         $text     Recorded sentence.
	 * @param list<Evidence> $evidence Of one that fires; what began before this build came is not among it.
	 * @param list<Evidence> $earlier  What fires and began before this build came: no evidence against it.
	 */
	public function __construct(
		public readonly Trigger $trigger,
		public readonly ObservedState $state,
		public readonly string $why,
		public readonly string $text,
		public readonly array $evidence = [],
		public readonly array $earlier = [],
	) {}
}
