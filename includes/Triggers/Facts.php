<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** What a proposal is bound to: which build runs and since when, which one would come back, and how the flags stand. */
final class Facts {
	/**
	 * @param string|null $build       Digest of the build that runs; null when it cannot be read.
	 * @param int|null    $since       When it came, as far as this console has seen it. UTC epoch milliseconds.
	 * @param string|null $archive     Id of the pinned archive; null when none is pinned or it cannot be used.
	 * @param int         $pin         Revision of the pin.
	 * @param int         $flags       Newest revision of any flag.
	 */
	public function __construct(
		public readonly ?string $build,
		public readonly ?string $version,
		public readonly ?int $since,
		public readonly ?string $archive,
		public readonly ?string $good,
		public readonly ?string $good_version,
		public readonly int $pin,
		public readonly int $flags,
	) {}

	/** Whether there is another build that could come back. */
	public function has_way_back(): bool {
		return null !== $this->archive && null !== $this->build && $this->good !== $this->build;
	}

	/** Whether what runs is what a person has called good: then a rollback brings nothing. */
	public function stands(): bool {
		return null !== $this->build && $this->good === $this->build;
	}

	/** Whether the same build would have to be decided about anew: another pin, or other flags. */
	public function is_bound_otherwise( self $now ): bool {
		return $this->pin !== $now->pin || $this->archive !== $now->archive || $this->good !== $now->good || $this->flags !== $now->flags;
	}
}
