<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** The last known good build, as a person has said. Who and why stand in the journal. */
final class Pin {
	public function __construct( public readonly string $archive, public readonly int $revision, public readonly string $by, public readonly int $at ) {}

	/** @return array<string, string|int> */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/** @param array<array-key, mixed> $said */
	public static function from( array $said ): self {
		if ( ! is_string( $said['archive'] ?? null ) || ! is_int( $said['revision'] ?? null ) || ! is_string( $said['by'] ?? null ) || ! is_int( $said['at'] ?? null ) ) {
			throw new Refused( 'no_record', 'pin' );
		}
		return new self( $said['archive'], $said['revision'], $said['by'], $said['at'] );
	}
}
