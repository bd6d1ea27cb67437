<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * What the must-use file obeys, and what it has seen.
 *
 * Every stop and every armed window ends by itself, also when a clock was wrong or nobody comes back: what says it holds
 * for longer is not believed.
 *
 * @phpstan-import-type Said from WatchFile
 */
final class Watch {
	public const MAX_STOP_MS  = 900_000;
	public const MAX_ARMED_MS = 86_400_000;

	/** A fatal that was longer ago says nothing. */
	public const RECENT_MS = 600_000;

	private readonly WatchFile $file;

	/** @var \Closure(): int UTC epoch milliseconds of this machine: there may be no database to ask. */
	private readonly \Closure $now;

	/**
	 * @param string                $folder Of SmartAlloc, in the folder of plugins.
	 * @param (\Closure(): int)|null $now
	 */
	public function __construct( private readonly Places $places, private readonly string $folder, ?\Closure $now = null ) {
		$this->file = new WatchFile( $places, $folder );
		$this->now  = $now ?? static fn (): int => (int) floor( microtime( true ) * 1000 );
	}

	/**
	 * Opens a window in which a fatal error of SmartAlloc brings that build back.
	 *
	 * @throws Refused When it cannot be written.
	 */
	public function arm( string $archive, int $run_id, int $until_ms ): void {
		$now = ( $this->now )();
		$this->file->change(
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
		$this->file->change( static fn ( array $said ): array => [ 'armed' => null ] + $said );
	}

	/**
	 * Keeps SmartAlloc from being loaded; the stored list of plugins stays as it is.
	 *
	 * @param string $why Code or a few words without names of people.
	 * @throws Refused When it cannot be written.
	 */
	public function stop( int $until_ms, string $why ): void {
		$now = ( $this->now )();
		$this->file->change( static fn ( array $said ): array => self::turned( $now, $until_ms, $why ) + $said );
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
		$this->file->change( static fn ( array $said ): array => self::turned( $now ) + $said );
	}

	/**
	 * The web server has forgotten the old code: as go(), unless somebody has begun to exchange it again.
	 *
	 * @throws Refused When it cannot be written.
	 */
	public function renewed(): void {
		$now = ( $this->now )();
		$this->file->change( static fn ( array $said ): array => 1 !== $said['renew'] && self::holds( $said['stopped'], $now, self::MAX_STOP_MS ) ? $said : self::turned( $now ) + $said );
	}

	/**
	 * Whether it may bring the pinned build back without anybody having armed it.
	 *
	 * @param string|null $home Folder of SmartAlloc Ops among the plugins, where it is not called as it is by itself.
	 * @throws Refused
	 */
	public function let_act_alone( bool $may, ?string $home = null ): void {
		$this->file->change( static fn ( array $said ): array => [ 'act_alone' => $may, 'home' => $home ?? $said['home'] ] + $said );
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
		$this->file->change(
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
		$said = $this->file->read();
		$now  = ( $this->now )();
		if ( WatchCount::well( $said['fatals'], $door, $now ) === $said['fatals'] && ( null === $said['armed'] || $this->tree() === $said['armed']['tree'] ) ) {
			return;
		}
		$this->file->change(
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
		$this->file->change(
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
	 * As stop(), of the watchdog's own: nobody else ends it.
	 *
	 * @param string $what Code of what it has come to, such as `stopped`.
	 * @throws Refused
	 */
	public function hold( int $ms, string $why, string $what ): void {
		$now = ( $this->now )();
		$this->file->change(
			static fn ( array $said ): array => self::turned( $now, $now + $ms, $why ) + [
				'acted'  => [
					'at'   => $now,
					'what' => $what,
				],
				'fatals' => [],
			] + $said
		);
	}

	/**
	 * The build was exchanged and the web server could not be told: until it has forgotten the old code, which its next
	 * request sees to, it does not load SmartAlloc.
	 *
	 * @throws Refused
	 */
	public function exchanged_unheard(): void {
		$now = ( $this->now )();
		$this->file->change( static fn ( array $said ): array => self::turned( $now, $now + self::MAX_STOP_MS, 'renew', 1 ) + $said );
	}

	public function state(): WatchState {
		$said    = $this->file->read();
		$now     = ( $this->now )();
		$armed   = self::holds( $said['armed'], $now, self::MAX_ARMED_MS ) ? $said['armed'] : null;
		$stopped = self::holds( $said['stopped'], $now, self::MAX_STOP_MS ) ? $said['stopped'] : null;
		return new WatchState( $said['act_alone'], $armed['archive'] ?? null, $armed['run'] ?? null, $armed['until'] ?? null, $stopped['until'] ?? null, $stopped['why'] ?? null, $said['fatals'], $said['fatal'], $said['acted'], $said['turned'], $said['deaths'], $said['wells'] );
	}

	/** Whether somebody has ever written it, for this folder. */
	public function is_set_up(): bool {
		return $this->file->is_there();
	}

	/** Whether what a shell has brought must still be made known to the web server. */
	public function must_renew(): bool {
		return 1 === $this->file->read()['renew'];
	}

	/**
	 * Whether SmartAlloc may load, since when, and whether the web server must forget its code first.
	 *
	 * @return array{stopped: array{until: int, why: string}|null, renew: int, turned: int}
	 */
	private static function turned( int $now, ?int $until_ms = null, string $why = '', int $renew = 0 ): array {
		return [
			'stopped' => null === $until_ms ? null : [
				'until' => min( $until_ms, $now + self::MAX_STOP_MS ),
				'why'   => substr( $why, 0, 200 ),
			],
			'renew'   => $renew,
			'turned'  => $now,
		];
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
}
