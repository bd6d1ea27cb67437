<?php
/**
 * Integration suite: loads the real WordPress that `npm test -- integration` has installed, with the plugins active.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

use SmartAllocOps\Tests\Support\Environment;

// WordPress expects to be loaded from the outermost scope; PHPUnit loads this file inside a function.
global $table_prefix;

require dirname( __DIR__, 3 ) . '/vendor/autoload.php';

$_SERVER['HTTP_HOST']       = Environment::host();
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require Environment::site() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require_once ABSPATH . 'wp-admin/includes/user.php';
