<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** A secret address as it may be shown: never the address itself. */
final class Address {
	/** @param int|null $changed_at UTC epoch milliseconds. */
	public function __construct(
		public readonly string $name,
		/** 0: nobody has set it yet. */
		public readonly int $revision,
		/** Host and last characters; null when there is none. */
		public readonly ?string $shown,
		/** `constant`, `stored` or `none`. */
		public readonly string $source,
		/** Whether it can be opened with the present key. */
		public readonly bool $is_readable,
		public readonly ?int $changed_at = null,
	) {}

	public function is_set(): bool {
		return 'none' !== $this->source;
	}
}
