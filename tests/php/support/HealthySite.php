<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use SmartAllocOps\Services;

/** What a site that has run for a while shows: a runner of jobs came by just now. */
final class HealthySite {
	public static function arrange(): void {
		global $wpdb;
		( new Services( $wpdb ) )->heartbeats()->push_time( 'runner.wp_cron' );
	}
}
