<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

defined( 'ABSPATH' ) || exit;

/** Every switch of this site and the freeze over them, read at one moment. */
final class FlagBoard {
	/** @param list<FlagState> $states In the order of the catalog. */
	public function __construct( public readonly array $states, public readonly Freeze $freeze ) {}
}
