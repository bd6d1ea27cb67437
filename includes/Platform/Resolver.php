<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Finds the addresses behind a name. */
interface Resolver {
	/** @return list<string> Every IPv4 and IPv6 address of the name; none when it has none or nobody answers. */
	public function addresses( string $host ): array;
}
