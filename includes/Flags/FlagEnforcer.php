<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** What obeys a flag: its hooks, whether it can obey now, and what a change would reach. */
interface FlagEnforcer {
	/** Adds the hooks that obey. Called on every request, so it may not query. */
	public function register(): void;

	public function enforcement( string $scope ): Enforcement;

	/** Measured before anything is done; may throw a database error. */
	public function reach( string $scope, string $value ): Reach;

	/** @return list<Refusal> Why this value may not be set now. */
	public function refusals( string $scope, string $value ): array;
}
