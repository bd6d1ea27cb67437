<?php
/**
 * Unit suite: pure classes, no WordPress.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

define( 'ABSPATH', dirname( __DIR__, 3 ) . '/' );

require dirname( __DIR__, 3 ) . '/vendor/autoload.php';
require __DIR__ . '/wordpress-shims.php';
