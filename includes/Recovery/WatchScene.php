<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** The request in which something ended badly, and what only WordPress can tell of it. */
final class WatchScene {
	/**
	 * @param int              $began_at UTC epoch milliseconds.
	 * @param bool             $booted   Whether WordPress was up before it ended.
	 * @param bool             $in_shell Its code caches are not those of the web server.
	 * @param \Closure(): bool $is_quiet Whether nobody is updating anything.
	 * @param \Closure(): void $ask      Has the site answer a request that no visitor has made; how it went stands in Watch.
	 */
	public function __construct(
		public readonly int $began_at,
		public readonly bool $booted,
		public readonly bool $in_shell,
		public readonly \Closure $is_quiet,
		public readonly \Closure $ask,
	) {}
}
