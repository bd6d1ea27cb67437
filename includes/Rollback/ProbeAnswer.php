<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/** What came back when the site was asked which build it has loaded: good, another one, or nothing that says anything. */
final class ProbeAnswer {
	/**
	 * @param 'same'|'other'|'inconclusive' $state
	 * @param string                        $why   Code, of one that is inconclusive or another build.
	 * @param array<string, mixed>          $said  Only what this site has signed.
	 */
	private function __construct( public readonly string $state, public readonly string $why, public readonly array $said ) {}

	/**
	 * @param int                       $status 0: no answer came.
	 * @param callable( string ): string $sign   Signs a text as this site does.
	 * @param string                    $once   What was asked, so that an old answer is told apart.
	 * @param int                       $flags  Epoch of the flags that it must have seen.
	 */
	public static function read( int $status, string $body, callable $sign, string $once, string $digest, ?string $version, int $flags ): self {
		$json = json_decode( $body, true );
		if ( ! is_array( $json ) || ! is_string( $json['said'] ?? null ) || ! is_string( $json['sign'] ?? null ) ) {
			return new self( 'inconclusive', self::why( $status, $body ), [] );
		}
		$said = json_decode( $json['said'], true );
		if ( ! hash_equals( $sign( "answer {$json['said']}" ), $json['sign'] ) || ! is_array( $said ) ) {
			return new self( 'inconclusive', 'not_signed', [] );
		}
		if ( ( $said['once'] ?? '' ) !== $once ) {
			return new self( 'inconclusive', 'cached', [] );
		}
		if ( 200 !== $status ) {
			return new self( 'inconclusive', 'status', $said );
		}
		return self::judge( $said, $digest, $version, $flags );
	}

	/** @param array<string, mixed> $said What is known to be an answer of this site to this very question. */
	public static function judge( array $said, string $digest, ?string $version, int $flags ): self {
		return match ( true ) {
			true !== ( $said['loaded'] ?? false ) => new self( 'other', 'not_loaded', $said ),
			( $said['digest'] ?? '' ) !== $digest => new self( 'other', 'other_files', $said ),
			// The files are right and PHP still runs what it had compiled before.
			null !== $version && ( $said['version'] ?? null ) !== $version => new self( 'other', 'old_code', $said ),
			// Whatever holds back by a switch does not do so there yet.
			( $said['flags'] ?? -1 ) < $flags => new self( 'inconclusive', 'old_flags', $said ),
			default => new self( 'same', '', $said ),
		};
	}

	public function is_same(): bool {
		return 'same' === $this->state;
	}

	/** @param 'timeout'|'no_connection' $why */
	public static function none( string $why ): self {
		return new self( 'inconclusive', $why, [] );
	}

	public function sentence(): string {
		return match ( $this->why ) {
			'' => __( 'The good build is loaded.', 'smartalloc-ops' ),
			'not_loaded' => __( 'SmartAlloc is not loaded.', 'smartalloc-ops' ),
			'other_files' => __( 'Other files than those of the good build lie there.', 'smartalloc-ops' ),
			'old_code' => __( 'The files are those of the good build, and PHP still runs the old code: reload PHP-FPM, or empty the opcache.', 'smartalloc-ops' ),
			'timeout' => __( 'Not known: no answer came in time.', 'smartalloc-ops' ),
			'no_connection' => __( 'Not known: this site cannot reach itself.', 'smartalloc-ops' ),
			'unauthorised' => __( 'Not known: something before WordPress asks for a password (401 or 403).', 'smartalloc-ops' ),
			'not_found' => __( 'Not known: the question was not understood (404). Another site answers, or the salts differ.', 'smartalloc-ops' ),
			'unavailable' => __( 'Not known: the server says that it is not available (5xx).', 'smartalloc-ops' ),
			'old_flags' => __( 'The good build is loaded, and it goes by older switches than are set: an object cache keeps what is outdated.', 'smartalloc-ops' ),
			'cached' => __( 'Not known: an old answer came back. Something caches what must not be cached.', 'smartalloc-ops' ),
			'not_signed' => __( 'Not known: the answer was not signed by this site.', 'smartalloc-ops' ),
			'html' => __( 'Not known: a page came back instead of an answer.', 'smartalloc-ops' ),
			default => __( 'Not known: the answer says nothing.', 'smartalloc-ops' ),
		};
	}

	private static function why( int $status, string $body ): string {
		return match ( true ) {
			401 === $status, 403 === $status => 'unauthorised',
			404 === $status => 'not_found',
			$status >= 500 => 'unavailable',
			str_contains( substr( $body, 0, 2_000 ), '<' ) => 'html',
			default => 'nothing',
		};
	}
}
