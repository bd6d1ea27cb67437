<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/** A kind of run: its steps, and what is said when they are done. */
interface Procedure {
	public function kind(): string;

	/** @return list<Step> The same for the same run, at any time. */
	public function steps( Run $run ): array;

	/**
	 * Where the run rests after its last step.
	 *
	 * @return array{state: RunState, headline: string, next_steps: list<array{text: string, command: string|null}>, report?: array<string, mixed>|null}
	 */
	public function conclude( Run $run ): array;

	/** @return list<array{text: string, command: string|null}> What a person can do when a step failed. */
	public function remedies( Run $run, string $direction ): array;
}
