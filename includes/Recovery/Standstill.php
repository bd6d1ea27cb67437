<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * Keeps SmartAlloc out while its files are exchanged: nobody loads it any more, and those that have it get the time to end.
 *
 * Every process that goes by the must-use file holds a shared lock as long as it may have SmartAlloc loaded; it takes
 * the lock before it reads whether it may. So once the stop is written and the lock was free for a moment, nobody has it.
 */
final class Standstill {
	/** In the folder Places::WATCH. */
	public const FILE = 'in-use';

	/** Nobody is kept from loading it for longer, whatever happens to the process. */
	private const STOP_MS = 60_000;

	private const LOOK_US = 10_000;

	private bool $is_obeyed  = false;
	private ?bool $had_ended = null;

	/**
	 * @param string $why        See Watch::stop().
	 * @param int    $patience_ms How long those that run are waited for; then their files change beneath them.
	 */
	public function __construct( private readonly Watch $watch, private readonly string $file, private readonly string $why, private readonly int $patience_ms ) {}

	/** A stop that cannot be written, as on a full disk, keeps nobody from the rescue. */
	public function begin(): void {
		try {
			$this->watch->stop_for( self::STOP_MS, $this->why );
			$this->is_obeyed = true;
			$this->had_ended = $this->wait();
		} catch ( Refused ) {
			$this->is_obeyed = false;
		}
	}

	/** Whether the stop was written. */
	public function is_obeyed(): bool {
		return $this->is_obeyed;
	}

	/** Whether nobody had SmartAlloc loaded any more; null when that is not known. */
	public function had_ended(): ?bool {
		return $this->had_ended;
	}

	private function wait(): ?bool {
		self::let_go_of_own();
		$lock = @fopen( $this->file, 're' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $lock ) {
			// Nobody goes by the must-use file, or by one of before there was the lock.
			usleep( min( 400, $this->patience_ms ) * 1_000 );
			return null;
		}
		$until = hrtime( true ) + $this->patience_ms * 1_000_000;
		do {
			if ( flock( $lock, LOCK_EX | LOCK_NB ) ) {
				fclose( $lock );
				return true;
			}
			usleep( self::LOOK_US );
		} while ( hrtime( true ) < $until );
		fclose( $lock );
		return false;
	}

	/** Whoever exchanges the files need not wait for themselves. */
	private static function let_go_of_own(): void {
		if ( class_exists( 'SmartAlloc_Ops_Watchdog', false ) ) {
			\SmartAlloc_Ops_Watchdog::$use = null;
		}
	}
}
