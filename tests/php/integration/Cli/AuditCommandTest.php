<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

final class AuditCommandTest extends CliTestCase {
	public function test_it_lists_verifies_and_tells_by_its_code_when_a_row_was_edited(): void {
		global $wpdb;
		self::assert_code( 12, $this->ops( 'journal', 'verify' ) );
		$this->ops( 'settings', 'set', 'keep_data', 'yes', '--reason=only reinstalled', '--yes' );
		$list = $this->ops_changing_nothing( 'journal', 'list', '--format=json' );
		self::assert_code( 0, $list );
		self::assertStringContainsString( 'Settings, revision 1. Keep the data when the plugin is deleted: from the default to yes', $list->stdout );
		self::assertStringContainsString( '"by":"WP-CLI"', $list->stdout );
		do_action( 'smartalloc_ops_tick' );
		$intact = $this->ops( 'journal', 'verify' );
		self::assert_code( 0, $intact );
		self::assertStringContainsString( 'Intact', $intact->stdout );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_settings_revisions SET reason = 'something else'" );
		$broken = $this->ops( 'journal', 'verify', '--format=json' );
		self::assert_code( 11, $broken );
		self::assertStringContainsString( 'settings revision 1 (settings_revisions #', $broken->stdout );
	}

	public function test_mistakes_are_named_and_change_nothing(): void {
		$this->assert_mistakes_change_nothing(
			[
				'a kind that is not there' => [ [ 'journal', 'list', '--kind=nonsense' ], 'kind' ],
				'no number'                => [ [ 'journal', 'verify', '--from=first' ], 'from' ],
			]
		);
	}
}
