<?php
/**
 * One beat of the demo: a little traffic, then one queue run. Its own process each time, as cron is on a real site.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

if ( 'cli' !== PHP_SAPI ) {
	exit( 1 );
}

$_SERVER['HTTP_HOST'] = (string) parse_url( (string) getenv( 'SMARTALLOC_OPS_SITE_URL' ), PHP_URL_HOST ) . ':' . (string) parse_url( (string) getenv( 'SMARTALLOC_OPS_SITE_URL' ), PHP_URL_PORT );
define( 'DOING_CRON', true );

require getenv( 'SMARTALLOC_OPS_SITE' ) . '/wp-load.php';

do_action( 'smartalloc_double_demo_tick' );
do_action( 'action_scheduler_run_queue', 'WP Cron' );
