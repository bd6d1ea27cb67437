<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;

/** Who calls the API, and how they prove who they are. */
enum Caller: string {
	case Anonymous             = 'anonymous';
	case Subscriber            = 'subscriber';
	case Editor                = 'editor';
	case Support               = 'support';
	case Owner                 = 'owner';
	case Administrator         = 'administrator';
	case Manager               = 'holder of manage_options alone';
	case OwnersProgram         = 'application password of the owner';
	case AdministratorsProgram = 'application password of the administrator';

	/** @return list<string> What they may do by the specification, not by the code: view, operate, flags, rollback, settings, update_plugins. */
	public function rights(): array {
		return match ( $this ) {
			self::Anonymous, self::Subscriber, self::Editor => [],
			self::Support => [ 'view' ],
			self::Owner => [ 'view', 'operate', 'flags', 'rollback' ],
			self::Administrator, self::Manager => [ 'view', 'operate', 'flags', 'rollback', 'settings', 'update_plugins' ],
			// Rolling back, settings and the word which code is good ask for a person.
			self::OwnersProgram, self::AdministratorsProgram => [ 'view', 'operate', 'flags' ],
		};
	}

	public function is_program(): bool {
		return self::OwnersProgram === $this || self::AdministratorsProgram === $this;
	}

	/** Makes and signs in everybody: what that leaves behind is not what a test looks for. */
	public static function assemble(): void {
		array_map( static fn ( self $caller ): HttpClient => $caller->client(), self::cases() );
	}

	/** @param 'none'|'bad'|'good' $nonce */
	public function client( string $nonce = 'good' ): HttpClient {
		/** @var array<string, HttpClient> $clients */
		static $clients = [];
		$client         = $clients[ $this->value ] ??= $this->connect();
		return match ( $nonce ) {
			'bad'  => $client->with_bad_nonce(),
			'none' => $client->without_nonce(),
			'good' => $this->has_session() ? $client->with_good_nonce() : $client->without_nonce(),
		};
	}

	/** @return array<string, string> The nonce of somebody without a session, which only WordPress itself can make. */
	public function nonce_header( string $nonce ): array {
		return 'good' === $nonce && ! $this->has_session() ? [ 'X-WP-Nonce' => self::nonce_of_nobody() ] : [];
	}

	private function has_session(): bool {
		return self::Anonymous !== $this && ! $this->is_program();
	}

	private function connect(): HttpClient {
		return match ( $this ) {
			self::Anonymous             => HttpClient::anonymous(),
			self::Subscriber            => self::browser( 'subscriber' ),
			self::Editor                => self::browser( 'editor' ),
			self::Support               => self::browser( 'smartalloc_support' ),
			self::Owner                 => self::browser( 'smartalloc_owner' ),
			self::Administrator         => self::browser( 'administrator' ),
			self::Manager               => self::with_nonce( HttpClient::as_user( self::manager() ) ),
			self::OwnersProgram         => Users::program( 'smartalloc_owner' ),
			self::AdministratorsProgram => Users::program( 'administrator' ),
		};
	}

	private static function browser( string $role ): HttpClient {
		return self::with_nonce( Users::browser( $role ) );
	}

	/** One request, so that the nonce is known from then on and is not asked for again. */
	private static function with_nonce( HttpClient $client ): HttpClient {
		$client->get( '/wp-json/' );
		return $client;
	}

	/** Somebody on a site whose roles were never granted our capabilities. */
	private static function manager(): string {
		$login = 'manager';
		if ( false === username_exists( $login ) ) {
			$made = wp_insert_user(
				[
					'user_login' => $login,
					'user_pass'  => $login,
					'user_email' => "{$login}@example.test",
					'role'       => '',
				]
			);
			if ( is_wp_error( $made ) ) {
				throw new \RuntimeException( $made->get_error_message() );
			}
			$user = new \WP_User( $made );
			$user->add_cap( 'read' );
			$user->add_cap( 'manage_options' );
		}
		return $login;
	}

	private static function nonce_of_nobody(): string {
		$before = get_current_user_id();
		wp_set_current_user( 0 );
		$nonce = wp_create_nonce( 'wp_rest' );
		wp_set_current_user( $before );
		return $nonce;
	}
}
