<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** What of the journal somebody wants to read, and in which direction. */
final class JournalFilter {
	public const KINDS = [ 'flag', 'run', 'step', 'settings', 'act' ];

	/**
	 * @param string|null $actor_kind As in Actor.
	 * @param int|null    $from       UTC epoch milliseconds, included.
	 * @param int|null    $to         UTC epoch milliseconds, not included.
	 * @param string|null $event      Of acts, as in Journal::record(); it goes with the kind `act`.
	 * @param string|null $subject    `flag:<name>[/<scope>]`, `run:<id>`, `work:<id>`, `settings` or any other subject of an act.
	 */
	public function __construct(
		public readonly ?string $kind = null,
		public readonly ?string $actor_kind = null,
		public readonly ?int $actor_id = null,
		public readonly ?string $flag = null,
		public readonly ?int $from = null,
		public readonly ?int $to = null,
		public readonly ?string $subject = null,
		public readonly bool $newest_first = true,
		public readonly ?string $event = null,
	) {}

	/** The rest of the subject after its kind, as `12` of `run:12`; null when it is about something else. */
	public function subject_after( string $kind ): ?string {
		return null !== $this->subject && str_starts_with( $this->subject, "$kind:" ) ? substr( $this->subject, strlen( $kind ) + 1 ) : null;
	}
}
