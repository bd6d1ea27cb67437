<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** The request in which something ended badly, and what only WordPress can tell of it. */
final class WatchScene {
	/** Pages, REST until it is known to be that, and shells: what a shell dies of may be its own PHP, so the site is asked. */
	public const FRONT = 'front';

	/** Ends its answer before it has loaded anything (PHP-FPM). */
	public const CRON = 'cron';

	/**
	 * @param int              $began_at UTC epoch milliseconds.
	 * @param bool             $booted   Whether WordPress was up before it ended.
	 * @param bool             $in_shell Its code caches are not those of the web server.
	 * @param \Closure(): bool $is_quiet Whether nobody is updating anything.
	 * @param \Closure(): void $ask      Has the site answer a request by the same door that no visitor has made; how it went stands in Watch.
	 * @param string           $door     By which way into WordPress it came: a release may die in one of them only, and those that begin well by another say nothing of it.
	 * @param bool             $is_plain Whether whoever sent the request could have put nothing into it; an older must-use file does not say.
	 */
	public function __construct(
		public readonly int $began_at,
		public readonly bool $booted,
		public readonly bool $in_shell,
		public readonly \Closure $is_quiet,
		public readonly \Closure $ask,
		public readonly string $door = self::FRONT,
		public readonly bool $is_plain = false,
	) {}

	/**
	 * Whether a request carries nothing by which its sender could have made it die: the start page, without a query, a
	 * cookie or a body. What cannot serve it serves nobody.
	 *
	 * @param array<array-key, mixed> $server  As `$_SERVER`.
	 * @param array<array-key, mixed> $cookies As `$_COOKIE`.
	 */
	public static function is_plain( array $server, array $cookies ): bool {
		$text = static fn ( string $name ): string => is_string( $server[ $name ] ?? null ) ? $server[ $name ] : '';
		return [] === $cookies
			&& in_array( $text( 'REQUEST_METHOD' ), [ 'GET', 'HEAD' ], true )
			&& in_array( $text( 'CONTENT_LENGTH' ), [ '', '0' ], true )
			&& '' === $text( 'HTTP_TRANSFER_ENCODING' )
			&& str_ends_with( $text( 'SCRIPT_NAME' ), '/index.php' )
			&& substr( $text( 'SCRIPT_NAME' ), 0, -strlen( 'index.php' ) ) === $text( 'REQUEST_URI' );
	}
}
