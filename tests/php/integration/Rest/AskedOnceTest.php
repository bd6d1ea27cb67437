<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpResponse;

/** Whoever did not get the answer asks again with the same key: what was done is not done twice. */
final class AskedOnceTest extends LiveTestCase {
	private const KEY = 'test-asked-once';

	public function test_the_same_call_again_answers_the_same_and_does_nothing(): void {
		$archive = VaultScene::kept()->id;
		foreach ( [ [ '/archives', [ 'reason' => 'a test keeps it' ] ], [ '/drills', [ 'archive' => $archive ] ], [ '/rehearsals', [] ], [ '/runs/' . Scene::waiting_run() . '/answers', [ 'answer' => 'passed', 'reason' => 'a test has seen it' ] ] ] as $number => [ $path, $body ] ) {
			$ask   = static fn () => Caller::Administrator->client()->rest( 'POST', $path, $body + [ 'idempotency_key' => self::KEY . $number ] );
			$first = $ask();
			self::assertSame( 200, $first->status, $path . $first->describe() );
			$again = $this->unchanged( $ask );
			// Of a build this small the files are read at each look, and the answer says when.
			$same = static fn ( HttpResponse $answer ): string => (string) preg_replace( '/"read_at":"[^"]+"/', '', $answer->body );
			self::assertSame( [ 200, $same( $first ) ], [ $again->status, $same( $again ) ], $path );
			$other = $this->unchanged( static fn () => Caller::Administrator->client()->rest( 'POST', '/drills', [ 'archive' => 'another', 'idempotency_key' => self::KEY . $number ] ) );
			self::assert_refused( 409, 'smartalloc_ops_idempotency_key_reused', $other );
		}
	}

	public function test_what_was_refused_may_be_asked_again_with_its_key(): void {
		$key = [ 'idempotency_key' => self::KEY ];
		self::assertSame( 404, Caller::Administrator->client()->rest( 'POST', '/drills', [ 'archive' => 'nonsense' ] + $key )->status );
		self::assertSame( 200, Caller::Administrator->client()->rest( 'POST', '/drills', [ 'archive' => VaultScene::kept()->id ] + $key )->status );
	}

	public function test_what_is_being_done_is_not_begun_again_until_it_must_have_been_killed(): void {
		global $wpdb;
		$drill = [ 'drill', VaultScene::kept()->id ];
		$now   = (int) floor( microtime( true ) * 1000 );
		$ask   = static fn () => Caller::Administrator->client()->rest( 'POST', '/drills', [ 'archive' => $drill[1], 'idempotency_key' => self::KEY ] );
		$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_asks", [ 'ask_key' => self::KEY, 'what' => hash( 'sha256', (string) wp_json_encode( $drill ) ), 'token' => 'another', 'asked_at' => $now - 500_000 ] );
		self::assert_refused( 409, 'smartalloc_ops_under_way', $this->unchanged( $ask ) );
		$wpdb->update( "{$wpdb->prefix}smartalloc_ops_asks", [ 'asked_at' => $now - 700_000 ], [ 'ask_key' => self::KEY ] );
		self::assertSame( 200, $ask()->status );
	}
}
