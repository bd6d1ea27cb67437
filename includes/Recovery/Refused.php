<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Why an archive or a folder is not touched: a code, and where. Whoever talks to people puts it into words. */
final class Refused extends \RuntimeException {
	/**
	 * @param string $reason Code, such as `traversal` or `changed`.
	 * @param string $where  Path inside of the archive, or a number; never a path of the machine.
	 */
	public function __construct( public readonly string $reason, public readonly string $where = '' ) {
		parent::__construct( '' === $where ? $reason : "$reason: $where" );
	}
}
