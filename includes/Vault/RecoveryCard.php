<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Recovery\Kept;

defined( 'ABSPATH' ) || exit;

/** What is printed and hung beside the telephone: this site's own paths, and the lines to type when it does not answer. */
final class RecoveryCard {
	/**
	 * @param Kept|null                                                                                     $build    The last known good build.
	 * @param list<array{label: string, value: string}>                                                     $facts
	 * @param list<array{title: string, steps: list<array{text: string, command: string|null}>}>            $sections
	 * @param 'never'|'outdated'|'current'                                                                  $printed
	 * @param int|null                                                                                      $printed_at UTC epoch milliseconds.
	 */
	public function __construct(
		public readonly ?Kept $build,
		public readonly ?string $release,
		public readonly array $facts,
		public readonly array $sections,
		public readonly string $printed,
		public readonly ?int $printed_at,
	) {}
}
