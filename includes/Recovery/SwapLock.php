<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** One swap at a time, also between processes that share nothing but the disk. */
final class SwapLock {
	/** Nobody needs so long: the holder is on another machine, or gone. */
	private const STALE_S = 900;

	private function __construct( private readonly string $file, private readonly string $mark ) {}

	/** @throws Refused `locked` while somebody else holds it. */
	public static function take( string $file ): self {
		foreach ( [ 1, 2 ] as $try ) {
			$mark   = bin2hex( random_bytes( 8 ) );
			$handle = @fopen( $file, 'x' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			if ( false !== $handle ) {
				$text = (string) json_encode( [ 'mark' => $mark, 'pid' => getmypid(), 'host' => php_uname( 'n' ), 'at' => time() ] );
				if ( @fwrite( $handle, $text ) !== strlen( $text ) || ! fclose( $handle ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
					// Empty it would be nobody's, and keep everybody away for long.
					unlink( $file );
					throw new Refused( 'disk_full', basename( $file ) );
				}
				Tree::give_to_owner_of( dirname( $file ), $file );
				return new self( $file, $mark );
			}
			clearstatcache( true, $file );
			if ( ! file_exists( $file ) ) {
				// Where one could be made, somebody has just let go.
				is_writable( dirname( $file ) ) || throw new Refused( 'not_writable', basename( $file ) );
				continue;
			}
			$held = json_decode( (string) file_get_contents( $file ), true );
			if ( ! self::is_stale( is_array( $held ) ? $held : [], (int) filemtime( $file ) ) ) {
				break;
			}
			// Of two that clear it away one renames it; what that one renamed must still be the stale one.
			$away = $file . '.' . bin2hex( random_bytes( 6 ) );
			if ( @rename( $file, $away ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				$is_same = json_decode( (string) file_get_contents( $away ), true ) === $held;
				// Somebody was faster and holds it now: it is put back, unless a third one has begun.
				$is_same || @link( $away, $file ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				unlink( $away );
			}
		}
		throw new Refused( 'locked' );
	}

	/** Whether it is still ours: a process that slept for long may have lost it. */
	public function is_held(): bool {
		$held = json_decode( (string) @file_get_contents( $this->file ), true ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Gone is lost.
		return is_array( $held ) && ( $held['mark'] ?? '' ) === $this->mark;
	}

	public function release(): void {
		if ( $this->is_held() ) {
			unlink( $this->file );
		}
	}

	/** @param array<array-key, mixed> $held */
	private static function is_stale( array $held, int $changed_at ): bool {
		if ( time() - $changed_at > self::STALE_S ) {
			return true;
		}
		// Half written is young.
		return is_int( $held['pid'] ?? null ) && php_uname( 'n' ) === ( $held['host'] ?? '' ) && function_exists( 'posix_kill' )
			&& ! posix_kill( $held['pid'], 0 ) && 3 === posix_get_last_error();
	}
}
