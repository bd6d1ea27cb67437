<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Install;

use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Users;

/** On a site that it cannot run on, the plugin says so and does nothing else. */
final class RequirementsTest extends IntegrationTestCase {
	public function test_on_an_older_wordpress_nothing_of_it_loads_and_a_notice_says_why(): void {
		$this->must_use( '$GLOBALS["wp_version"] = "6.5.5";' );
		$admin = Users::browser( 'administrator' )->without_nonce();
		$page  = $admin->get( '/wp-admin/plugins.php' );
		self::assertSame( 200, $page->status );
		self::assertStringContainsString( 'SmartAlloc Ops did not load.', $page->body );
		self::assertStringContainsString( 'this site runs WordPress 6.5.5.', $page->body );
		self::assertSame( 200, $admin->get( '/' )->status );
		self::assertSame( 404, Users::browser( 'administrator' )->rest( 'GET', '/health' )->status );
		self::assertStringNotContainsString( 'page=smartalloc-ops', $page->body );
		$worker = $this->fresh_process( 'return class_exists( "SmartAllocOps\Plugin", false );' );
		self::assertFalse( $worker->value );
	}

	public function test_whoever_cannot_change_it_is_not_told(): void {
		$this->must_use( '$GLOBALS["wp_version"] = "6.5.5";' );
		$page = Users::browser( 'smartalloc_owner' )->without_nonce()->get( '/wp-admin/profile.php' );
		self::assertSame( 200, $page->status );
		self::assertStringNotContainsString( 'did not load', $page->body );
	}

	public function test_the_server_of_this_site_is_recognised_and_asked_without_a_query(): void {
		global $wpdb;
		$before = $wpdb->num_queries;
		$server = smartalloc_ops_database_server();
		self::assertSame( $before, $wpdb->num_queries );
		if ( Environment::is_sqlite() ) {
			self::assertSame( '', $server );
		} else {
			self::assertStringContainsString( 'MariaDB', $server );
		}
	}
}
