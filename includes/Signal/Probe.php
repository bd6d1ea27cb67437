<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** One measurement that can be judged. The runner gives it times, a budget and its parents' verdicts. */
interface Probe {
	/** Stable id, lowercase with underscores, e.g. `gravity_forms`. */
	public function id(): string;

	public function label(): string;

	/** @return 'scheduling'|'forms'|'messages'|'platform'|'safety' */
	public function group(): string;

	/** Why it matters, one line. */
	public function why(): string;

	/** The rule it judges by, with its numbers. */
	public function rule(): string;

	/** Whether green needs it. */
	public function is_required(): bool;

	/** Seconds that a verdict stays valid. */
	public function valid_s(): int;

	/** @return list<string> Probes that must not be critical or unknown before this one can say anything. */
	public function parents(): array;

	/** Measures and judges. May throw: the runner turns that into unknown. */
	public function measure(): Reading;

	/**
	 * Brings about the fault this probe exists for, for the length of `$body`, and undoes it whatever happens.
	 *
	 * @template T
	 * @param callable(): T $body Measures while the fault is there.
	 * @return T
	 */
	public function under_fault( callable $body ): mixed;

	/** The fault in words, e.g. "PHP's default zone is set to Asia/Tehran". */
	public function fault(): string;
}
