<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Privacy;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Erasure;
use SmartAllocOps\Journal\SealChain;
use SmartAllocOps\Journal\Verification;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** WordPress's own privacy tools, as an administrator uses them: what is on record of a person, and how it is taken out. */
final class PrivacyTest extends PipelineTestCase {
	public function test_an_export_holds_what_the_person_did_and_nothing_of_others(): void {
		$owner = Users::id( 'smartalloc_owner' );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( $owner ) );
		$this->services()->flags()->set( 'comms', '', 'on', 1, 'Somebody else', Actor::user( Users::id( 'administrator' ) ) );
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( new \SmartAllocOps\Rollback\Wish( 'slow_queue' ), $rollbacks->confirmation(), 'a-test-key', 'Nothing moves', Actor::user( $owner ) );
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

	public function test_an_erasure_takes_the_person_out_and_leaves_what_was_done_under_its_seal(): void {
		global $wpdb;
		$owner = Users::id( 'smartalloc_owner' );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( $owner ) );
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( new \SmartAllocOps\Rollback\Wish( 'slow_queue' ), $rollbacks->confirmation(), 'a-test-key', 'Nothing moves', Actor::user( $owner ) );
		$this->services()->runs()->close( $run->id, 'It moves again', Actor::user( $owner ) );
		for ( $n = 1; $n <= 120; $n++ ) {
			$this->services()->journal()->record( Actor::user( $owner ), 'test.done', "thing:$n", "reason $n" );
		}
		$this->services()->flags()->set( 'intake', '150', 'off', 0, 'Somebody else', Actor::user( Users::id( 'administrator' ) ) );
		// Some rows are sealed before, some only by the erasure.
		$this->services()->records()->audit()->seal();
		$this->services()->journal()->record( Actor::user( $owner ), 'test.done', 'thing:late', 'a late reason' );

		$answers = $this->erased( 'owner@example.test' );
		self::assertSame( [ true, false, true ], [ $answers[0]['items_removed'], $answers[0]['items_retained'], end( $answers )['done'] ] );
		self::assertGreaterThan( 2, count( $answers ), 'In bounded parts.' );
		self::assertSame( [], $this->exported( 'owner@example.test' ) );
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			$text = (string) wp_json_encode( $wpdb->get_results( "SELECT * FROM $table", ARRAY_A ) );
			foreach ( [ 'Mails go out twice', 'Nothing moves', 'It moves again', 'reason 7', 'a late reason' ] as $reason ) {
				self::assertStringNotContainsString( $reason, $text, $table );
			}
			if ( str_contains( $text, '"actor_id"' ) ) {
				self::assertStringNotContainsString( "\"actor_id\":\"$owner\"", $text, $table );
			}
		}

		$flags = Users::browser( 'administrator' )->rest( 'GET', '/flags' )->body;
		self::assertStringContainsString( 'somebody who was erased on request', $flags );
		self::assertStringContainsString( 'The reason was erased on request.', $flags );
		self::assertStringContainsString( 'Somebody else', $flags, 'Another person stays.' );
		$this->services()->records()->audit()->seal();
		$result = $this->verified();
		self::assertSame( 'intact', $result->state, $result->sentence() );
		self::assertGreaterThanOrEqual( 124, $result->erased );
		self::assertStringContainsString( 'erased on request', $result->sentence() );

		$nobody = $this->erased( 'support@example.test' )[0];
		self::assertSame( [ false, false, [] ], [ $nobody['items_removed'], $nobody['items_retained'], $nobody['messages'] ] );
	}

	/** @return iterable<string, array{string, string}> Table, and what somebody sets after the erasure. */
	public static function edits_after_an_erasure(): iterable {
		yield 'another person' => [ 'flag_revisions', 'actor_id = 1' ];
		yield 'a reason' => [ 'flag_revisions', "reason = 'all was well'" ];
		yield 'what was done' => [ 'flag_revisions', "value = 'on'" ];
		yield 'the list of what was erased' => [ 'journal', "data = '{\"rows\":1}'" ];
	}

	#[DataProvider( 'edits_after_an_erasure' )]
	public function test_an_edit_of_an_erased_row_is_still_found( string $table, string $set ): void {
		global $wpdb;
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( Users::id( 'smartalloc_owner' ) ) );
		$this->services()->records()->audit()->seal();
		$this->erased( 'owner@example.test' );
		self::assertSame( 'intact', $this->verified()->state );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_{$table} SET {$set}" );
		$result = $this->verified();
		self::assertSame( [ 'broken', 'edited' ], [ $result->state, $result->findings[0]['problem'] ?? '' ] );
	}

	public function test_an_edit_that_looks_like_an_erasure_is_found(): void {
		global $wpdb;
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( Users::id( 'smartalloc_owner' ) ) );
		$this->services()->records()->audit()->seal();
		$wpdb->update( "{$wpdb->prefix}smartalloc_ops_flag_revisions", [ 'actor_id' => 0, 'reason' => Erasure::reason() ], [ 'flag' => 'comms' ] );
		self::assertSame( 'broken', $this->verified()->state );
	}

	public function test_the_seals_do_not_tell_who_was_erased(): void {
		global $wpdb;
		$owner = Users::id( 'smartalloc_owner' );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( $owner ) );
		$this->services()->records()->audit()->seal();
		self::assertSame( (string) $owner, $wpdb->get_var( "SELECT actor_id FROM {$wpdb->prefix}smartalloc_ops_actor_salts" ) );
		$this->erased( 'owner@example.test' );
		self::assertNull( $wpdb->get_var( $wpdb->prepare( "SELECT salt FROM {$wpdb->prefix}smartalloc_ops_actor_salts WHERE actor_id = %d", $owner ) ), 'Without the salt the hash leads nowhere.' );
	}

	public function test_a_run_that_goes_on_keeps_who_started_it_and_says_so(): void {
		global $wpdb;
		$owner     = Users::id( 'smartalloc_owner' );
		$rollbacks = $this->services()->rollbacks();
		$run       = $rollbacks->start( new \SmartAllocOps\Rollback\Wish( 'slow_queue' ), $rollbacks->confirmation(), 'a-test-key', 'Nothing moves', Actor::user( $owner ) );
		$answers   = $this->erased( 'owner@example.test' );
		$last      = $answers[ count( $answers ) - 1 ];
		self::assertSame( [ true, true ], [ $last['items_retained'], $last['done'] ] );
		self::assertStringContainsString( '1 procedure that this account started', $last['messages'][0] );
		self::assertSame( (string) $owner, $wpdb->get_var( "SELECT actor_id FROM {$wpdb->prefix}smartalloc_ops_runs" ) );
		$this->services()->runs()->close( $run->id, 'over', Actor::user( Users::id( 'administrator' ) ) );
		$answers = $this->erased( 'owner@example.test' );
		self::assertSame( [ false, true ], [ $answers[ count( $answers ) - 1 ]['items_retained'], $answers[ count( $answers ) - 1 ]['done'] ] );
		self::assertSame( '0', $wpdb->get_var( "SELECT actor_id FROM {$wpdb->prefix}smartalloc_ops_runs" ) );
	}

	public function test_an_erasure_killed_before_it_is_carried_out_ends_when_it_is_asked_for_again(): void {
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( Users::id( 'smartalloc_owner' ) ) );
		$this->services()->records()->audit()->seal();
		$this->fresh_process(
			'add_filter( "query", static function ( $query ) { if ( str_contains( $query, "SET actor_id = 0" ) ) { exit; } return $query; } );
			( new SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->records()->erasure()->erase( $args["user"], SmartAllocOps\Journal\Actor::system(), 50 );
			return true;',
			[ 'user' => Users::id( 'smartalloc_owner' ) ]
		);
		self::assertSame( [ 'intact', 0 ], [ $this->verified()->state, $this->verified()->erased ] );
		$this->erased( 'owner@example.test' );
		self::assertSame( [ 'intact', 1 ], [ $this->verified()->state, $this->verified()->erased ] );
	}

	public function test_behind_a_long_tail_without_seals_an_erasure_waits_and_leaves_nothing_half_said(): void {
		global $wpdb;
		$owner = Users::id( 'smartalloc_owner' );
		for ( $n = 1; $n <= SealChain::AT_ONCE + 20; $n++ ) {
			$this->services()->journal()->record( Actor::user( $owner ), 'test.done', "thing:$n", "reason $n" );
		}
		$acts = static fn (): int => (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}smartalloc_ops_journal WHERE event = 'privacy.erased'" );
		$first = $this->services()->records()->erasure()->erase( $owner, Actor::system(), 50 );
		self::assertSame( [ 0, false, 0 ], [ $first['erased'], $first['done'], $acts() ] );
		$next = $this->services()->records()->erasure()->erase( $owner, Actor::system(), 50 );
		self::assertSame( [ 50, false, 1 ], [ $next['erased'], $next['done'], $acts() ] );
	}

	public function test_whoever_erases_themselves_leaves_nothing_behind_by_doing_so(): void {
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'Mails go out twice', Actor::user( Users::id( 'administrator' ) ) );
		$address = 'admin@example.test';
		$answers = $this->erased( $address );
		self::assertTrue( $answers[ count( $answers ) - 1 ]['done'] );
		self::assertSame( [], $this->exported( $address ) );
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

	/**
	 * Every answer of our eraser, asked for as the screen of WordPress does.
	 *
	 * @return non-empty-list<array<string, mixed>>
	 */
	private function erased( string $email ): array {
		$answers = [];
		do {
			$answers[] = $this->through_core( 'erase', $email, count( $answers ) + 1 );
		} while ( true !== end( $answers )['done'] && count( $answers ) < 20 );
		return $answers;
	}

	private function verified(): Verification {
		return $this->services()->records()->audit()->verify( Actor::system() );
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
