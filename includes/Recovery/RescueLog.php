<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** What was done while there was no database to write it into: signed lines beside the vault, imported when there is one again. */
final class RescueLog {
	private const FILE  = 'rescue-log.php';
	private const GUARD = "<?php http_response_code( 404 ); exit; __halt_compiler(); ?>\n";

	public function __construct( private readonly Vault $vault, #[\SensitiveParameter] private readonly string $key ) {}

	/**
	 * @param string                         $event Code, such as `brought`.
	 * @param array<string, string|int|null> $data  Codes and numbers.
	 * @throws Refused
	 */
	public function add( string $event, string $reason, array $data, int $now_ms ): void {
		$file   = "{$this->vault->folder}/" . self::FILE;
		$handle = @fopen( $file, 'ab' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $handle || ! flock( $handle, LOCK_EX ) ) {
			throw new Refused( 'not_writable', self::FILE );
		}
		$line = (string) json_encode(
			[
				'n'      => bin2hex( random_bytes( 8 ) ),
				'at'     => $now_ms,
				'event'  => $event,
				'reason' => substr( $reason, 0, 1_200 ),
				'user'   => function_exists( 'posix_geteuid' ) ? posix_geteuid() : -1,
				'data'   => $data,
			],
			JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE
		);
		$text = ( 0 === (int) ( fstat( $handle )['size'] ?? 0 ) ? self::GUARD : '' ) . $line . "\t" . hash_hmac( 'sha256', "rescue\n$line", $this->key ) . "\n";
		if ( fwrite( $handle, $text ) !== strlen( $text ) || ! fsync( $handle ) || ! fclose( $handle ) ) {
			throw new Refused( 'disk_full', self::FILE );
		}
		Tree::give_to_owner_of( $this->vault->folder, $file );
	}

	/**
	 * Lines that this site has signed, oldest first; and how many others there are.
	 *
	 * @return array{lines: list<array{n: string, at: int, event: string, reason: string, user: int, data: array<array-key, mixed>}>, strangers: int}
	 */
	public function read(): array {
		$file      = "{$this->vault->folder}/" . self::FILE;
		$lines     = [];
		$strangers = 0;
		foreach ( is_file( $file ) ? array_slice( explode( "\n", rtrim( (string) file_get_contents( $file ), "\n" ) ), 1 ) : [] as $text ) {
			[ $line, $mac ] = explode( "\t", $text ) + [ '', '' ];
			$said           = json_decode( $line, true );
			if ( ! hash_equals( hash_hmac( 'sha256', "rescue\n$line", $this->key ), $mac ) || ! is_array( $said ) ) {
				++$strangers;
				continue;
			}
			$lines[] = [
				'n'      => (string) $said['n'],
				'at'     => (int) $said['at'],
				'event'  => (string) $said['event'],
				'reason' => (string) $said['reason'],
				'user'   => (int) $said['user'],
				'data'   => (array) $said['data'],
			];
		}
		return [
			'lines'     => $lines,
			'strangers' => $strangers,
		];
	}
}
