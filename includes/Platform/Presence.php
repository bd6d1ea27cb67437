<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** What an adapter found outside: absent and broken are as normal as present. */
final class Presence {
	private function __construct(
		/** `present`, `absent` or `broken`. */
		public readonly string $state,
		public readonly string $detail,
		public readonly ?string $version = null,
		/** Where it was loaded from: a plugin folder name, never a path of the machine. */
		public readonly ?string $source = null,
	) {}

	public static function present( string $detail, ?string $version = null, ?string $source = null ): self {
		return new self( 'present', $detail, $version, $source );
	}

	public static function absent( string $detail ): self {
		return new self( 'absent', $detail );
	}

	public static function broken( string $detail, ?string $version = null, ?string $source = null ): self {
		return new self( 'broken', $detail, $version, $source );
	}

	/** The same in the language of the reader: adapters keep what they found for the length of the process. */
	public function told(): self {
		return new self( $this->state, Sentences::told( $this->detail ), $this->version, $this->source );
	}

	public function is_present(): bool {
		return 'present' === $this->state;
	}

	/** By the numbers alone: a suffix like "-dev" or "-beta1" says nothing about what is in it. Unknown is not older. */
	public function is_older_than( string $version ): bool {
		$numbers = (string) preg_replace( '/[^0-9.].*$/s', '', (string) $this->version );
		return '' !== $numbers && version_compare( $numbers, $version, '<' );
	}
}
