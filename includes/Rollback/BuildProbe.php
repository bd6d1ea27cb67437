<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\Callbacks;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * Asks each kind of process of the web server which build of SmartAlloc it has loaded, and tells it to forget what it
 * had compiled.
 *
 * A signed POST that stands for a minute and that nothing may cache; whoever cannot sign it gets a 404. The answer
 * carries what was asked under the same signature, so that an old one is told apart. WP-Cron takes no POST and PHP-FPM
 * ends its answer before WordPress is loaded, so it is asked by GET and leaves its answer in the database.
 */
final class BuildProbe {
	/** Field of the question, and action of admin-ajax.php. */
	public const ACTION = 'smartalloc_ops_build';

	public const TIMEOUT_S = 5;

	private const VALID_S = 60;

	/** Heartbeat: what WP-Cron said the last time it was asked. */
	private const CRON_SAID = 'build.cron';

	private const LOOK_MS = 100;

	public function __construct( private readonly Builds $builds, private readonly SmartAlloc $smart_alloc, private readonly FlagReader $flags, private readonly Heartbeats $heartbeats ) {}

	/** Whether this request asks; whether it may is looked at by answer(). */
	public static function is_asked(): bool {
		return '' !== self::field( self::ACTION );
	}

	public function register(): void {
		$answer = fn () => $this->answer();
		if ( wp_doing_cron() ) {
			add_action( 'wp_loaded', $answer, PHP_INT_MAX );
			return;
		}
		add_action( 'wp_ajax_nopriv_' . self::ACTION, $answer );
		add_action( 'wp_ajax_' . self::ACTION, $answer );
		add_action( 'template_redirect', $answer, 0 );
		// Only now has everybody made their routes, and nobody was turned away for not being signed in.
		add_action( 'rest_api_init', static fn () => Door::Rest === Door::of_request() ? $answer() : null, PHP_INT_MAX );
	}

	/** The receiving end. */
	private function answer(): never {
		$asked = self::field( self::ACTION );
		if ( 1 !== preg_match( '/^(look|renew) ([a-z]+) (\d{1,12}) ([0-9a-f]{32})$/D', $asked, $found ) || Door::of_request()?->value !== $found[2] || abs( time() - (int) $found[3] ) > self::VALID_S || ! hash_equals( self::sign( "ask $asked" ), self::field( 'sign' ) ) ) {
			status_header( 404 );
			exit;
		}
		// Any request of the admin area may start Action Scheduler's runner when it ends; looking must not.
		foreach ( Callbacks::on( 'shutdown' ) as $callback ) {
			if ( str_ends_with( $callback['name'], '::maybe_dispatch_async_request' ) && is_callable( $callback['function'] ) ) {
				remove_action( 'shutdown', $callback['function'], $callback['priority'] );
			}
		}
		$renewed = 'renew' === $found[1] ? $this->builds->forget_compiled() : null;
		$here    = $this->here();
		if ( Door::Cron === Door::of_request() ) {
			$this->heartbeats->beat( self::CRON_SAID, implode( ' ', [ $found[4], (string) $here['digest'], (string) $here['version'], (int) $here['loaded'], $here['flags'] ] ) );
			exit;
		}
		nocache_headers();
		wp_send_json( self::signed( [ 'once' => $found[4] ] + $here + [ 'renewed' => $renewed ] ) );
	}

	public function look( Door $door, string $digest, ?string $version ): ProbeAnswer {
		return $this->ask( 'look', $door, $digest, $version );
	}

	/** Lets the web server compile the files of SmartAlloc anew. */
	public function renew( string $digest, ?string $version, Door $door = Door::Admin ): ProbeAnswer {
		return $this->ask( 'renew', $door, $digest, $version );
	}

	/** @return array{digest: string|null, version: string|null, loaded: bool, flags: int, schema: string|null, sapi: string} What this very process has. */
	public function here(): array {
		return [
			'digest'  => $this->builds->installed(),
			'version' => $this->smart_alloc->presence()->version,
			'loaded'  => $this->smart_alloc->presence()->is_present(),
			'flags'   => $this->flags->epoch(),
			'schema'  => $this->smart_alloc->schema_of_database(),
			'sapi'    => PHP_SAPI,
		];
	}

	/** @param 'look'|'renew' $verb */
	private function ask( string $verb, Door $door, string $digest, ?string $version ): ProbeAnswer {
		// What was set by the steps before this one is asked for, not what this process has read when it began.
		$this->flags->refresh();
		$once     = bin2hex( random_bytes( 16 ) );
		$asked    = "$verb $door->value " . time() . " $once";
		$question = [
			self::ACTION => $asked,
			'sign'       => self::sign( "ask $asked" ),
		];
		$request  = [
			'timeout'             => self::TIMEOUT_S,
			'redirection'         => 0,
			'limit_response_size' => 65_536,
			'headers'             => [ 'Cache-Control' => 'no-cache, no-store' ],
			/** This filter is core's own: wp-includes/class-wp-http-streams.php */
			'sslverify'           => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound
		];
		$response = Door::Cron === $door
			? wp_remote_get( add_query_arg( array_map( 'rawurlencode', $question ), $door->address() ), $request )
			: wp_remote_post( $door->address(), $request + [ 'body' => [ 'action' => self::ACTION ] + $question ] );
		if ( is_wp_error( $response ) ) {
			return ProbeAnswer::none( 1 === preg_match( '/cURL error 28|timed out/i', $response->get_error_message() ) ? 'timeout' : 'no_connection' );
		}
		$status = (int) wp_remote_retrieve_response_code( $response );
		$wanted = [ $once, $digest, $version, $this->flags->epoch() ];
		return Door::Cron === $door && 200 === $status
			? $this->left_by_cron( ...$wanted )
			: ProbeAnswer::read( $status, wp_remote_retrieve_body( $response ), self::sign( ... ), ...$wanted );
	}

	/** It answers nobody, so what it leaves is waited for. */
	private function left_by_cron( string $once, string $digest, ?string $version, int $flags ): ProbeAnswer {
		$until = hrtime( true ) + self::TIMEOUT_S * 1_000_000_000;
		do {
			$said = explode( ' ', $this->heartbeats->all()[ self::CRON_SAID ]['detail'] ?? '' );
			if ( 5 === count( $said ) && $once === $said[0] ) {
				return ProbeAnswer::judge(
					[
						'digest'  => $said[1],
						'version' => $said[2],
						'loaded'  => '1' === $said[3],
						'flags'   => (int) $said[4],
					],
					$digest,
					$version,
					$flags
				);
			}
			usleep( self::LOOK_MS * 1_000 );
		} while ( hrtime( true ) < $until );
		return ProbeAnswer::none( 'timeout' );
	}

	/** Signed by the caller's own key: a nonce belongs to a person, and nobody is signed in here. */
	private static function field( string $name ): string {
		// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Below.
		$given = $_POST[ $name ] ?? ( wp_doing_cron() ? $_GET[ $name ] ?? '' : '' );
		// phpcs:enable
		return is_string( $given ) ? sanitize_text_field( wp_unslash( $given ) ) : '';
	}

	/**
	 * @param array<string, mixed> $said
	 * @return array{said: string, sign: string}
	 */
	private static function signed( array $said ): array {
		$text = (string) wp_json_encode( $said );
		return [
			'said' => $text,
			'sign' => self::sign( "answer $text" ),
		];
	}

	private static function sign( string $text ): string {
		return hash_hmac( 'sha256', "smartalloc-ops build $text", wp_salt( 'auth' ) );
	}
}
