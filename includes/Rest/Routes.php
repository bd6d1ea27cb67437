<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

defined( 'ABSPATH' ) || exit;

/** A controller: the routes of one feature. */
interface Routes {
	public function register_routes( Router $router ): void;
}
