<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

use SmartAllocOps\Recovery\Guards;

defined( 'ABSPATH' ) || exit;

/**
 * Where the log lies: one file a day, in a folder that nobody can guess and no server hands out.
 *
 * Three walls, since no single one stands on every server: a name derived from the site's salts, rules that deny (Apache,
 * IIS), and a first line that ends the script where the server runs PHP and knows no such rules. A constant moves the
 * folder out of the web root altogether.
 */
final class LogFolder {
	/** Absolute path of another folder; `false` switches the log off. */
	public const CONSTANT = 'SMARTALLOC_OPS_LOG_DIR';

	/** A day with more than this has a fault that more lines do not explain. */
	public const MAX_BYTES = 64 * 1024 * 1024;

	private const PREFIX = 'smartalloc-ops-log-';
	private const TALLY  = 'tally-';
	private const GUARD  = "<?php http_response_code( 404 ); exit; __halt_compiler(); ?>\n";
	private const DAY_MS = 86_400_000;

	private bool $is_broken = false;

	/** @param string|false|null $chosen What the constant says; null when it is not set. */
	public function __construct( private readonly string|bool|null $chosen = null, private readonly int $max_bytes = self::MAX_BYTES ) {}

	public static function configured(): self {
		$chosen = defined( self::CONSTANT ) ? constant( self::CONSTANT ) : null;
		return new self( is_string( $chosen ) || false === $chosen ? $chosen : null );
	}

	public function presence(): Presence {
		try {
			$path = $this->path();
		} catch ( LogFailure $failure ) {
			return 'off' === $failure->getMessage()
				/* translators: %s: name of a PHP constant. */
				? Presence::absent( sprintf( __( 'The log is switched off by the constant %s.', 'smartalloc-ops' ), self::CONSTANT ) )
				: Presence::broken( __( 'The uploads folder of this site cannot be used, so there is no log.', 'smartalloc-ops' ) );
		}
		$nearest = file_exists( $path ) ? $path : dirname( $path );
		// Nothing there yet is no fault: it is made with the first line.
		return ! $this->is_broken && ( ! file_exists( $nearest ) || ( is_dir( $nearest ) && is_writable( $nearest ) ) )
			? Presence::present( __( 'The log is written.', 'smartalloc-ops' ) )
			: Presence::broken( __( 'The folder of the log cannot be written to.', 'smartalloc-ops' ) );
	}

	/**
	 * Calls `$body` as if the folder could not be written to, for the self-test of whatever depends on it.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_broken( callable $body ): mixed {
		$this->is_broken = true;
		try {
			return $body();
		} finally {
			$this->is_broken = false;
		}
	}

	/**
	 * Appends whole lines to the file of the day.
	 *
	 * @throws LogFailure
	 */
	public function append( string $lines, int $at_ms ): void {
		$folder = $this->path();
		$this->make( $folder );
		$file   = $folder . '/' . gmdate( 'Y-m-d', intdiv( $at_ms, 1000 ) ) . '.php';
		$handle = self::open( $file );
		// Another user of the machine, as a shell may be, made today's file: each has one of their own then.
		$handle ??= self::open( substr( $file, 0, -4 ) . '-' . ( function_exists( 'posix_geteuid' ) ? posix_geteuid() : 'web' ) . '.php' );
		if ( null === $handle ) {
			throw new LogFailure( 'not_writable' );
		}
		try {
			flock( $handle, LOCK_EX );
			$size = (int) ( fstat( $handle )['size'] ?? 0 );
			if ( $size > $this->max_bytes ) {
				throw new LogFailure( 'full' );
			}
			$text = ( 0 === $size ? self::GUARD : '' ) . $lines;
			if ( strlen( $text ) !== fwrite( $handle, $text ) ) {
				throw new LogFailure( 'not_writable' );
			}
		} finally {
			fclose( $handle );
		}
		if ( 0 === $size ) {
			self::give_to_owner_of( dirname( $folder ), $file );
		}
	}

	/**
	 * Adds to a number that waits beside the log until somebody takes it: what has to be said of a time without a database.
	 *
	 * @param string $name Of the file: letters and dashes.
	 * @return bool Whether it is noted.
	 */
	public function add_to_tally( string $name, int $n ): bool {
		try {
			$folder = $this->path();
			$this->make( $folder );
			$handle = self::open( $folder . '/' . self::TALLY . "$name.php" );
			if ( null === $handle ) {
				return false;
			}
			flock( $handle, LOCK_EX );
			$is_written = false !== fwrite( $handle, ( 0 === (int) ( fstat( $handle )['size'] ?? 0 ) ? self::GUARD : '' ) . "$n\n" );
			fclose( $handle );
			self::give_to_owner_of( dirname( $folder ), $folder . '/' . self::TALLY . "$name.php" );
			return $is_written;
		} catch ( LogFailure ) {
			return false;
		}
	}

	/** Takes what was added to a number since it was last taken. */
	public function take_tally( string $name ): int {
		$sum = 0;
		foreach ( $this->folders() as $folder ) {
			$taken = $folder . '/' . self::TALLY . "$name-" . bin2hex( random_bytes( 6 ) ) . '.php';
			// Renamed first: what somebody adds meanwhile begins a new file.
			if ( is_file( $folder . '/' . self::TALLY . "$name.php" ) && self::quietly( static fn (): bool => rename( $folder . '/' . self::TALLY . "$name.php", $taken ) ) ) {
				$sum += array_sum( array_map( 'intval', (array) file( $taken ) ) );
				unlink( $taken );
			}
		}
		return $sum;
	}

	/**
	 * Files that may hold lines of that time, oldest first; also those from before the salts of the site changed.
	 *
	 * @return list<string>
	 */
	public function files( int $since_ms, int $until_ms ): array {
		$since = gmdate( 'Y-m-d', intdiv( $since_ms, 1000 ) );
		$until = gmdate( 'Y-m-d', intdiv( $until_ms, 1000 ) );
		$files = array_filter( $this->all(), static fn ( string $file ): bool => self::day( $file ) >= $since && self::day( $file ) <= $until );
		usort( $files, static fn ( string $one, string $other ): int => basename( $one ) <=> basename( $other ) );
		return $files;
	}

	/** First day that the log still has, as `Y-m-d` in UTC; null when it has none. */
	public function first_day(): ?string {
		$days = array_map( [ self::class, 'day' ], $this->all() );
		return [] === $days ? null : min( $days );
	}

	/** Deletes what is older than that many days; gives the number of files. */
	public function sweep( int $days, int $now_ms ): int {
		$oldest = gmdate( 'Y-m-d', intdiv( $now_ms - $days * self::DAY_MS, 1000 ) );
		$swept  = 0;
		foreach ( $this->all() as $file ) {
			$swept += (int) ( self::day( $file ) < $oldest && unlink( $file ) );
		}
		return $swept;
	}

	/** Takes every file and folder of the log away, as uninstall does. */
	public function remove(): void {
		$this->sweep( -2, (int) floor( microtime( true ) * 1000 ) );
		foreach ( $this->folders() as $folder ) {
			$guards = array_map( static fn ( string $name ): string => "$folder/$name", array_keys( Guards::FILES ) );
			foreach ( array_filter( [ ...$guards, ...(array) glob( "$folder/" . self::TALLY . '*.php' ) ], 'is_string' ) as $file ) {
				is_file( $file ) && unlink( $file );
			}
			if ( ! is_string( $this->chosen ) && 2 === count( (array) scandir( $folder ) ) ) {
				rmdir( $folder );
			}
		}
	}

	/** @return list<string> */
	private function all(): array {
		$files = [];
		foreach ( $this->folders() as $folder ) {
			foreach ( (array) scandir( $folder ) as $name ) {
				if ( 1 === preg_match( '/^\d{4}-\d{2}-\d{2}(-\w+)?\.php$/D', (string) $name ) ) {
					$files[] = "$folder/$name";
				}
			}
		}
		return $files;
	}

	/** @return list<string> */
	private function folders(): array {
		try {
			$path = $this->path();
		} catch ( LogFailure ) {
			return [];
		}
		$folders = is_string( $this->chosen ) ? [ $path ] : (array) glob( dirname( $path ) . '/' . self::PREFIX . '*', GLOB_ONLYDIR );
		return array_values( array_filter( array_map( 'strval', $folders ), 'is_dir' ) );
	}

	/** @throws LogFailure */
	private function path(): string {
		if ( false === $this->chosen ) {
			throw new LogFailure( 'off' );
		}
		if ( is_string( $this->chosen ) && '' !== $this->chosen ) {
			return rtrim( $this->chosen, '/\\' );
		}
		$uploads = wp_upload_dir( null, false );
		if ( false !== $uploads['error'] || '' === (string) $uploads['basedir'] ) {
			throw new LogFailure( 'no_folder' );
		}
		return $uploads['basedir'] . '/' . self::PREFIX . substr( hash_hmac( 'sha256', 'log', wp_salt( 'auth' ) . wp_salt( 'secure_auth' ) ), 0, 32 );
	}

	/** @throws LogFailure */
	private function make( string $folder ): void {
		if ( is_dir( $folder ) ) {
			return;
		}
		// Of two that make it at once one is told no.
		if ( ! wp_mkdir_p( $folder ) && ! is_dir( $folder ) ) {
			throw new LogFailure( 'no_folder' );
		}
		self::quietly( static fn (): bool => chmod( $folder, 0750 ) );
		self::give_to_owner_of( dirname( $folder ), $folder );
		foreach ( Guards::FILES as $name => $text ) {
			if ( false === file_put_contents( "$folder/$name", $text ) ) {
				throw new LogFailure( 'not_writable' );
			}
		}
	}

	/** @return resource|null */
	private static function open( string $file ) {
		$handle = self::quietly( static fn () => fopen( $file, 'ab' ) );
		return is_resource( $handle ) ? $handle : null;
	}

	/** What a shell makes as root must stay writable for the web server. */
	private static function give_to_owner_of( string $parent, string $path ): void {
		self::quietly( static fn (): bool => is_dir( $path ) || chmod( $path, 0640 ) );
		if ( function_exists( 'posix_geteuid' ) && 0 === posix_geteuid() ) {
			self::quietly( static fn (): bool => chown( $path, (int) fileowner( $parent ) ) && chgrp( $path, (int) filegroup( $parent ) ) );
		}
	}

	/**
	 * The answer says whether it worked; a warning on a visitor's page would say it to the wrong person.
	 *
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 */
	private static function quietly( callable $act ): mixed {
		set_error_handler( static fn (): bool => true ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_set_error_handler
		try {
			return $act();
		} finally {
			restore_error_handler();
		}
	}

	private static function day( string $file ): string {
		return substr( basename( $file ), 0, 10 );
	}
}
