<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** The settings document at one revision. Revision 0: nobody has saved it yet, so only the option speaks. */
final class SettingsState {
	/**
	 * @param array<string, mixed>                            $values  Keys that were set, each in its one form.
	 * @param array<string, array{from: mixed, to: mixed}>    $changed What this revision changed. Of personal data: how many.
	 * @param int|null                                        $changed_at UTC epoch milliseconds.
	 */
	public function __construct(
		public readonly int $revision,
		public readonly array $values,
		public readonly array $changed = [],
		public readonly string $reason = '',
		public readonly ?Actor $actor = null,
		public readonly ?int $changed_at = null,
		public readonly int $id = 0,
	) {}
}
