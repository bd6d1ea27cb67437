<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Rest\PolicyMap;
use SmartAllocOps\Tests\Support\HttpClient;

/** Ways that core offers around the plain request: none of them leads past the policy. */
final class DetourTest extends LiveTestCase {
	/** @return iterable<string, array{string}> */
	public static function changing_routes(): iterable {
		foreach ( array_keys( RouteTable::changing() ) as $name ) {
			yield $name => [ $name ];
		}
	}

	public function test_the_policy_map_names_the_served_routes_and_no_other(): void {
		$named = [ 'GET', ...array_keys( PolicyMap::all() ) ];
		sort( $named );
		self::assertSame( RouteTable::listed_by_server(), $named );
	}

	public function test_a_method_named_in_a_header_is_judged_as_that_method(): void {
		$override = [ 'X-HTTP-Method-Override' => 'PUT' ];
		$flip     = Scene::flip( 'comms' );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $this->unchanged( static fn () => Caller::Anonymous->client()->rest( 'POST', '/flags/comms', $flip, $override ) ) );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $this->unchanged( static fn () => Caller::Owner->client( 'none' )->rest( 'POST', '/flags/comms', $flip, $override ) ) );
		self::assert_refused( 403, 'rest_cookie_invalid_nonce', $this->unchanged( static fn () => Caller::Owner->client( 'bad' )->rest( 'POST', '/flags/comms', $flip, $override ) ) );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => Caller::Support->client()->rest( 'POST', '/flags/comms', $flip, $override ) ) );
		self::assertSame( 200, $this->changed( static fn () => Caller::Owner->client()->rest( 'POST', '/flags/comms', $flip, $override ) )->status, 'Core honours the header, so the refusals above mean something.' );
	}

	public function test_a_link_that_names_a_method_needs_the_nonce_like_any_other_change(): void {
		$link = '/flags/comms?' . http_build_query( [ '_method' => 'PUT' ] + Scene::flip( 'comms' ) );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $this->unchanged( static fn () => Caller::Owner->client( 'none' )->rest( 'GET', $link ) ) );
		self::assert_refused( 403, 'rest_cookie_invalid_nonce', $this->unchanged( static fn () => Caller::Owner->client( 'none' )->rest( 'GET', "{$link}&_wpnonce=0123456789" ) ) );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => Caller::Support->client()->rest( 'GET', $link ) ) );
		self::assertSame( 200, $this->changed( static fn () => Caller::Owner->client()->rest( 'GET', $link ) )->status );
	}

	#[DataProvider( 'changing_routes' )]
	public function test_an_envelope_carries_the_refusal( string $name ): void {
		$rule   = RouteTable::all()[ $name ];
		$call   = ( $rule->arrange )();
		$answer = $this->unchanged( static fn () => Caller::Subscriber->client()->rest( $rule->method, "{$call['path']}?_envelope=1", $call['body'] ) );
		$body   = self::object( $answer );
		self::assertSame( 200, $answer->status );
		self::assertSame( 403, $body['status'] );
		self::assertIsArray( $body['body'] );
		self::assertSame( 'smartalloc_ops_forbidden', $body['body']['code'] );
	}

	public function test_a_script_on_a_foreign_page_reads_nothing_through_jsonp(): void {
		foreach ( [ '/overview', '/flags', '/work', '/runs' ] as $path ) {
			$answer = Caller::Owner->client( 'none' )->rest( 'GET', "{$path}?_jsonp=steal" );
			self::assertSame( 401, $answer->status, $answer->describe() );
			self::assertStringContainsString( 'smartalloc_ops_not_signed_in', $answer->body );
			self::assertStringNotContainsString( '"items"', $answer->body );
		}
	}

	#[DataProvider( 'changing_routes' )]
	public function test_the_batch_endpoint_does_not_take_it( string $name ): void {
		$rule   = RouteTable::all()[ $name ];
		$call   = ( $rule->arrange )();
		$batch  = [
			'requests' => [
				[
					'method' => $rule->method,
					'path'   => "/smartalloc-ops/v1{$call['path']}",
					'body'   => (object) ( $call['body'] ?? [] ),
				],
			],
		];
		$answer = $this->unchanged( static fn () => Caller::Administrator->client()->request( 'POST', '/wp-json/batch/v1', $batch ) );
		self::assertSame( 207, $answer->status, $answer->describe() );
		self::assertStringContainsString( 'rest_batch_not_allowed', $answer->body );
	}

	public function test_the_address_without_permalinks_obeys_the_same_policy(): void {
		$flip = Scene::flip( 'comms' );
		$path = '/?rest_route=/smartalloc-ops/v1/flags/comms';
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $this->unchanged( static fn () => Caller::Owner->client( 'none' )->request( 'PUT', $path, $flip ) ) );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => Caller::Support->client()->request( 'PUT', $path, $flip ) ) );
		self::assertSame( 200, $this->changed( static fn () => Caller::Owner->client()->request( 'PUT', $path, $flip ) )->status );
	}

	public function test_a_head_request_tells_no_more_than_its_status(): void {
		foreach ( RouteTable::all() as $rule ) {
			if ( 'GET' !== $rule->method || in_array( $rule->right, [ 'anyone', 'bearer' ], true ) ) {
				continue;
			}
			$path = ( $rule->arrange )()['path'];
			foreach ( [ [ Caller::Anonymous, 401 ], [ Caller::Editor, 403 ], [ Caller::Support, 'view' === $rule->right ? 200 : 403 ] ] as [ $caller, $status ] ) {
				$answer = $caller->client()->rest( 'HEAD', $path );
				self::assertSame( [ $status, '' ], [ $answer->status, $answer->body ], "HEAD {$path} by {$caller->value}" );
			}
		}
	}

	#[DataProvider( 'foreign_methods' )]
	public function test_a_method_the_route_does_not_have_finds_nothing( string $method ): void {
		foreach ( RouteTable::all() as $rule ) {
			if ( '' === $rule->path || $method === $rule->method ) {
				continue;
			}
			$call = ( $rule->arrange )();
			self::assert_refused( 404, 'rest_no_route', $this->unchanged( static fn () => Caller::Administrator->client()->rest( $method, $call['path'], $call['body'] ?? [ 'value' => 'off' ] ) ), "{$method} {$call['path']}" );
		}
	}

	/** @return iterable<string, array{string}> */
	public static function foreign_methods(): iterable {
		yield 'DELETE' => [ 'DELETE' ];
		yield 'PATCH' => [ 'PATCH' ];
	}

	public function test_the_cookie_of_one_with_the_nonce_of_another_is_refused(): void {
		$owners = Caller::Owner->client()->get( '/wp-admin/admin-ajax.php?action=rest-nonce' )->body;
		self::assert_refused( 403, 'rest_cookie_invalid_nonce', $this->unchanged( static fn () => Caller::Support->client( 'none' )->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ), [ 'X-WP-Nonce' => $owners ] ) ) );
		self::assertSame( 200, Caller::Owner->client( 'none' )->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ), [ 'X-WP-Nonce' => $owners ] )->status );
	}

	public function test_a_nonce_is_worth_nothing_after_two_half_lives(): void {
		$session = Session::of( self::new_user( 'smartalloc_owner' ) );
		$ask     = static fn ( int $ticks_ago ) => HttpClient::anonymous()->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ), $session->headers( $session->nonce( $ticks_ago ) ) );
		self::assert_refused( 403, 'rest_cookie_invalid_nonce', $this->unchanged( static fn () => $ask( 2 ) ) );
		self::assertSame( 200, $ask( 1 )->status );
		self::assertSame( 200, $ask( 0 )->status );
	}

	public function test_a_capability_taken_away_ends_at_the_next_request_of_the_same_session(): void {
		$owner = Caller::Owner->client();
		self::assertSame( 200, $owner->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) )->status );
		get_role( 'smartalloc_owner' )?->remove_cap( 'smartalloc_ops_flags' );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => $owner->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) ) ) );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => Caller::OwnersProgram->client()->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) ) ) );
		self::assertSame( 200, $owner->rest( 'GET', '/flags' )->status, 'The other rights stay.' );
	}

	public function test_a_session_that_was_ended_is_nobody(): void {
		$session = Session::of( self::new_user( 'smartalloc_owner' ) );
		$headers = $session->headers( $session->nonce() );
		self::assertSame( 200, HttpClient::anonymous()->rest( 'GET', '/flags', null, $headers )->status );
		$session->end();
		self::assert_refused( 403, 'rest_cookie_invalid_nonce', $this->unchanged( static fn () => HttpClient::anonymous()->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ), $headers ) ) );
	}

	public function test_who_may_not_call_a_route_does_not_learn_what_it_takes(): void {
		foreach ( RouteTable::changing() as $rule ) {
			$path = ( $rule->arrange )()['path'];
			self::assert_refused( 401, 'smartalloc_ops_not_signed_in', Caller::Anonymous->client()->rest( $rule->method, $path, [ 'nonsense' => [ 1 ] ] ), $rule->name() );
			self::assert_refused( 403, 'smartalloc_ops_forbidden', Caller::Editor->client()->rest( $rule->method, $path, [ 'nonsense' => [ 1 ] ] ), $rule->name() );
		}
	}

	#[DataProvider( 'misleading_parameters' )]
	public function test_a_parameter_does_not_turn_the_address_to_something_else( string $query ): void {
		$addressed = Scene::work();
		$other     = Scene::work();
		$answer    = Caller::Owner->client()->rest(
			'POST',
			"/work/{$addressed}/resolutions" . str_replace( 'OTHER', (string) $other, $query ),
			[
				'resolution' => 'close',
				'reason'     => 'a test closes it',
			]
		);
		self::assertSame( [ 200, $addressed ], [ $answer->status, self::object( $answer )['id'] ?? null ], $answer->describe() );
		self::assertSame( 'failed', self::object( Caller::Owner->client()->rest( 'GET', "/work/{$other}" ) )['state'] );
	}

	/** @return iterable<string, array{string}> */
	public static function misleading_parameters(): iterable {
		yield 'nothing' => [ '' ];
		yield 'an id in the query' => [ '?id=OTHER' ];
		yield 'an id in the query among parameters of core' => [ '?_locale=user&id=OTHER' ];
	}

	public function test_a_scope_in_the_query_is_not_the_scope_of_the_address(): void {
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/flags/scheduling/smartalloc_notify?scope=smartalloc_export&flag=comms', Scene::flip( 'scheduling', 'smartalloc_notify' ) )->status );
		self::assertSame( [ 1, 0, 0 ], [ Scene::flag( 'scheduling', 'smartalloc_notify' )['revision'], Scene::flag( 'scheduling', 'smartalloc_export' )['revision'], Scene::flag( 'comms' )['revision'] ] );
		self::assert_refused( 404, 'smartalloc_ops_not_found', $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/scheduling?scope=smartalloc_export', Scene::flip( 'scheduling', 'smartalloc_export' ) ) ) );
	}

	private static function new_user( string $role ): int {
		$made = wp_insert_user(
			[
				'user_login' => 'user-' . bin2hex( random_bytes( 4 ) ),
				'user_pass'  => bin2hex( random_bytes( 8 ) ),
				'role'       => $role,
			]
		);
		return is_int( $made ) ? $made : self::fail( $made->get_error_message() );
	}
}
