<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Rollback\Archives;
use SmartAllocOps\Run\Run;

defined( 'ABSPATH' ) || exit;

/** Opens the window in which a fatal error brings the good build back without WordPress, or closes it. */
final class ArmWatchdog extends QuietStep {
	/** Longer than a rollback takes; it ends by itself when nobody comes back. */
	private const WINDOW_MS = 3_600_000;

	/** @param \Closure(): bool $is_there Whether the must-use file is installed, without which nobody obeys. */
	public function __construct( private readonly Watch $watch, private readonly \Closure $is_there, private readonly Archives $archives, private readonly bool $opens ) {}

	public function name(): string {
		return $this->opens ? 'arm' : 'disarm';
	}

	public function title(): string {
		return $this->opens ? __( 'Arm the watchdog', 'smartalloc-ops' ) : __( 'Disarm the watchdog', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		if ( ! $this->opens ) {
			return $this->close();
		}
		// By the clock of this machine, as whoever obeys it: the database may be of another opinion.
		$until = (int) floor( microtime( true ) * 1000 ) + self::WINDOW_MS;
		try {
			$this->watch->arm( self::text( $run, 'archive' ), $run->id, $until );
		} catch ( Refused $refused ) {
			// It is a net beneath the swap, and the swap does not hang on it.
			return [ self::fact( __( 'Watchdog', 'smartalloc-ops' ), $this->archives->words( $refused )->message ) ];
		}
		return [ self::fact( __( 'Watchdog', 'smartalloc-ops' ), ( $this->is_there )() ? __( 'A fatal error of SmartAlloc brings the good build back for the next hour.', 'smartalloc-ops' ) : __( 'It is not installed, so nobody watches: see Readiness.', 'smartalloc-ops' ) ) ];
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		return $this->opens ? $this->close() : [];
	}

	/** @return list<array{label: string, value: string}> */
	private function close(): array {
		try {
			$this->watch->disarm();
		} catch ( Refused $refused ) {
			return [ self::fact( __( 'Watchdog', 'smartalloc-ops' ), $this->archives->words( $refused )->message ) ];
		}
		return [];
	}
}
