<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** A program that has ended. */
final class ProcessResult {
	public function __construct(
		public readonly int $code,
		public readonly string $stdout,
		public readonly string $stderr,
	) {}

	/** Both outputs, for the message of a failed assertion. */
	public function describe(): string {
		return "code {$this->code}\n--- stdout\n{$this->stdout}\n--- stderr\n{$this->stderr}";
	}

	/**
	 * Standard output as JSON, as WP-CLI prints it with `--format=json`.
	 *
	 * @throws \JsonException When it is none.
	 */
	public function json(): mixed {
		return json_decode( $this->stdout, true, 512, JSON_THROW_ON_ERROR );
	}
}
