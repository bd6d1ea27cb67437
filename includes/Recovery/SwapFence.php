<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** The newest worker that has come to a folder: a number that only rises, since a disk cannot ask the database who was overtaken. */
final class SwapFence {
	public function __construct( private readonly string $file ) {}

	/**
	 * Says that this worker is the one; whoever came later stays the one.
	 *
	 * @throws Refused When it cannot be written.
	 */
	public function raise( int $to ): void {
		$handle = @fopen( $this->file, 'c+b' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $handle || ! flock( $handle, LOCK_EX ) ) {
			throw new Refused( 'not_writable', basename( $this->file ) );
		}
		try {
			if ( (int) stream_get_contents( $handle ) < $to && ( ! rewind( $handle ) || ! ftruncate( $handle, 0 ) || false === fwrite( $handle, (string) $to ) || ! fflush( $handle ) ) ) {
				throw new Refused( 'disk_full', basename( $this->file ) );
			}
		} finally {
			fclose( $handle );
		}
		Tree::give_to_owner_of( dirname( $this->file ), $this->file );
	}

	public function is_past( int $mine ): bool {
		return (int) @file_get_contents( $this->file ) > $mine; // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
	}
}
