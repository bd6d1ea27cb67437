<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * Puts a kept build in the place of the one that is there: two renames on one device.
 *
 * What is about to be done is written down first, so that whoever finds the folder missing after a kill can finish it.
 * The build that was replaced is kept as evidence beside; nothing is deleted before the other stands.
 */
final class Swap {
	private const PLAN = 'swap.json';

	/** Both trees, and something to breathe. */
	public const ROOM = 2.2;

	/** Called between the steps; a test kills there. @var \Closure( string ): void */
	private readonly \Closure $between;

	/**
	 * @param string $target Folder of the plugin that is replaced.
	 * @param string $work   Folder for what is staged and what was replaced; outside of the plugins, on the same device.
	 * @param (\Closure( string ): void)|null $between
	 * @param int|null $fence Number of the worker, where one can be overtaken by another: the later has the larger.
	 * @param Standstill|null $standstill Begins once all is staged, before anything moves. Whoever swaps ends it, when the code is known to be read anew.
	 */
	public function __construct( private readonly string $target, private readonly string $work, ?\Closure $between = null, private readonly ?int $fence = null, private readonly ?Standstill $standstill = null ) {
		$this->between = $between ?? static function ( string $point ): void {};
	}

	/**
	 * Why it could not be done here; nothing is touched.
	 *
	 * @return list<Refused>
	 */
	public function refusals( Kept $kept ): array {
		$plugins = dirname( $this->target );
		$room    = @disk_free_space( is_dir( $this->work ) ? $this->work : dirname( $this->work ) ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Unknown is no reason to refuse.
		$reasons = [
			[ is_link( $this->target ), 'link', basename( $this->target ) ],
			[ is_dir( "$this->target/.git" ) || is_file( "$this->target/.git" ), 'git_checkout', basename( $this->target ) ],
			[ ! is_writable( $plugins ), 'not_writable', basename( $plugins ) ],
			[ is_dir( $this->target ) && ! is_writable( $this->target ), 'not_writable', basename( $this->target ) ],
			[ ! $this->can_work(), 'not_writable', basename( $this->work ) ],
			[ $this->can_work() && $this->device( $this->work ) !== $this->device( $plugins ), 'other_device', basename( $this->work ) ],
			[ basename( $this->target ) !== $kept->folder, 'other_folder', $kept->folder ],
			[ is_float( $room ) && $room < self::ROOM * $kept->bytes, 'disk_full', (string) (int) ( is_float( $room ) ? $room : 0 ) ],
			[ null !== $this->plan(), 'unfinished', self::PLAN ],
		];
		return array_values( array_map( static fn ( array $reason ): Refused => new Refused( $reason[1], $reason[2] ), array_filter( $reasons, static fn ( array $reason ): bool => $reason[0] ) ) );
	}

	/**
	 * Brings a kept build into its place.
	 *
	 * @param string|null $tag What the name of what is replaced ends with, for whoever must know it before.
	 * @return string Name of what was replaced, in the work folder; empty when nothing was there.
	 * @throws Refused Before anything was touched, or `needs_operator` when it could not be ended either way.
	 */
	public function bring( Vault $vault, Kept $kept, ?string $tag = null ): string {
		$lock = $this->lock();
		try {
			foreach ( $this->refusals( $kept ) as $refused ) {
				throw $refused;
			}
			$this->clear_staged();
			$tag    = null === $tag || file_exists( "$this->work/replaced-$tag" ) ? gmdate( 'Ymd\THis\Z' ) . '-' . bin2hex( random_bytes( 3 ) ) : $tag;
			$staged = "staged-$tag";
			$vault->unpack( $kept, "$this->work/$staged" );
			$this->hand_over( "$this->work/$staged" );
			( $this->between )( 'staged' );
			return $this->exchange( $lock, $staged, $kept->digest, is_dir( $this->target ) ? "replaced-$tag" : '' );
		} catch ( Refused $refused ) {
			'needs_operator' === $refused->reason || $this->clear_staged();
			throw $refused;
		} finally {
			$lock->release();
		}
	}

	/** What was unpacked and never put in place: without a plan nobody needs it, and it takes room. */
	private function clear_staged(): void {
		foreach ( null === $this->plan() ? (array) glob( "$this->work/staged-*" ) : [] as $folder ) {
			Tree::delete( (string) $folder );
		}
	}

	/**
	 * Brings back what a swap has replaced.
	 *
	 * @param string $replaced Name that bring() gave.
	 * @return string Name of what stood there meanwhile.
	 * @throws Refused
	 */
	public function back( string $replaced ): string {
		$lock = $this->lock();
		try {
			if ( 1 !== preg_match( '/^replaced-[\w-]+$/D', $replaced ) || ! is_dir( "$this->work/$replaced" ) || is_link( "$this->work/$replaced" ) ) {
				throw new Refused( 'not_found', $replaced );
			}
			if ( null !== $this->plan() ) {
				throw new Refused( 'unfinished', self::PLAN );
			}
			return $this->exchange( $lock, $replaced, Manifest::of_folder( "$this->work/$replaced" )->digest(), 'replaced-' . gmdate( 'Ymd\THis\Z' ) . '-' . bin2hex( random_bytes( 3 ) ) );
		} finally {
			$lock->release();
		}
	}

	/** Whether a swap was begun and never ended. */
	public function is_unfinished(): bool {
		return null !== $this->plan();
	}

	/**
	 * Ends what a killed process has begun: forward where the new build is whole, else back.
	 *
	 * @return array{ended: 'nothing'|'forward'|'back', replaced: string} Replaced: as bring() gives it.
	 * @throws Refused `needs_operator` when neither build is to be found.
	 */
	public function resume(): array {
		$lock = $this->lock();
		try {
			$plan = $this->plan();
			if ( null === $plan ) {
				$this->clear_staged();
				return self::ended( 'nothing' );
			}
			[ 'staged' => $staged, 'digest' => $digest, 'replaced' => $replaced ] = $plan;
			if ( is_dir( $this->target ) ) {
				$is_new = $this->digest( $this->target ) === $digest;
				$this->end_plan();
				$this->clear_staged();
				return $is_new ? self::ended( 'forward', $replaced ) : self::ended( 'back' );
			}
			if ( $this->digest( "$this->work/$staged" ) === $digest && @rename( "$this->work/$staged", $this->target ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				$this->end_plan();
				return self::ended( 'forward', $replaced );
			}
			if ( '' !== $replaced && is_dir( "$this->work/$replaced" ) && @rename( "$this->work/$replaced", $this->target ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				$this->end_plan();
				$this->clear_staged();
				return self::ended( 'back' );
			}
			throw new Refused( 'needs_operator', $staged );
		} finally {
			$lock->release();
		}
	}

	/**
	 * @param 'nothing'|'forward'|'back' $how
	 * @return array{ended: 'nothing'|'forward'|'back', replaced: string}
	 */
	private static function ended( string $how, string $replaced = '' ): array {
		return [
			'ended'    => $how,
			'replaced' => $replaced,
		];
	}

	private function exchange( SwapLock $lock, string $staged, string $digest, string $replaced ): string {
		$this->write_plan( [ 'staged' => $staged, 'digest' => $digest, 'replaced' => $replaced ] );
		( $this->between )( 'planned' );
		$this->standstill?->begin();
		( $this->between )( 'still' );
		// Whoever slept past the lock must not swap what another one has swapped meanwhile.
		if ( ! $lock->is_held() || ( $this->plan()['staged'] ?? '' ) !== $staged ) {
			throw new Refused( 'lock_lost' );
		}
		if ( null !== $this->fence && $this->marker()->is_past( $this->fence ) ) {
			$this->end_plan();
			throw new Refused( 'overtaken' );
		}
		if ( '' !== $replaced && ! @rename( $this->target, "$this->work/$replaced" ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			$this->end_plan();
			throw new Refused( 'not_writable', basename( $this->target ) );
		}
		( $this->between )( 'moved_away' );
		if ( ! @rename( "$this->work/$staged", $this->target ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			if ( '' === $replaced || ! @rename( "$this->work/$replaced", $this->target ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				throw new Refused( 'needs_operator', $staged );
			}
			$this->end_plan();
			throw new Refused( 'not_writable', basename( dirname( $this->target ) ) );
		}
		( $this->between )( 'moved_in' );
		$this->end_plan();
		return $replaced;
	}

	/** What stands there keeps its owner; a shell may be somebody else. */
	private function hand_over( string $folder ): void {
		$model = is_dir( $this->target ) ? $this->target : dirname( $this->target );
		foreach ( [ ...array_map( static fn ( string $path ): string => "$folder/$path", array_map( 'strval', array_keys( Tree::files( $folder ) ) ) ), ...Tree::folders( $folder ) ] as $path ) {
			Tree::give_to_owner_of( $model, $path, true );
		}
	}

	private function lock(): SwapLock {
		Guards::make( $this->work );
		// Said before it waits for anybody: whoever sleeps with the lock in hand finds it out when it wakes.
		null === $this->fence || $this->marker()->raise( $this->fence );
		return SwapLock::take( "$this->work/lock" );
	}

	private function marker(): SwapFence {
		return new SwapFence( "$this->work/fence" );
	}

	private function can_work(): bool {
		return is_dir( $this->work ) ? is_writable( $this->work ) : is_writable( dirname( $this->work ) );
	}

	private function device( string $folder ): int {
		return (int) ( stat( is_dir( $folder ) ? $folder : dirname( $folder ) )['dev'] ?? -1 );
	}

	private function digest( string $folder ): ?string {
		try {
			return is_dir( $folder ) ? Manifest::of_folder( $folder )->digest() : null;
		} catch ( Refused ) {
			return null;
		}
	}

	/** @return array{staged: string, digest: string, replaced: string}|null */
	private function plan(): ?array {
		$plan = json_decode( (string) @file_get_contents( "$this->work/" . self::PLAN ), true ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
		return is_array( $plan ) && is_string( $plan['staged'] ?? null ) && is_string( $plan['digest'] ?? null ) && is_string( $plan['replaced'] ?? null )
			&& 1 === preg_match( '/^(staged|replaced)-[\w-]+$/D', $plan['staged'] ) && 1 === preg_match( '/^(replaced-[\w-]+)?$/D', $plan['replaced'] )
			? [ 'staged' => $plan['staged'], 'digest' => $plan['digest'], 'replaced' => $plan['replaced'] ]
			: null;
	}

	/** @param array{staged: string, digest: string, replaced: string} $plan */
	private function write_plan( array $plan ): void {
		$file   = "$this->work/" . self::PLAN;
		$handle = @fopen( "$file.part", 'wb' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		$text   = (string) json_encode( $plan );
		if ( false === $handle || fwrite( $handle, $text ) !== strlen( $text ) || ! fsync( $handle ) || ! fclose( $handle ) || ! rename( "$file.part", $file ) ) {
			throw new Refused( 'disk_full', self::PLAN );
		}
		Tree::give_to_owner_of( $this->work, $file );
	}

	private function end_plan(): void {
		unlink( "$this->work/" . self::PLAN );
	}
}
