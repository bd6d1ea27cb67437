<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** What a proposal must know of rollbacks; the composition root brings it together with whoever does them. */
interface Rollbacks {
	/**
	 * How it would be done now, and all that is in the way. Changes nothing.
	 *
	 * @return array{strategy: string, is_by_itself: bool, refusals: list<Refusal>} By itself: nobody has to put a build in place by hand.
	 */
	public function look(): array;

	/**
	 * Starts it, bound to the facts of the proposal.
	 *
	 * @param string|null $confirmation What the person typed; null: nobody is there to type.
	 * @param bool        $accepts_newer_schema Though the database is newer than what the good build reads: a second person must agree.
	 * @param Actor|null  $armed_by     Who armed what starts it.
	 * @throws \SmartAllocOps\Signal\Refused   With every reason.
	 * @throws \SmartAllocOps\Journal\Conflict Another run is active.
	 */
	public function start( Proposal $proposal, string $key, ?string $confirmation, string $reason, Actor $actor, string $strategy, string $flags, bool $accepts_newer_schema, ?Actor $armed_by ): Run;

	/** The run that was started with that key. */
	public function started( string $key ): ?Run;

	public function active(): ?Run;

	public function last(): ?Run;

	/** Whether somebody may start one now. */
	public function may( Actor $actor ): bool;
}
