<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** The flag revision that holds some work back. */
final class Hold {
	public function __construct( public readonly string $flag, public readonly string $scope, public readonly int $revision ) {}
}
