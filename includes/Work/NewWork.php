<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** A unit of foreign work to be kept. The key is lowercase and names the work for ever: the same key is the same work. */
final class NewWork {
	/** Where work comes from. */
	public const SOURCES = [ 'as_action', 'gf_notification', 'gf_submission', 'cron_job' ];

	/**
	 * @param value-of<self::SOURCES> $source
	 * @param array<mixed>            $payload  References by id.
	 * @param string|null             $open_key While this work is open no other may have the same: `unique` jobs.
	 */
	public function __construct(
		public readonly string $key,
		public readonly string $source,
		public readonly string $hook,
		public readonly string $group,
		public readonly array $payload,
		public readonly ?int $form_id = null,
		public readonly ?int $entry_id = null,
		public readonly string $stage = '',
		public readonly int $due_at = 0,
		public readonly ?string $open_key = null,
	) {}
}
