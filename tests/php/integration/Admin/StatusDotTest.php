<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Admin;

use SmartAllocOps\Admin\StatusDot;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\StatusNote;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Users;

require_once ABSPATH . WPINC . '/class-wp-admin-bar.php';

/** The dot in the admin bar: a word, a shape and one small read, for those who may view. */
final class StatusDotTest extends IntegrationTestCase {
	public function test_it_says_how_things_stand_in_words_and_shape(): void {
		Users::become( 'smartalloc_support' );
		StatusNote::write( Status::Critical, 2, time() );
		$node = self::node();
		self::assertStringContainsString( 'SmartAlloc is critical. 2 open alerts.', (string) $node );
		self::assertStringContainsString( '■', (string) $node );
	}

	public function test_what_nobody_noted_lately_is_unknown_and_never_good(): void {
		Users::become( 'administrator' );
		self::assertStringContainsString( 'not known', (string) self::node() );
		StatusNote::write( Status::Good, 0, time() - 1_000 );
		self::assertStringContainsString( 'not known', (string) self::node() );
	}

	public function test_others_see_nothing_and_cost_nothing(): void {
		global $wpdb;
		foreach ( [ 'subscriber', 'editor' ] as $role ) {
			Users::become( $role );
			current_user_can( 'read' );
			$before = $wpdb->num_queries;
			self::assertNull( self::node() );
			self::assertSame( $before, $wpdb->num_queries );
		}
	}

	public function test_it_costs_one_read_and_is_written_only_when_it_changes(): void {
		global $wpdb;
		$now = time();
		StatusNote::write( Status::Good, 0, $now );
		Users::become( 'administrator' );
		current_user_can( 'read' );
		wp_cache_delete( StatusNote::OPTION, 'options' );
		$before = $wpdb->num_queries;
		self::node();
		self::assertSame( 1, $wpdb->num_queries - $before );
		$before = $wpdb->num_queries;
		StatusNote::write( Status::Good, 0, $now + 60 );
		self::assertSame( 0, $wpdb->num_queries - $before );
		self::assertSame( 'off', $wpdb->get_var( $wpdb->prepare( "SELECT autoload FROM {$wpdb->options} WHERE option_name = %s", StatusNote::OPTION ) ) );
	}

	/** Its title, or null. */
	private static function node(): ?string {
		$bar = new \WP_Admin_Bar();
		( new StatusDot() )->admin_bar_menu( $bar );
		$node = get_object_vars( $bar->get_node( 'smartalloc-ops' ) ?? new \stdClass() );
		return isset( $node['title'] ) ? (string) $node['title'] : null;
	}
}
