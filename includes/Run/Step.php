<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/**
 * One step of a procedure. Both ways must be safe to repeat: after a kill the engine calls them again with the
 * input that was recorded before the first attempt.
 */
interface Step {
	public function name(): string;

	public function title(): string;

	/**
	 * Looks, changes nothing: what the act and its undo must know.
	 *
	 * @return array<string, mixed>
	 */
	public function prepare( Run $run ): array;

	/**
	 * @param array<string, mixed> $input
	 * @param callable(): void     $still_mine Throws when another worker took over: call it before each effect.
	 * @return list<array{label: string, value: string, n?: int}> Evidence; `n` is what a report counts with.
	 */
	public function act( Run $run, array $input, callable $still_mine ): array;

	/**
	 * @param array<string, mixed> $input
	 * @param callable(): void     $still_mine
	 * @return list<array{label: string, value: string}> Evidence.
	 */
	public function undo( Run $run, array $input, callable $still_mine ): array;
}
