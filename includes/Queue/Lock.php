<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** Something that lets only one runner work at a time, with what speaks for and against its holder being dead. */
final class Lock {
	/**
	 * @param string                                      $id          `as_claim:<number>`, `as_lock:<name>`, `cron_lock` or `gf_lock:<processor>`.
	 * @param 'as_claim'|'as_lock'|'cron_lock'|'gf_lock' $kind
	 * @param 'live'|'stale'|'harmless'                   $state       Harmless: its holder is gone, and nobody waits for it.
	 * @param int|null                                    $since       UTC epoch milliseconds.
	 * @param int|null                                    $quiet_s     Seconds since its holder was last seen at work.
	 * @param int|null                                    $limit_s     Seconds of silence after which it counts as dead; null: never.
	 * @param list<string>                                $evidence    Sentences.
	 * @param string                                      $effect      What taking it away does, in a sentence.
	 * @param string                                      $fingerprint Of all that was seen: what is decided on must still be so.
	 * @param Refusal|null                                $refusal     Why it may not be taken away.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $kind,
		public readonly string $title,
		public readonly string $state,
		public readonly ?int $since,
		public readonly ?int $quiet_s,
		public readonly ?int $limit_s,
		public readonly array $evidence,
		public readonly string $effect,
		public readonly string $fingerprint,
		public readonly ?Refusal $refusal,
	) {}
}
