<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** An https address outside of this site, read once and strictly: what is checked and what is called must be the same. */
final class Destination {
	public const MAX_LENGTH = 2000;

	/** Below it live services that were never meant to be spoken to over https. */
	private const LEAST_FREE_PORT = 1024;

	/** Characters of the address that are shown: enough to tell two apart. */
	private const SHOWN = 4;

	private function __construct(
		/** May hold a secret: it is never shown, logged or journaled. */
		#[\SensitiveParameter]
		public readonly string $url,
		public readonly string $host,
		public readonly int $port,
	) {}

	/** @throws UnsafeDestination */
	public static function from( #[\SensitiveParameter] string $url ): self {
		// Printable ASCII only: what a browser or curl would repair or read in another way is refused.
		if ( strlen( $url ) > self::MAX_LENGTH || 1 !== preg_match( '@^https://(?<host>[a-z0-9.\-]+)(?::(?<port>\d{1,5}))?(?:/[!-~]*)?$@iD', $url, $parts ) || str_contains( $url, '\\' ) || str_contains( $url, '#' ) ) {
			throw new UnsafeDestination( 'not_an_address', __( 'It takes a whole https address with a name for a host, without a user name and without "#".', 'smartalloc-ops' ) );
		}
		$host = strtolower( $parts['host'] );
		$port = (int) ( $parts['port'] ?? 443 );
		// The last label of a name is no number: then it would be an IP address in one of its many spellings.
		if ( strlen( $host ) > 253 || 1 !== preg_match( '/^(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9\-]*[a-z])[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$/D', $host ) ) {
			throw new UnsafeDestination( 'no_name', __( 'Its host must be a full name, as in hooks.example.com, and no IP address.', 'smartalloc-ops' ) );
		}
		if ( ( 443 !== $port && $port < self::LEAST_FREE_PORT ) || $port > 65_535 ) {
			throw new UnsafeDestination( 'bad_port', __( 'Its port must be 443, or 1024 or above.', 'smartalloc-ops' ) );
		}
		return new self( $url, $host, $port );
	}

	/** The host and the last characters: enough for a person to know which one it is, and too little to use it. */
	public function shown(): string {
		$path = substr( $this->url, strlen( 'https://' ) + strcspn( substr( $this->url, strlen( 'https://' ) ), '/' ) );
		return strlen( $path ) > 4 * self::SHOWN ? "{$this->host}/…" . substr( $path, -self::SHOWN ) : $this->host;
	}
}
