<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Standstill;
use SmartAllocOps\Recovery\Swap;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Rollback\Archives;
use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\Builds;
use SmartAllocOps\Rollback\ProbeAnswer;
use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Run\LeaseLost;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/**
 * Puts the good build in place of the bad one while nobody loads either, and lets the web server forget the old code.
 *
 * What stood there is kept under a name that was written down first, so that the way back is known after any kill.
 */
final class SwapHere extends QuietStep {
	/** Requests that have SmartAlloc loaded already get this long to end before its files change beneath them. */
	private const PATIENCE_MS = 10_000;

	/** A number of the run and the times it was taken over: the later worker has the larger one. */
	private const LEASES_A_RUN = 1_000_000;

	/** @param \Closure(): bool $watchdog_is_there Whether anybody obeys a stop. */
	public function __construct(
		private readonly Places $places,
		private readonly Watch $watch,
		private readonly Builds $builds,
		private readonly BuildProbe $probe,
		private readonly Archives $archives,
		private readonly \Closure $watchdog_is_there,
	) {}

	public function name(): string {
		return 'swap';
	}

	public function title(): string {
		return __( 'Put the good build in place', 'smartalloc-ops' );
	}

	public function prepare( Run $run ): array {
		return [ 'tag' => "run{$run->id}-" . bin2hex( random_bytes( 4 ) ) ];
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$good = $this->places->vault()->get( self::text( $run, 'archive' ) );
		return $this->exchange(
			$run,
			$still_mine,
			self::text( $run, 'before' ),
			$good->digest,
			$good->version,
			fn ( Swap $swap ): string => $swap->bring( $this->places->vault(), $good, (string) $input['tag'] )
		);
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		$before = self::text( $run, 'before' );
		if ( '' === $before ) {
			throw new Refused( [ $this->archives->words( new NotDone( 'unreadable' ) ) ] );
		}
		return $this->exchange( $run, $still_mine, self::text( $run, 'digest' ), $before, null, static fn ( Swap $swap ): string => $swap->back( 'replaced-' . $input['tag'] ) );
	}

	/**
	 * @param callable(): void       $still_mine
	 * @param string                 $instead Digest of what is replaced; a third build is nobody's to take away.
	 * @param string                 $digest  Of what is to stand there.
	 * @param \Closure( Swap ): string $bring
	 * @return list<array{label: string, value: string}>
	 */
	private function exchange( Run $run, callable $still_mine, string $instead, string $digest, ?string $version, \Closure $bring ): array {
		$still_mine();
		foreach ( Preflight::of_updates() as $updates ) {
			throw Waits::for_site( $updates->code, $updates->message );
		}
		$folder = (string) $this->builds->folder();
		$still  = $this->places->standstill( $this->watch, "run:{$run->id}", self::PATIENCE_MS );
		$point  = static function ( string $point ) use ( $still_mine ): void {
			// The wait may have been long.
			'still' === $point && $still_mine();
			self::at_point( $point );
		};
		$swap   = $this->places->swap( $folder, $point, $run->id * self::LEASES_A_RUN + $run->fence, $still );
		$facts  = [];
		try {
			if ( 'nothing' !== $swap->resume()['ended'] ) {
				$facts[] = self::fact( __( 'Swap', 'smartalloc-ops' ), __( 'One that had been killed was ended first.', 'smartalloc-ops' ) );
			}
			$stands = $this->builds->installed();
			if ( null !== $stands && '' !== $instead && ! in_array( $stands, [ $instead, $digest ], true ) ) {
				throw new Refused( [ new Refusal( 'other_build', __( 'Another build was put there meanwhile, which this run knows nothing of, and it stays. Close the run and begin a new one, or put back what stood there and resume.', 'smartalloc-ops' ) ) ] );
			}
			if ( $stands !== $digest ) {
				$kept    = $bring( $swap );
				$facts[] = self::fact( __( 'Requests that had it loaded', 'smartalloc-ops' ), $this->ended( $still ) );
				$facts[] = self::fact( __( 'What stood there', 'smartalloc-ops' ), '' === $kept ? __( 'nothing', 'smartalloc-ops' ) : $kept );
			}
			$this->builds->forget_compiled();
			$answer = $this->probe->renew( $digest, $version );
			// Whoever was asked may have died of something else: then no request loads it before one has forgotten the old code.
			[] === $answer->said && ( $this->watchdog_is_there )() ? $this->watch->exchanged_unheard() : $this->watch->go();
		} catch ( NotDone $refused ) {
			return $this->not_done( $refused, $facts );
		} catch ( LeaseLost $lost ) {
			// Whoever took over has stopped it anew, or lets it go.
			throw $lost;
		}
		return [
			...$facts,
			self::fact( __( 'What stands there', 'smartalloc-ops' ), ( $this->builds->version() ?? '?' ) . ' ' . substr( (string) $this->builds->installed(), 0, 12 ) ),
			self::fact( __( 'Compiled code', 'smartalloc-ops' ), self::renewed( $answer ) ),
		];
	}

	private function ended( Standstill $still ): string {
		return match ( true ) {
			! ( $this->watchdog_is_there )() => __( 'The watchdog is not installed, so requests went on loading SmartAlloc while its files changed.', 'smartalloc-ops' ),
			true === $still->had_ended() => __( 'all had ended before its files changed', 'smartalloc-ops' ),
			/* translators: %d: number of seconds. */
			false === $still->had_ended() => sprintf( __( 'some had not ended after %d s; if one of them failed, look at it again', 'smartalloc-ops' ), self::PATIENCE_MS / 1_000 ),
			default => __( 'not known', 'smartalloc-ops' ),
		};
	}

	private static function renewed( ProbeAnswer $answer ): string {
		return is_int( $answer->said['renewed'] ?? null )
			/* translators: %d: number of files. */
			? sprintf( _n( '%d file is compiled anew by the web server.', '%d files are compiled anew by the web server.', $answer->said['renewed'], 'smartalloc-ops' ), $answer->said['renewed'] )
			: ( [] === $answer->said ? $answer->sentence() : __( 'The web server keeps none.', 'smartalloc-ops' ) );
	}

	/**
	 * @param list<array{label: string, value: string}> $facts
	 * @throws Waits|Refused
	 */
	private function not_done( NotDone $refused, array $facts ): never {
		if ( in_array( $refused->reason, [ 'locked', 'lock_lost' ], true ) ) {
			throw Waits::for_site( 'swap_locked', $this->archives->words( $refused )->message, [], $facts );
		}
		if ( 'needs_operator' !== $refused->reason ) {
			// One of the two stands whole, so it may load.
			try {
				$this->watch->go();
			} catch ( NotDone ) {
				// A full disk: the stop ends by itself, and what hindered the swap is what has to be told.
				throw new Refused( [ $this->archives->words( $refused ) ] );
			}
		}
		throw new Refused( [ $this->archives->words( $refused ) ] );
	}

	private static function at_point( string $point ): void {
		match ( $point ) {
			'staged' => CrashPoint::reach( 'swap.staged' ),
			'planned' => CrashPoint::reach( 'swap.planned' ),
			'moved_away' => CrashPoint::reach( 'swap.moved_away' ),
			'moved_in' => CrashPoint::reach( 'swap.moved_in' ),
			default => null,
		};
	}
}
