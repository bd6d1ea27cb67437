<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Settings;

use SmartAllocOps\Platform\Config;
use SmartAllocOps\Tests\Integration\Rest\LocalApi;
use SmartAllocOps\Tests\Integration\Rest\RestTestCase;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\WorkerResult;

/** The settings document: one revision, one winner, and what counts follows it everywhere. */
final class SettingsTest extends RestTestCase {
	public function test_before_anybody_saved_the_option_speaks_and_then_the_document(): void {
		update_option( Config::OPTION, [ 'dead_letter_limit' => 9, 'nonsense' => 1, 'forms' => 'all' ], true );
		$before = self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) );
		self::assertSame( [ 0, 9, 'option', [ 150 ], 'default' ], [ $before['revision'], $before['values']['dead_letter_limit'], $before['sources']['dead_letter_limit'], $before['values']['forms'], $before['sources']['forms'] ] );
		$after = self::object( self::put( [ 'forms' => [ 150, 160 ] ], 0 ) );
		self::assertSame( [ 1, 9, [ 150, 160 ], 'option', false ], [ $after['revision'], $after['values']['dead_letter_limit'], $after['values']['forms'], $after['sources']['forms'], $after['drifted'] ] );
		self::assertSame( [ 'a test sets it', 'admin' ], [ $after['reason'], $after['actor']['name'] ] );
	}

	public function test_every_new_process_goes_by_what_was_saved(): void {
		self::put( [ 'groups' => [ 'smartalloc_notify', 'smartalloc_new' ], 'keep_data' => true ], 0 );
		self::assertSame( [ [ 'smartalloc_notify', 'smartalloc_new' ], true ], $this->fresh_process( 'return [ \SmartAllocOps\Platform\Config::load()->groups(), \SmartAllocOps\Platform\Config::load()->keep_data() ];' )->value );
	}

	public function test_a_stale_cache_does_not_keep_the_saved_values_from_the_option(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		// As an object cache of another server would have it: the value that is about to be written.
		$stale                   = wp_load_alloptions();
		$stale[ Config::OPTION ] = maybe_serialize( [ '_revision' => 2, 'dead_letter_limit' => 8 ] );
		wp_cache_set( 'alloptions', $stale, 'options' );
		self::put( [ 'dead_letter_limit' => 8 ], 1 );
		self::assertSame( 8, $this->fresh_process( 'return \SmartAllocOps\Platform\Config::load()->dead_letter_limit();' )->value );
	}

	public function test_null_takes_a_setting_back_to_its_default(): void {
		self::put( [ 'dead_letter_limit' => 7, 'minimum_php' => '8.2' ], 0 );
		$after = self::object( self::put( [ 'dead_letter_limit' => null ], 1 ) );
		self::assertSame( [ 5, 'default', '8.2' ], [ $after['values']['dead_letter_limit'], $after['sources']['dead_letter_limit'], $after['values']['minimum_php'] ] );
	}

	public function test_a_lost_race_carries_the_whole_document_with_who_and_why(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		$lost = $this->unchanged( static fn () => self::put( [ 'dead_letter_limit' => 8 ], 0 ) );
		self::assert_refused( 409, 'smartalloc_ops_settings_changed', $lost );
		self::assertSame( [ 1, 7, 'admin' ], [ self::data( $lost )['settings']['revision'], self::data( $lost )['settings']['values']['dead_letter_limit'], self::data( $lost )['settings']['actor']['name'] ] );
	}

	public function test_of_ten_processes_at_once_one_wins(): void {
		$results = $this->parallel( 10, 'wp_set_current_user( $args["user"] ); $request = new WP_REST_Request( "PUT", "/smartalloc-ops/v1/settings" ); $request->set_header( "Content-Type", "application/json" ); $request->set_body( json_encode( [ "values" => [ "dead_letter_limit" => 10 + $index ], "revision" => 0, "reason" => "writer $index" ] ) ); return rest_do_request( $request )->get_status();', [ 'user' => \SmartAllocOps\Tests\Support\Users::id( 'administrator' ) ] );
		$counts  = array_count_values( array_map( static fn ( WorkerResult $result ): int => is_int( $result->value ) ? $result->value : 0, $results ) );
		ksort( $counts );
		self::assertSame( [ 200 => 1, 409 => 9 ], $counts );
	}

	public function test_every_bad_key_is_named_with_its_sentence(): void {
		$answer = $this->unchanged( static fn () => self::put( [ 'forms' => [], 'dead_letter_limit' => -1, 'nonsense' => 1, 'keep_data' => true ], 0 ) );
		self::assert_refused( 400, 'smartalloc_ops_invalid_field', $answer );
		self::assertSame( [ 'forms', 'dead_letter_limit', 'nonsense' ], array_keys( self::data( $answer )['fields'] ) );
	}

	public function test_what_stands_already_is_no_change(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		self::assert_refused( 400, 'smartalloc_ops_invalid_field', $this->unchanged( static fn () => self::put( [ 'dead_letter_limit' => 7 ], 1 ) ) );
	}

	public function test_the_history_says_who_changed_what_from_what_to_what_and_why(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		self::put( [ 'dead_letter_limit' => 8, 'keep_data' => true ], 1 );
		$items = self::object( LocalApi::call( 'smartalloc_support', 'GET', '/settings/revisions' ) )['items'];
		self::assertSame( [ 2, 1 ], array_column( $items, 'revision' ) );
		self::assertEqualsCanonicalizing( [ [ 'dead_letter_limit', '7', '8' ], [ 'keep_data', 'the default', 'yes' ] ], array_map( static fn ( array $change ): array => [ $change['key'], $change['from'], $change['to'] ], $items[0]['changes'] ) );
	}

	public function test_addresses_are_shown_to_those_who_may_change_settings_and_kept_nowhere_else(): void {
		global $wpdb;
		self::put( [ 'recipients' => [ 'first@example.test', 'second@example.test' ] ], 0 );
		self::put( [ 'recipients' => [ 'third@example.test' ] ], 1 );
		self::assertSame( [ 'third@example.test' ], self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) )['values']['recipients'] );
		self::assertNull( self::object( LocalApi::call( 'smartalloc_support', 'GET', '/settings' ) )['values']['recipients'] );
		self::assertStringNotContainsString( 'example.test', LocalApi::call( 'smartalloc_support', 'GET', '/settings' )->body . LocalApi::call( 'administrator', 'GET', '/settings/revisions' )->body );
		self::assertStringContainsString( '2 addresses', LocalApi::call( 'administrator', 'GET', '/settings/revisions' )->body );
		$rows = (string) json_encode( $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $wpdb->prefix . 'smartalloc_ops_settings_revisions' ) ) );
		self::assertSame( [ 0, 1 ], [ substr_count( $rows, 'first@' ), substr_count( $rows, 'third@' ) ], 'An older revision forgets them.' );
	}

	public function test_a_preview_says_what_flags_would_hold_and_changes_nothing(): void {
		$answer = $this->unchanged( static fn () => LocalApi::call( 'smartalloc_support', 'POST', '/settings/preview', [ 'values' => [ 'forms' => [ 160 ], 'groups' => [ 'smartalloc_notify', 'smartalloc_export', 'smartalloc_new' ], 'notification_hooks' => [] ] ] ) );
		$text   = implode( ' ', self::object( $answer )['effects'] );
		foreach ( [ 'Form 160 joins', 'Form 150 leaves', 'Group smartalloc_new joins', 'Group smartalloc_allocate leaves', 'smartalloc_notify_mail are not held by comms any more' ] as $part ) {
			self::assertStringContainsString( $part, $text );
		}
	}

	public function test_a_group_that_is_paused_cannot_leave_because_its_held_work_would_go(): void {
		LocalApi::call( 'administrator', 'PUT', '/flags/scheduling/smartalloc_export', Scene::flip( 'scheduling', 'smartalloc_export' ) );
		Scene::work( [ 'state' => 'held', 'held_flag' => 'scheduling', 'held_scope' => 'smartalloc_export', 'held_revision' => 1 ] );
		$without = [ 'groups' => [ 'smartalloc_allocate', 'smartalloc_notify' ] ];
		$answer  = $this->unchanged( static fn () => self::put( $without, 0 ) );
		self::assert_refused( 422, 'smartalloc_ops_flag_is_set', $answer );
		self::assertStringContainsString( '1 held', $answer->body );
		self::assertStringContainsString( 'flags set scheduling on --scope=smartalloc_export', $answer->body );
		LocalApi::call( 'administrator', 'PUT', '/flags/scheduling/smartalloc_export', Scene::flip( 'scheduling', 'smartalloc_export' ) );
		self::assertSame( 200, self::put( $without, 0 )->status, 'Once it runs, it may leave.' );
	}

	public function test_a_hook_cannot_leave_the_messages_while_comms_is_off(): void {
		LocalApi::call( 'administrator', 'PUT', '/flags/comms', Scene::flip( 'comms' ) );
		self::assert_refused( 422, 'smartalloc_ops_flag_is_set', $this->unchanged( static fn () => self::put( [ 'notification_hooks' => [ 'smartalloc_notify' ] ], 0 ) ) );
		self::assertSame( 200, self::put( [ 'notification_hooks' => [ 'smartalloc_notify', 'smartalloc_notify_mail', 'smartalloc_mail_retry', 'smartalloc_sms' ] ], 0 )->status, 'Holding more is always open.' );
	}

	public function test_what_a_constant_lays_down_counts_and_cannot_be_changed_here(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_CONFIG', [ 'keep_data' => true, 'dead_letter_limit' => 2 ] );" );
		$result = $this->fresh_process( 'wp_set_current_user( $args["user"] ); $get = rest_do_request( new WP_REST_Request( "GET", "/smartalloc-ops/v1/settings" ) )->get_data(); $request = new WP_REST_Request( "PUT", "/smartalloc-ops/v1/settings" ); $request->set_header( "Content-Type", "application/json" ); $request->set_body( json_encode( [ "values" => [ "keep_data" => false ], "revision" => 0, "reason" => "a test" ] ) ); $put = rest_do_request( $request ); return [ $get["values"]["keep_data"], $get["values"]["dead_letter_limit"], $get["sources"]["keep_data"], $get["sources"]["forms"], $put->get_status(), $put->get_data()["code"] ];', [ 'user' => \SmartAllocOps\Tests\Support\Users::id( 'administrator' ) ] );
		self::assertSame( [ true, 2, 'constant', 'default', 422, 'smartalloc_ops_set_by_constant' ], $result->value );
	}

	public function test_an_option_written_past_the_settings_is_shown_and_put_back_with_a_word_in_the_journal(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		update_option( Config::OPTION, [ 'dead_letter_limit' => 900 ], true );
		self::assertTrue( self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) )['drifted'] );
		do_action( 'smartalloc_ops_tick' );
		self::assertFalse( self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) )['drifted'] );
		self::assertSame( 7, $this->fresh_process( 'return \SmartAllocOps\Platform\Config::load()->dead_letter_limit();' )->value );
		self::assertSame( 1, self::restored() );
	}

	public function test_a_writer_killed_between_the_revision_and_the_copy_is_finished_by_the_tick(): void {
		self::put( [ 'dead_letter_limit' => 7 ], 0 );
		$killed = $this->wp( [ 'smartalloc-ops', 'settings', 'set', 'dead_letter_limit', '8', '--reason=a test is killed', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'settings.appended' ] );
		self::assertNotSame( 0, $killed->code, $killed->describe() );
		wp_cache_flush();
		self::assertSame( [ 2, true ], [ self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) )['revision'], self::object( LocalApi::call( 'administrator', 'GET', '/settings' ) )['drifted'] ] );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( 8, $this->fresh_process( 'return \SmartAllocOps\Platform\Config::load()->dead_letter_limit();' )->value );
		self::assertSame( 0, self::restored(), 'Nobody wrote past the settings.' );
	}

	/** Before anybody saved, the option is the site's own: nothing is put back. */
	public function test_without_a_revision_the_tick_leaves_the_option_alone(): void {
		update_option( Config::OPTION, [ 'dead_letter_limit' => 9 ], true );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( [ 'dead_letter_limit' => 9 ], get_option( Config::OPTION ) );
	}

	private static function restored(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM %i WHERE event = 'settings.restored'", $wpdb->prefix . 'smartalloc_ops_journal' ) );
	}

	/** @param array<string, mixed> $values */
	private static function put( array $values, int $revision ): HttpResponse {
		return LocalApi::call( 'administrator', 'PUT', '/settings', [ 'values' => $values, 'revision' => $revision, 'reason' => 'a test sets it' ] );
	}
}
