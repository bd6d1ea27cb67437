<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Privacy;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** WordPress's own privacy tools, as an administrator uses them: what is on record of a person, and why it stays. */
final class PrivacyTest extends PipelineTestCase {
	public function test_an_export_holds_what_the_person_did_and_nothing_of_others(): void {
		$owner = Users::id( 'smartalloc_owner' );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( $owner ) );
		$this->services()->flags()->set( 'comms', '', 'on', 1, 'Somebody else', Actor::user( Users::id( 'administrator' ) ) );
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( 'slow_queue', $rollbacks->confirmation(), 'a-test-key', 'Nothing moves', Actor::user( $owner ) );
		$this->services()->runs()->close( $run->id, 'It moves again', Actor::user( $owner ) );

		$text = (string) wp_json_encode( $this->exported( 'owner@example.test' ) );
		self::assertStringContainsString( 'Mails go out twice', $text );
		self::assertStringContainsString( 'Nothing moves', $text );
		self::assertStringContainsString( 'It moves again', $text );
		self::assertStringNotContainsString( 'Somebody else', $text );
	}

	public function test_a_long_record_comes_in_pages_each_row_once(): void {
		global $wpdb;
		$owner = Users::id( 'smartalloc_owner' );
		for ( $n = 1; $n <= 130; $n++ ) {
			$this->services()->journal()->record( Actor::user( $owner ), 'test.done', "thing:$n", "reason $n" );
		}
		$items = array_column( $this->exported( 'owner@example.test' ), 'item_id' );
		self::assertCount( 130, $items );
		self::assertCount( 130, array_unique( $items ) );
		self::assertSame( '', $wpdb->last_error );
	}

	public function test_somebody_without_an_account_or_an_act_has_no_record(): void {
		self::assertSame( [], $this->exported( 'nobody@example.test' ) );
		self::assertSame( [], $this->exported( 'support@example.test' ) );
	}

	public function test_an_erasure_keeps_the_record_and_says_why(): void {
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( Users::id( 'smartalloc_owner' ) ) );
		// Requests note that they have seen the flag; nothing is sealed over that.
		$records = array_values( array_filter( Tables::named( 'smartalloc_ops_' ), static fn ( string $table ): bool => 1 !== preg_match( '/_(flag_sightings|heartbeats)$/', $table ) ) );
		$before  = Tables::checksums( $records );
		$answer = $this->erased( 'owner@example.test' );
		self::assertSame( [ false, true, true ], [ $answer['items_removed'], $answer['items_retained'], $answer['done'] ] );
		self::assertStringContainsString( 'SmartAlloc Ops keeps 1 record', $answer['messages'][0] );
		self::assertSame( $before, Tables::checksums( $records ), 'A seal over it must still verify.' );

		$nobody = $this->erased( 'support@example.test' );
		self::assertSame( [ false, false, [] ], [ $nobody['items_removed'], $nobody['items_retained'], $nobody['messages'] ] );
	}

	public function test_a_record_names_nobody_once_the_account_is_gone(): void {
		$made = wp_insert_user(
			[
				'user_login'   => 'leaver',
				'user_pass'    => 'leaver',
				'user_email'   => 'leaver@example.test',
				'display_name' => 'Lea Leaver',
				'role'         => 'smartalloc_owner',
			]
		);
		self::assertIsInt( $made );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'a test', Actor::user( $made ) );
		self::assertStringContainsString( 'Lea Leaver', Users::browser( 'administrator' )->rest( 'GET', '/flags' )->body );
		wp_delete_user( $made );
		$after = Users::browser( 'administrator' )->rest( 'GET', '/flags' )->body;
		self::assertStringNotContainsString( 'Lea', $after );
		self::assertStringContainsString( "deleted user $made", $after );
	}

	public function test_the_guide_to_the_privacy_policy_has_our_text(): void {
		$page = self::admin()->get( '/wp-admin/options-privacy.php?tab=policyguide' );
		self::assertSame( 200, $page->status );
		self::assertStringContainsString( 'SmartAlloc Ops records who changed', $page->body );
	}

	/**
	 * Every page of our exporter, asked for as the screen of WordPress does.
	 *
	 * @return list<array<string, mixed>>
	 */
	private function exported( string $email ): array {
		$items = [];
		$page  = 0;
		do {
			$answer = $this->through_core( 'export', $email, ++$page );
			$items  = [ ...$items, ...$answer['data'] ];
		} while ( true !== $answer['done'] && $page < 20 );
		return array_values( array_filter( $items, static fn ( array $item ): bool => 'smartalloc-ops' === $item['group_id'] ) );
	}

	/** @return array<string, mixed> */
	private function erased( string $email ): array {
		return $this->through_core( 'erase', $email, 1 );
	}

	/**
	 * @param 'export'|'erase' $what
	 * @return array<string, mixed>
	 */
	private function through_core( string $what, string $email, int $page ): array {
		$request = wp_create_user_request( $email, 'export' === $what ? 'export_personal_data' : 'remove_personal_data', [], 'confirmed' );
		self::assertIsInt( $request );
		try {
			$screen = self::admin()->get( "/wp-admin/{$what}-personal-data.php" )->body;
			self::assertSame( 1, preg_match( '/data-request-id="' . $request . '"[^>]*?data-nonce="([^"]+)"/s', $screen, $found ), $screen );
			$body   = [
				'action'   => "wp-privacy-{$what}-personal-data",
				'id'       => $request,
				'page'     => $page,
				'security' => $found[1],
			] + ( 'export' === $what ? [
				'exporter'    => self::place_of_ours( $screen, $request, 'exporters' ),
				'sendAsEmail' => 'false',
			] : [ 'eraser' => self::place_of_ours( $screen, $request, 'erasers' ) ] );
			$answer = self::admin()->request( 'POST', '/wp-admin/admin-ajax.php', http_build_query( $body ), [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
			$json   = $answer->json();
			self::assertTrue( $json['success'], $answer->body );
			return $json['data'];
		} finally {
			wp_delete_post( $request, true );
		}
	}

	/** Ours is the last one registered: the number of all of them. */
	private static function place_of_ours( string $screen, int $request, string $kind ): int {
		self::assertSame( 1, preg_match( '/data-' . $kind . '-count="(\d+)"\s+data-request-id="' . $request . '"/', $screen, $found ), $screen );
		return (int) $found[1];
	}

	private static function admin(): HttpClient {
		return Users::browser( 'administrator' )->without_nonce();
	}
}
