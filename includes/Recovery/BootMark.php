<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * A mark that says "I am loading the plugins": a locked file, which the system unlocks when its process is gone.
 *
 * A mark that nobody holds is of a process that went without a word.
 */
final class BootMark {
	private const BOOT = 'boot';
	private const OWN  = 'own';

	/** @var list<string> Main files of the plugins, in the order in which they are loaded. */
	private array $order = [];

	private bool $is_own = false;

	/**
	 * @param string   $own    Folder of SmartAlloc.
	 * @param string   $door   See WatchScene.
	 * @param resource $handle
	 */
	private function __construct( private readonly string $own, private readonly string $door, private readonly string $file, private $handle ) {}

	/**
	 * @param string $folder Where marks are kept.
	 * @param string $own    Folder of SmartAlloc.
	 * @param string $door   See WatchScene.
	 */
	public static function open( string $folder, string $own, string $door = WatchScene::FRONT ): ?self {
		$file   = "$folder/mark-" . getmypid() . '-' . bin2hex( random_bytes( 4 ) );
		$handle = @fopen( $file, 'x' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Without a mark nothing is known.
		if ( false === $handle ) {
			return null;
		}
		flock( $handle, LOCK_EX );
		$mark = new self( $own, $door, $file, $handle );
		$mark->write();
		return $mark;
	}

	/**
	 * The plugins are about to be loaded.
	 *
	 * @param array<string> $order Their main files.
	 */
	public function begin( array $order ): void {
		$this->order = array_values( $order );
		$this->turn_to( $this->order[0] ?? '' );
	}

	/** A plugin was loaded: whose turn it is now can only be told by the order. */
	public function loaded( string $file ): void {
		$at = array_search( $file, $this->order, true );
		$this->turn_to( false === $at ? '' : $this->order[ $at + 1 ] ?? '' );
	}

	/** Whether it is SmartAlloc that is just being loaded. */
	public function is_own(): bool {
		return $this->is_own;
	}

	public function close(): void {
		@unlink( $this->file ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Gone is gone.
		is_resource( $this->handle ) && fclose( $this->handle );
		$this->is_own = false;
	}

	private function turn_to( string $file ): void {
		$is_own = '' !== $file && str_starts_with( $file, "$this->own/" );
		if ( $is_own !== $this->is_own && is_resource( $this->handle ) ) {
			$this->is_own = $is_own;
			ftruncate( $this->handle, 0 );
			rewind( $this->handle );
			$this->write();
		}
	}

	/** With the moment: times of files know seconds only, and within one a build is exchanged. */
	private function write(): void {
		if ( is_resource( $this->handle ) ) {
			fwrite( $this->handle, implode( ' ', [ $this->is_own ? self::OWN : self::BOOT, $this->door, (int) floor( microtime( true ) * 1000 ) ] ) );
		}
	}

	/**
	 * Takes away the marks of those that are gone.
	 *
	 * @return list<array{in_own: bool, door: string, at: int}> When each was last heard of, UTC epoch milliseconds.
	 */
	public static function of_the_gone( string $folder ): array {
		$gone = [];
		foreach ( (array) glob( "$folder/mark-*" ) as $file ) {
			$handle = @fopen( (string) $file, 'r' ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- Its process has just closed it.
			if ( false === $handle ) {
				continue;
			}
			// Of two that find it one takes it away. One that is empty was not yet locked by the process that makes it.
			if ( flock( $handle, LOCK_EX | LOCK_NB ) && (int) ( fstat( $handle )['size'] ?? 0 ) > 0 && @unlink( (string) $file ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				[ $turn, $door, $at ] = explode( ' ', (string) stream_get_contents( $handle ) ) + [ '', WatchScene::FRONT, '0' ];

				$gone[] = [
					'in_own' => self::OWN === $turn,
					'door'   => $door,
					'at'     => (int) $at,
				];
			}
			fclose( $handle );
		}
		return $gone;
	}
}
