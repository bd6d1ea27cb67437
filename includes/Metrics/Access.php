<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

defined( 'ABSPATH' ) || exit;

/** Whether a scraper may read, and by which token: never the token itself. */
final class Access {
	/**
	 * @param int         $revision   0: nobody has made one yet.
	 * @param string|null $ends       Last characters of the token; null when there is none.
	 * @param int|null    $changed_at UTC epoch milliseconds.
	 */
	public function __construct( public readonly int $revision, public readonly ?string $ends, public readonly ?int $changed_at ) {}

	public function is_on(): bool {
		return null !== $this->ends;
	}
}
