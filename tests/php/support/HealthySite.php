<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

use SmartAllocOps\Services;
use SmartAllocOps\Tests\Integration\Health\Submissions;

/** What a site that has run for a while shows: a runner of jobs came by just now, and its form has a history. */
final class HealthySite {
	public static function arrange(): void {
		global $wpdb;
		( new Services( $wpdb ) )->heartbeats()->push_time( 'runner.wp_cron' );
		Submissions::steady();
	}
}
