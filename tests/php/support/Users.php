<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** The people of the tests: password = login, one for each role. */
final class Users {
	/** Made when the site was installed. */
	private const INSTALLED = [
		'administrator'      => 'admin',
		'smartalloc_owner'   => 'owner',
		'smartalloc_support' => 'support',
	];

	/** @return string Login of the user with this role, made when there is none yet. */
	public static function login( string $role ): string {
		$login = self::INSTALLED[ $role ] ?? $role;
		if ( false === username_exists( $login ) ) {
			$made = wp_insert_user(
				[
					'user_login' => $login,
					'user_pass'  => $login,
					'user_email' => "{$login}@example.test",
					'role'       => $role,
				]
			);
			if ( is_wp_error( $made ) ) {
				throw new \RuntimeException( $made->get_error_message() );
			}
		}
		return $login;
	}

	public static function id( string $role ): int {
		$user = get_user_by( 'login', self::login( $role ) );
		return false === $user ? throw new \RuntimeException( "There is no user for {$role}." ) : $user->ID;
	}

	/** Becomes this user in the process of the tests. */
	public static function become( string $role ): int {
		$id = self::id( $role );
		wp_set_current_user( $id );
		return $id;
	}

	/** A browser in which this user is logged in. */
	public static function browser( string $role ): HttpClient {
		return HttpClient::as_user( self::login( $role ) );
	}

	/** A program that uses an application password of this user, made now. */
	public static function program( string $role ): HttpClient {
		$made = \WP_Application_Passwords::create_new_application_password( self::id( $role ), [ 'name' => 'tests ' . bin2hex( random_bytes( 4 ) ) ] );
		if ( is_wp_error( $made ) ) {
			throw new \RuntimeException( $made->get_error_message() );
		}
		return HttpClient::with_application_password( self::login( $role ), (string) $made[0] );
	}
}
