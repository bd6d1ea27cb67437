<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * What the must-use file obeys: a small file in wp-content, written whole or not at all, readable without WordPress.
 *
 * A file that is missing, torn or of anybody's making arms nothing and stops nothing. Every stop and every armed window
 * ends by itself, also when a clock was wrong or nobody comes back: what says it holds for longer is not believed.
 */
final class Watch {
	/** In the folder Places::WATCH. As PHP, so that a web server that obeys no guard shows nothing of it. */
	public const FILE   = 'state.php';
	public const BEGINS = "<?php http_response_code( 404 ); exit; ?>\n";

	public const MAX_STOP_MS  = 900_000;
	public const MAX_ARMED_MS = 86_400_000;

	/** A fatal that was longer ago says nothing. */
	public const RECENT_MS = 600_000;

	private const NOTHING = [
		'home'      => '',
		'act_alone' => false,
		'armed'     => null,
		'stopped'   => null,
		'renew'     => 0,
		'fatals'    => [],
		'deaths'    => [],
		'wells'     => [],
		'fatal'     => null,
		'acted'     => null,
		'turned'    => 0,
	];

	/** @var \Closure(): int UTC epoch milliseconds of this machine: there may be no database to ask. */
	private readonly \Closure $now;

	/**
	 * @param string                $folder Of SmartAlloc, in the folder of plugins.
	 * @param (\Closure(): int)|null $now
	 */
	public function __construct( private readonly Places $places, private readonly string $folder, ?\Closure $now = null ) {
		$this->now = $now ?? static fn (): int => (int) floor( microtime( true ) * 1000 );
	}

	/**
	 * Opens a window in which a fatal error of SmartAlloc brings that build back.
	 *
	 * @throws Refused When it cannot be written.
	 */
	public function arm( string $archive, int $run_id, int $until_ms ): void {
		$now = ( $this->now )();
		$this->change(
			fn ( array $said ): array => [
				'armed' => [
					'archive' => $archive,
					'run'     => $run_id,
					'until'   => min( $until_ms, $now + self::MAX_ARMED_MS ),
					'tree'    => $this->tree(),
				],
			] + $said
		);
	}

	/** @throws Refused */
	public function disarm(): void {
		$this->change( static fn ( array $said ): array => [ 'armed' => null ] + $said );
	}

	/**
	 * Keeps SmartAlloc from being loaded; the stored list of plugins stays as it is.
	 *
	 * @param string $why Code or a few words without names of people.
	 * @throws Refused When it cannot be written.
	 */
	public function stop( int $until_ms, string $why ): void {
		$now = ( $this->now )();
		$this->change(
			static fn ( array $said ): array => [
				'stopped' => [
					'until' => min( $until_ms, $now + self::MAX_STOP_MS ),
					'why'   => substr( $why, 0, 200 ),
				],
				'turned'  => $now,
			] + $said
		);
	}

	/**
	 * As stop(), by the clock of this machine.
	 *
	 * @throws Refused
	 */
	public function stop_for( int $ms, string $why ): void {
		$this->stop( ( $this->now )() + $ms, $why );
	}

	/** @throws Refused */
	public function go(): void {
		$now = ( $this->now )();
		$this->change(
			static fn ( array $said ): array => [
				'stopped' => null,
				'renew'   => 0,
				'turned'  => $now,
			] + $said
		);
	}

	/**
	 * Whether it may bring the pinned build back without anybody having armed it.
	 *
	 * @param string|null $home Folder of SmartAlloc Ops among the plugins, where it is not called as it is by itself.
	 * @throws Refused
	 */
	public function let_act_alone( bool $may, ?string $home = null ): void {
		$this->change( static fn ( array $said ): array => [ 'act_alone' => $may, 'home' => $home ?? $said['home'] ] + $said );
	}

	/**
	 * Notes a fatal error.
	 *
	 * @param string $file       Name of the file, without a path.
	 * @param bool   $counts     Whether SmartAlloc ended a request with it before it had begun.
	 * @param string $door       See WatchScene.
	 * @throws Refused
	 */
	public function saw( string $file, string $kind, bool $counts, string $door = WatchScene::FRONT ): void {
		$now = ( $this->now )();
		$this->change(
			static fn ( array $said ): array => ( $counts ? [
				'fatals' => WatchCount::died( $said['fatals'], $door, $now ),
				'deaths' => WatchCount::one_more( $said['deaths'], $door ),
			] : [] ) + [
				'fatal' => [
					'at'   => $now,
					'file' => substr( (string) preg_replace( '/[^\w.-]/', '?', basename( $file ) ), 0, 100 ),
					'kind' => $kind,
				],
			] + $said
		);
	}

	/**
	 * A request began well with SmartAlloc in it: what was counted by its door is over, and so is the window when another
	 * build stands there than when it was opened.
	 *
	 * @param string $door See WatchScene.
	 * @throws Refused
	 */
	public function began_well( string $door = WatchScene::FRONT ): void {
		$said = $this->read();
		$now  = ( $this->now )();
		if ( WatchCount::well( $said['fatals'], $door, $now ) === $said['fatals'] && ( null === $said['armed'] || $this->tree() === $said['armed']['tree'] ) ) {
			return;
		}
		$this->change(
			fn ( array $said ): array => [
				'fatals' => WatchCount::well( $said['fatals'], $door, $now ),
				'wells'  => WatchCount::one_more( $said['wells'], $door ),
				'armed'  => null !== $said['armed'] && $this->tree() !== $said['armed']['tree'] ? null : $said['armed'],
			] + $said
		);
	}

	/**
	 * @param string $what Code, such as `brought`.
	 * @throws Refused
	 */
	public function acted( string $what ): void {
		$now = ( $this->now )();
		$this->change(
			static fn ( array $said ): array => [
				'acted'  => [
					'at'   => $now,
					'what' => $what,
				],
				'fatals' => [],
				'renew'  => 0,
			] + $said
		);
	}

	/**
	 * A shell has exchanged the build: until the web server has forgotten the old code, which its next request sees to,
	 * SmartAlloc is not loaded.
	 *
	 * @throws Refused
	 */
	public function exchanged_in_shell(): void {
		$now = ( $this->now )();
		$this->change(
			static fn ( array $said ): array => [
				'stopped' => [
					'until' => $now + self::MAX_STOP_MS,
					'why'   => 'renew',
				],
				'turned'  => $now,
				'renew'   => 1,
			] + $said
		);
	}

	public function state(): WatchState {
		$said    = $this->read();
		$now     = ( $this->now )();
		$armed   = self::holds( $said['armed'], $now, self::MAX_ARMED_MS ) ? $said['armed'] : null;
		$stopped = self::holds( $said['stopped'], $now, self::MAX_STOP_MS ) ? $said['stopped'] : null;
		return new WatchState( $said['act_alone'], $armed['archive'] ?? null, $armed['run'] ?? null, $armed['until'] ?? null, $stopped['until'] ?? null, $stopped['why'] ?? null, $said['fatals'], $said['fatal'], $said['acted'], $said['turned'], $said['deaths'], $said['wells'] );
	}

	/** Whether somebody has ever written it, for this folder. */
	public function is_set_up(): bool {
		return null !== $this->said();
	}

	/** Whether what a shell has brought must still be made known to the web server. */
	public function must_renew(): bool {
		return 1 === $this->read()['renew'];
	}

	private function folder(): string {
		return "{$this->places->content}/" . Places::WATCH;
	}

	/** Names the folder that stands there: a swap puts another one in its place. */
	private function tree(): string {
		clearstatcache( true, "{$this->places->plugins}/$this->folder" );
		$stat = @stat( "{$this->places->plugins}/$this->folder" ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
		return false === $stat ? '' : "{$stat['dev']}:{$stat['ino']}";
	}

	/** @param array{until: int}|null $said */
	private static function holds( ?array $said, int $now, int $at_most ): bool {
		return null !== $said && $said['until'] > $now && $said['until'] <= $now + $at_most + 60_000;
	}

	/**
	 * @return array{home: string, act_alone: bool, armed: array{archive: string, run: int, until: int, tree: string}|null, stopped: array{until: int, why: string}|null, renew: int, fatals: array<string, list<int>>, deaths: array<string, int>, wells: array<string, int>, fatal: array{at: int, file: string, kind: string}|null, acted: array{at: int, what: string}|null, turned: int}
	 */
	private function read(): array {
		$said = $this->said();
		if ( null === $said ) {
			return self::NOTHING;
		}
		return [
			'home'      => is_string( $said['home'] ?? null ) && 1 === preg_match( '/^[\w-][\w.-]{0,99}$/D', $said['home'] ) ? $said['home'] : '',
			'act_alone' => true === ( $said['act_alone'] ?? false ),
			'armed'     => self::part( $said['armed'] ?? null, [ 'archive' => '', 'run' => 0, 'until' => 0, 'tree' => '' ] ),
			'stopped'   => self::part( $said['stopped'] ?? null, [ 'until' => 0, 'why' => '' ] ),
			'renew'     => 1 === ( $said['renew'] ?? 0 ) ? 1 : 0,
			'fatals'    => WatchCount::times( $said['fatals'] ?? [] ),
			'deaths'    => WatchCount::numbers( $said['deaths'] ?? [] ),
			'wells'     => WatchCount::numbers( $said['wells'] ?? [] ),
			'fatal'     => self::part( $said['fatal'] ?? null, [ 'at' => 0, 'file' => '', 'kind' => '' ] ),
			'acted'     => self::part( $said['acted'] ?? null, [ 'at' => 0, 'what' => '' ] ),
			'turned'    => is_int( $said['turned'] ?? null ) ? $said['turned'] : 0,
		];
	}

	/** @return array<array-key, mixed>|null What the file says of this folder; null when that is nothing. */
	private function said(): ?array {
		$text = (string) @file_get_contents( $this->folder() . '/' . self::FILE ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
		$said = str_starts_with( $text, self::BEGINS ) ? json_decode( substr( $text, strlen( self::BEGINS ) ), true ) : null;
		return is_array( $said ) && ( $said['folder'] ?? '' ) === $this->folder ? $said : null;
	}

	/**
	 * A part that has all of the form, and nothing else; null where it has not.
	 *
	 * @template T of array<string, string|int>
	 * @param T $form
	 * @return T|null
	 */
	private static function part( mixed $said, array $form ): ?array {
		$part = [];
		foreach ( $form as $key => $like ) {
			if ( ! is_array( $said ) || get_debug_type( $said[ $key ] ?? null ) !== get_debug_type( $like ) ) {
				return null;
			}
			$part[ $key ] = $said[ $key ];
		}
		/** @var T $part */
		return $part;
	}

	/**
	 * @param \Closure( array{home: string, act_alone: bool, armed: array{archive: string, run: int, until: int, tree: string}|null, stopped: array{until: int, why: string}|null, renew: int, fatals: array<string, list<int>>, deaths: array<string, int>, wells: array<string, int>, fatal: array{at: int, file: string, kind: string}|null, acted: array{at: int, what: string}|null, turned: int} ): array<string, mixed> $change
	 * @throws Refused
	 */
	private function change( \Closure $change ): void {
		Guards::make( $this->folder() );
		$lock = @fopen( $this->folder() . '/lock', 'c' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
		if ( false === $lock || ! flock( $lock, LOCK_EX ) ) {
			throw new Refused( 'not_writable', Places::WATCH );
		}
		Tree::give_to_owner_of( $this->folder(), $this->folder() . '/lock' );
		$this->make_in_use();
		try {
			$this->write( $change( $this->read() ) );
		} finally {
			fclose( $lock );
		}
	}

	/** Here, so that the must-use file only opens it. */
	private function make_in_use(): void {
		$file = $this->folder() . '/' . Standstill::FILE;
		if ( ! is_file( $file ) && @touch( $file ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Without it those that run are waited for blindly.
			Tree::give_to_owner_of( $this->folder(), $file );
		}
	}

	/** @param array<string, mixed> $said */
	private function write( array $said ): void {
		$said = [ 'folder' => $this->folder ] + $said;
		$file = $this->folder() . '/' . self::FILE;
		$part = "$file." . bin2hex( random_bytes( 6 ) ) . '.part';
		$text = self::BEGINS . json_encode( $said, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n";
		if ( @file_put_contents( $part, $text ) !== strlen( $text ) || ! rename( $part, $file ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			is_file( $part ) && unlink( $part );
			throw new Refused( 'disk_full', Places::WATCH );
		}
		Tree::give_to_owner_of( $this->folder(), $file );
	}
}
