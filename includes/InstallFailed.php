<?php
declare(strict_types=1);

namespace SmartAllocOps;

defined( 'ABSPATH' ) || exit;

/** The tables are not what they should be after they were made. */
final class InstallFailed extends \RuntimeException {
	/** @param list<string> $missing `table` or `table.column`. */
	public function __construct( public readonly array $missing ) {
		parent::__construct( 'Missing after the installation: ' . implode( ', ', $missing ) );
	}
}
