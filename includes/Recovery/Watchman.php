<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * What the must-use file does about a fatal error. It is loaded only when there is one.
 *
 * In an armed window one error of SmartAlloc is enough. Outside of one it must have ended several requests before they
 * had begun, none having begun well between, and the site must die of a request that we make ourselves: nothing that a
 * visitor sends decides it.
 */
final class Watchman {
	private const ENOUGH      = 3;
	private const ENOUGH_MS   = 30_000;
	private const STILL_S     = 30;

	/** Where the site cannot be asked, that much is needed, the last a request that its sender could not shape, and SmartAlloc is only stopped. */
	private const UNASKED    = 10;
	private const UNASKED_MS = 120_000;

	/** Ends without an error are told by an open mark; a worker that is killed from outside leaves one too. */
	private const SILENT_IN_OWN = 2;
	private const SILENT_AT_BOOT = 3;

	/** For how long SmartAlloc is not loaded; the next fatal error after that stops it again. */
	public const STOP_MS = 600_000;

	/** Those that run are waited for so long: a visitor waits for this one. */
	private const PATIENCE_MS = 2_000;

	/** After it has brought a build back by itself, it does not do so again for so long. */
	private const COOL_MS = 86_400_000;

	/** After a stop, one more death stops it again. */
	private const RENEW_MS = 3_600_000;

	/** How it went with a request of WP-Cron is known only after its answer. */
	private const CRON_MS = 5_000;

	/** The same is not noted more often. */
	private const NOTE_MS = 10_000;

	private readonly Watch $watch;

	/** @var \Closure(): int UTC epoch milliseconds of this machine. */
	private readonly \Closure $now;

	/** @param (\Closure(): int)|null $now */
	public function __construct( private readonly Places $places, private readonly string $folder, private readonly Blame $blame, ?\Closure $now = null ) {
		$this->now   = $now ?? static fn (): int => (int) floor( microtime( true ) * 1000 );
		$this->watch = new Watch( $places, $folder, $this->now );
	}

	/**
	 * @param list<string> $others Folders in which all but SmartAlloc belongs to somebody else.
	 */
	public static function of( string $content, string $plugins, string $folder, array $others ): self {
		$real = static fn ( array $folders ): array => array_values( array_unique( array_filter( [ ...$folders, ...array_map( 'realpath', $folders ) ], 'is_string' ) ) );
		return new self( new Places( $content, $plugins ), $folder, new Blame( $real( [ "$plugins/$folder" ] ), $real( $others ) ) );
	}

	/** WordPress is up, and SmartAlloc is in it. */
	public function began_well( string $door = WatchScene::FRONT ): void {
		$this->watch->began_well( $door );
	}

	/**
	 * A request ended.
	 *
	 * @param array<array-key, mixed> $error As error_get_last() gives it.
	 */
	public function ended( array $error, WatchScene $scene ): void {
		$kind = Blame::kind( $error );
		if ( null === $kind ) {
			return;
		}
		$file  = basename( str_replace( '\\', '/', is_string( $error['file'] ?? null ) ? $error['file'] : '' ) );
		$whose = $this->blame->whose( $error );
		if ( 'own' !== $whose || in_array( $kind, Blame::INCONCLUSIVE, true ) ) {
			$this->note( $file, 'own' === $whose || in_array( $kind, Blame::INCONCLUSIVE, true ) ? $kind : $whose );
			return;
		}
		$state = $this->watch->state();
		if ( $this->is_over( $state, $scene ) ) {
			return;
		}
		$this->watch->saw( $file, $kind, ! $scene->booted, $scene->door );
		if ( $state->is_armed() ) {
			'exit' === $kind ? $this->count_silent( self::SILENT_IN_OWN, $scene->door, $scene ) : $this->act( $state->archive, true, "$kind in $file", $scene );
		} elseif ( ! $scene->booted && ! $state->is_stopped() ) {
			$this->act_alone( "$kind in $file", $scene );
		}
	}

	/**
	 * A process went without a word while it loaded the plugins, in an armed window.
	 *
	 * @param array{in_own: bool, door: string, at: int} $gone Whether it was just loading SmartAlloc, by which door it came, and when it was last heard of.
	 * @param WatchScene                                $scene Of the request that has found its mark.
	 */
	public function vanished( array $gone, WatchScene $scene ): void {
		$state = $this->watch->state();
		if ( ! $state->is_armed() || max( $state->acted['at'] ?? 0, $state->turned_at ) >= $gone['at'] ) {
			return;
		}
		$this->watch->saw( '', 'silent', true, $gone['door'] );
		$this->count_silent( $gone['in_own'] ? self::SILENT_IN_OWN : self::SILENT_AT_BOOT, $gone['door'], $scene );
	}

	/** Makes what was brought known to the web server, and lets SmartAlloc load again. */
	public function renew(): void {
		self::forget_code( "{$this->places->plugins}/$this->folder" );
		$this->watch->renewed();
	}

	/** Ends a swap that was killed between its renames. */
	public function resume(): void {
		try {
			$ended = $this->places->swap( $this->folder )->resume();
			if ( 'nothing' !== $ended['ended'] ) {
				self::forget_code( "{$this->places->plugins}/$this->folder" );
				$this->write_down( "resumed_{$ended['ended']}", '', [ 'folder' => $this->folder, 'replaced' => $ended['replaced'] ] );
			}
		} catch ( Refused ) {
			// Somebody is at it, or an operator is needed: the console says so.
			return;
		}
	}

	/**
	 * Lets SmartAlloc load again where another build has come since it was stopped. Where that dies too, one death stops it again, if the site can be asked.
	 *
	 * @param bool $in_shell Its code caches are not those of the web server, which forgets the old code with its next request then.
	 */
	public function look_again( bool $in_shell ): void {
		$state = $this->watch->state();
		$at    = $state->acted['at'] ?? 0;
		if ( ! $state->is_stopped() || $state->stopped_until !== $at + self::STOP_MS || ! $this->has_changed_since( $at ) || ! $this->is_still() ) {
			return;
		}
		self::forget_code( "{$this->places->plugins}/$this->folder" );
		$in_shell ? $this->watch->exchanged_unheard() : $this->watch->go();
		$this->write_down( 'watchdog_let_go', '', [ 'folder' => $this->folder ] );
	}

	/** Has PHP read the files of a folder anew, in the processes that share its cache with this one. */
	public static function forget_code( string $folder ): void {
		clearstatcache( true );
		if ( ! function_exists( 'opcache_invalidate' ) || ! is_dir( $folder ) ) {
			return;
		}
		foreach ( array_keys( Tree::files( $folder ) ) as $path ) {
			str_ends_with( (string) $path, '.php' ) && @opcache_invalidate( "$folder/$path", true ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- It may be forbidden here (opcache.restrict_api).
		}
	}

	/** Whether the request began before what was done since: it died of what is not there any more. */
	private function is_over( WatchState $state, WatchScene $scene ): bool {
		return max( $state->acted['at'] ?? 0, $state->turned_at ) >= $scene->began_at;
	}

	private function count_silent( int $enough, string $door, WatchScene $scene ): void {
		$state = $this->watch->state();
		if ( $state->is_armed() && count( $state->boot_fatals( $door ) ) >= $enough ) {
			$this->act( $state->archive, true, 'silent death', $scene );
		}
	}

	private function act_alone( string $why, WatchScene $scene ): void {
		$state  = $this->watch->state();
		$now    = ( $this->now )();
		$recent = array_values( array_filter( $state->boot_fatals( $scene->door ), static fn ( int $at ): bool => $at > $now - Watch::RECENT_MS ) );
		$span   = [] === $recent ? 0 : max( $recent ) - min( $recent );
		$again  = null !== $state->acted && 'brought' !== $state->acted['what'] && $state->acted['at'] > $now - self::RENEW_MS;
		if ( ! $again && ( count( $recent ) < self::ENOUGH || $span < self::ENOUGH_MS ) ) {
			return;
		}
		if ( ! $this->is_still() || ! ( $scene->is_quiet )() ) {
			return;
		}
		$answer  = $this->ask( $scene );
		$is_sure = 'dies' === $answer || ( 'unknown' === $answer && $scene->is_plain && count( $recent ) >= self::UNASKED && $span >= self::UNASKED_MS );
		if ( ! $is_sure ) {
			return;
		}
		$is_cool = null === $state->acted || 'brought' !== $state->acted['what'] || $state->acted['at'] < $now - self::COOL_MS;
		$this->act( $this->pinned(), 'dies' === $answer && $state->act_alone && $is_cool, $why, $scene );
	}

	/** @return 'well'|'dies'|'unknown'|'asked' */
	private function ask( WatchScene $scene ): string {
		// One at a time: each takes a worker of the site.
		$lock = $this->try_lock( 'asking' );
		if ( null === $lock ) {
			return 'asked';
		}
		try {
			$count  = function () use ( $scene ): array {
				$state = $this->watch->state();
				return [ $state->wells[ $scene->door ] ?? 0, $state->deaths[ $scene->door ] ?? 0 ];
			};
			$before = $count();
			( $scene->ask )();
			$until = hrtime( true ) + ( WatchScene::CRON === $scene->door ? self::CRON_MS * 1_000_000 : 0 );
			while ( $count() === $before && hrtime( true ) < $until ) {
				usleep( 50_000 );
			}
			[ $wells, $deaths ] = $count();
			// One that began well is enough, also where a visitor's died meanwhile.
			return $wells > $before[0] ? 'well' : ( $deaths > $before[1] ? 'dies' : 'unknown' );
		} finally {
			fclose( $lock );
		}
	}

	private function act( ?string $archive, bool $may_bring, string $why, WatchScene $scene ): void {
		$lock = $this->try_lock( 'acting' );
		if ( null === $lock ) {
			return;
		}
		try {
			if ( $this->is_over( $this->watch->state(), $scene ) ) {
				return;
			}
			try {
				$may_bring && null !== $archive ? $this->bring( $archive, $why, $scene ) : $this->hold( 'stopped', $why );
			} catch ( Refused $refused ) {
				// Somebody swaps: that one sees to it.
				'locked' === $refused->reason || $this->hold( "failed:$refused->reason", $why );
			}
		} finally {
			fclose( $lock );
		}
	}

	/** @throws Refused */
	private function bring( string $archive, string $why, WatchScene $scene ): void {
		ignore_user_abort( true );
		function_exists( 'set_time_limit' ) && set_time_limit( 120 );
		$vault = $this->places->vault();
		$kept  = $vault->get( $archive );
		$this->places->swap( $this->folder )->resume();
		if ( $this->places->standing( $this->folder ) === $kept->digest ) {
			throw new Refused( 'stands', $archive );
		}
		$standstill = $this->places->standstill( $this->watch, 'swap', self::PATIENCE_MS );
		$replaced   = $this->places->swap( $this->folder, null, null, $standstill )->bring( $vault, $kept );
		self::forget_code( "{$this->places->plugins}/$this->folder" );
		$this->watch->acted( 'brought' );
		$scene->in_shell ? $this->watch->exchanged_unheard() : $this->watch->go();
		$this->write_down( 'watchdog_brought', $why, [ 'archive' => $kept->id, 'folder' => $this->folder, 'version' => $kept->version, 'replaced' => $replaced ] );
	}

	private function hold( string $what, string $why ): void {
		$this->watch->hold( self::STOP_MS, $why, $what );
		$this->write_down( 'watchdog_stopped', $why, [ 'folder' => $this->folder, 'what' => $what ] );
	}

	/** Notes what decides nothing, and the same not with each request. */
	private function note( string $file, string $kind ): void {
		$last = $this->watch->state()->fatal;
		if ( null === $last || $last['kind'] !== $kind || $last['file'] !== $file || $last['at'] < ( $this->now )() - self::NOTE_MS ) {
			$this->watch->saw( $file, $kind, false );
		}
	}

	private function has_changed_since( int $ms ): bool {
		try {
			return $this->changed_at() > intdiv( $ms, 1000 );
		} catch ( Refused ) {
			return false;
		}
	}

	/** @throws Refused */
	private function changed_at(): int {
		return Tree::look( "{$this->places->plugins}/$this->folder" )['changed_at'];
	}

	/** A tree that is being written is broken for a moment, and mends itself. */
	private function is_still(): bool {
		try {
			return $this->changed_at() <= intdiv( ( $this->now )(), 1000 ) - self::STILL_S;
		} catch ( Refused ) {
			// A link: what lies behind it cannot be told, and nothing is put there.
			return is_link( "{$this->places->plugins}/$this->folder" );
		}
	}

	private function pinned(): ?string {
		try {
			return $this->places->vault()->pinned()?->archive;
		} catch ( Refused ) {
			return null;
		}
	}

	/** @param array<string, string|int|null> $data */
	private function write_down( string $event, string $reason, array $data ): void {
		try {
			$this->places->log()->add( $event, $reason, $data, ( $this->now )() );
		} catch ( Refused ) {
			// It is done; what was done stands in Watch too.
			return;
		}
	}

	/** @return resource|null Null while somebody else holds it. */
	private function try_lock( string $name ) {
		$file = "{$this->places->content}/" . Places::WATCH . "/$name";
		$lock = @fopen( $file, 'c' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $lock ) {
			return null;
		}
		Tree::give_to_owner_of( dirname( $file ), $file );
		return flock( $lock, LOCK_EX | LOCK_NB ) ? $lock : null;
	}
}
