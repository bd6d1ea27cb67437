<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** A number of rows that was counted up to a cap; `capped` reads "at least". */
final class Count {
	public function __construct( public readonly int $value, public readonly bool $capped = false ) {}

	/** The count of a query that was limited to `$cap + 1` rows. */
	public static function up_to( int $found, int $cap ): self {
		return new self( min( $found, $cap ), $found > $cap );
	}

	public function plus( self $other ): self {
		return new self( $this->value + $other->value, $this->capped || $other->capped );
	}

	/** @return array{value: int, capped: bool} */
	public function to_array(): array {
		return [
			'value'  => $this->value,
			'capped' => $this->capped,
		];
	}
}
