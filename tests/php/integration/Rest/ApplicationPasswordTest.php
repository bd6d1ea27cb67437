<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;

/** Programs that sign in with an application password: all that their user may, but what asks for a person. */
final class ApplicationPasswordTest extends LiveTestCase {
	/** @return iterable<string, array{string}> */
	public static function rollback_routes(): iterable {
		foreach ( RouteTable::changing() as $name => $rule ) {
			if ( in_array( $rule->right, [ 'rollback', 'update_plugins' ], true ) ) {
				yield $name => [ $name ];
			}
		}
	}

	#[DataProvider( 'rollback_routes' )]
	public function test_a_rollback_asks_for_a_person_also_of_an_administrators_program( string $name ): void {
		$rule   = RouteTable::all()[ $name ];
		$call   = ( $rule->arrange )();
		$answer = $this->unchanged( static fn () => Caller::AdministratorsProgram->client()->rest( $rule->method, $call['path'], $call['body'] ) );
		self::assert_refused( 403, 'smartalloc_ops_person_needed', $answer );
		self::assertSame( 'rollback' === $rule->right ? 'smartalloc_ops_rollback' : 'update_plugins', self::data( $answer )['capability'] );
		self::assertStringContainsString( 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK', $answer->body, 'It says what the site could set.' );
	}

	#[DataProvider( 'rollback_routes' )]
	public function test_the_constant_of_the_site_lets_a_program_roll_back( string $name ): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK', true );" );
		$rule = RouteTable::all()[ $name ];
		$call = ( $rule->arrange )();
		$caller = 'rollback' === $rule->right ? Caller::OwnersProgram : Caller::AdministratorsProgram;
		self::assertSame( $rule->status, $this->changed( static fn () => $caller->client()->rest( $rule->method, $call['path'], $call['body'] ) )->status );
	}

	public function test_settings_ask_for_a_person_also_of_an_administrators_program(): void {
		$answer = $this->unchanged( static fn () => Caller::AdministratorsProgram->client()->rest( 'PUT', '/settings', Scene::settings() ) );
		self::assert_refused( 403, 'smartalloc_ops_person_needed', $answer );
		self::assertSame( 'smartalloc_ops_settings', self::data( $answer )['capability'] );
		self::assertStringContainsString( 'SMARTALLOC_OPS_APP_PASSWORD_SETTINGS', $answer->body );
	}

	public function test_a_constant_of_its_own_lets_a_program_change_settings(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_APP_PASSWORD_SETTINGS', true );" );
		self::assertSame( 200, $this->changed( static fn () => Caller::AdministratorsProgram->client()->rest( 'PUT', '/settings', Scene::settings() ) )->status );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => Caller::OwnersProgram->client()->rest( 'PUT', '/settings', Scene::settings() ) ) );
		self::assert_refused( 403, 'smartalloc_ops_person_needed', $this->unchanged( static fn () => Caller::OwnersProgram->client()->rest( 'POST', '/rollbacks', Scene::rollback() ) ), 'It opens settings and nothing else.' );
	}

	public function test_the_constant_of_rollbacks_does_not_open_settings(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK', true );" );
		self::assert_refused( 403, 'smartalloc_ops_person_needed', $this->unchanged( static fn () => Caller::AdministratorsProgram->client()->rest( 'PUT', '/settings', Scene::settings() ) ) );
	}

	public function test_the_constant_gives_no_right_that_the_user_does_not_have(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK', true );" );
		$support = Users::program( 'smartalloc_support' );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => $support->rest( 'POST', '/rollbacks', Scene::rollback() ) ) );
	}

	public function test_a_constant_that_is_not_exactly_true_allows_nothing(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_AUTOMATION_MAY_ROLL_BACK', 'false' );" );
		self::assert_refused( 403, 'smartalloc_ops_person_needed', $this->unchanged( static fn () => Caller::OwnersProgram->client()->rest( 'POST', '/rollbacks', Scene::rollback() ) ) );
	}

	public function test_a_program_has_the_rights_of_its_user_and_no_more(): void {
		$support = Users::program( 'smartalloc_support' );
		self::assertSame( 200, $support->rest( 'GET', '/overview' )->status );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', $this->unchanged( static fn () => $support->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) ) ) );
		self::assert_refused( 403, 'smartalloc_ops_forbidden', Users::program( 'subscriber' )->rest( 'GET', '/overview' ) );
	}

	public function test_a_wrong_password_is_nobody(): void {
		$wrong = HttpClient::with_application_password( 'owner', 'abcd EFGH 1234 ijkl MNOP 5678' );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $wrong->rest( 'GET', '/flags' ) );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $this->unchanged( static fn () => $wrong->rest( 'PUT', '/flags/comms', Scene::flip( 'comms' ) ) ) );
	}

	public function test_the_password_of_the_account_is_no_application_password(): void {
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', HttpClient::with_application_password( 'owner', 'owner' )->rest( 'GET', '/flags' ) );
	}

	public function test_a_password_that_was_revoked_is_nobody(): void {
		$user    = Users::id( 'smartalloc_owner' );
		$made    = \WP_Application_Passwords::create_new_application_password( $user, [ 'name' => 'revoked ' . bin2hex( random_bytes( 4 ) ) ] );
		self::assertIsArray( $made );
		$program = HttpClient::with_application_password( 'owner', (string) $made[0] );
		self::assertSame( 200, $program->rest( 'GET', '/flags' )->status );
		\WP_Application_Passwords::delete_application_password( $user, (string) $made[1]['uuid'] );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', $program->rest( 'GET', '/flags' ) );
	}

	public function test_a_cookie_beside_it_wins_and_is_nobody_without_its_nonce(): void {
		$made = \WP_Application_Passwords::create_new_application_password( Users::id( 'smartalloc_owner' ), [ 'name' => 'beside ' . bin2hex( random_bytes( 4 ) ) ] );
		self::assertIsArray( $made );
		$basic = [ 'Authorization' => 'Basic ' . base64_encode( "owner:{$made[0]}" ) ];
		self::assertSame( 200, HttpClient::anonymous()->rest( 'GET', '/flags', null, $basic )->status );
		self::assert_refused( 401, 'smartalloc_ops_not_signed_in', Caller::Owner->client( 'none' )->rest( 'GET', '/flags', null, $basic ) );
	}
}
