<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocOps\Signal\Status;

/** Feeds in the real table of Gravity Forms' add-ons, and real listeners. */
final class RuleOfOneTest extends HealthTestCase {
	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		$wpdb->query( "CREATE TABLE {$this->table()} (id mediumint(8) unsigned NOT NULL AUTO_INCREMENT, form_id mediumint(8) unsigned NOT NULL, is_active tinyint(1) NOT NULL DEFAULT 1, feed_order mediumint(8) unsigned NOT NULL DEFAULT 0, meta longtext, addon_slug varchar(50), event_type varchar(20), PRIMARY KEY (id))" );
	}

	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( "DROP TABLE {$this->table()}" );
		parent::tearDown();
	}

	public function test_smartalloc_alone_is_good(): void {
		$state = $this->measured( 'rule_of_one' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
	}

	public function test_an_active_webhook_feed_on_an_enabled_form_is_critical_and_named(): void {
		$this->feed( 150, 'gravityformswebhooks' );
		$state = $this->measured( 'rule_of_one' );
		self::assertSame( [ Status::Critical, 'second_automation' ], [ $state->status(), $state->reading->reason ] );
		self::assertStringContainsString( 'a feed of Gravity Forms Webhooks (form 150)', $state->reading->finding );
		self::assertContains( 'wp plugin deactivate gravityformswebhooks', array_column( array_map( static fn ( $action ): array => $action->to_array(), $state->reading->actions ), 'target' ) );
	}

	public function test_an_inactive_feed_and_one_of_another_form_are_nobodys_business(): void {
		$this->feed( 150, 'gravityformswebhooks', 0 );
		$this->feed( 7, 'gravityformszapier' );
		self::assertSame( Status::Good, $this->measured( 'rule_of_one' )->status() );
	}

	public function test_a_feed_of_an_add_on_that_is_no_automation_should_be_looked_at(): void {
		$this->feed( 150, 'gravityformsmailchimp' );
		$state = $this->measured( 'rule_of_one' );
		self::assertSame( [ Status::Recommended, 'other_listener' ], [ $state->status(), $state->reading->reason ] );
		self::assertStringContainsString( 'gravityformsmailchimp', $state->reading->finding );
	}

	public function test_an_automation_plugin_that_listens_to_every_form_is_critical(): void {
		$folder = WP_PLUGIN_DIR . '/wp-webhooks';
		mkdir( $folder );
		file_put_contents( "$folder/trigger.php", '<?php return static function (): void {};' );
		try {
			add_action( 'gform_after_submission', require "$folder/trigger.php" );
			$state = $this->measured( 'rule_of_one' );
			self::assertSame( Status::Critical, $state->status() );
			self::assertStringContainsString( 'WP Webhooks (every form)', $state->reading->finding );
		} finally {
			unlink( "$folder/trigger.php" );
			rmdir( $folder );
		}
	}

	public function test_other_code_that_listens_should_be_looked_at(): void {
		$this->listen( 'gform_after_submission_150' );
		$state = $this->measured( 'rule_of_one' );
		self::assertSame( Status::Recommended, $state->status() );
		self::assertStringContainsString( 'Theme\\Listener::hear (form 150)', $state->reading->finding );
	}

	public function test_a_listener_of_a_form_that_is_not_enabled_does_not_count(): void {
		$this->listen( 'gform_after_submission_7' );
		self::assertSame( Status::Good, $this->measured( 'rule_of_one' )->status() );
	}

	/** A callback whose class is not loaded: whose code it is cannot be told. */
	private function listen( string $hook ): void {
		/** @var callable $callback */
		$callback = 'Theme\\Listener::hear';
		add_action( $hook, $callback );
	}

	private function feed( int $form_id, string $slug, int $is_active = 1 ): void {
		global $wpdb;
		$wpdb->insert(
			$this->table(),
			[
				'form_id'    => $form_id,
				'is_active'  => $is_active,
				'addon_slug' => $slug,
				'meta'       => '{"url":"https://example.test/secret"}',
			]
		);
	}

	private function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'gf_addon_feed';
	}
}
