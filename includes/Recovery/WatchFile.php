<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/**
 * The small file in wp-content that Watch keeps: written whole or not at all, readable without WordPress.
 *
 * One that is missing, torn or of anybody's making says nothing.
 *
 * @phpstan-type Said array{home: string, act_alone: bool, armed: array{archive: string, run: int, until: int, tree: string}|null, stopped: array{until: int, why: string}|null, renew: int, fatals: array<string, list<int>>, deaths: array<string, int>, wells: array<string, int>, fatal: array{at: int, file: string, kind: string}|null, acted: array{at: int, what: string}|null, turned: int}
 */
final class WatchFile {
	/** In the folder Places::WATCH. As PHP, so that a web server that obeys no guard shows nothing of it. */
	public const NAME   = 'state.php';
	public const BEGINS = "<?php http_response_code( 404 ); exit; ?>\n";

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

	/** @param string $folder Of SmartAlloc, in the folder of plugins. */
	public function __construct( private readonly Places $places, private readonly string $folder ) {}

	/** Whether somebody has ever written it, for this folder. */
	public function is_there(): bool {
		return null !== $this->said();
	}

	/** @return Said What it says, or that it says nothing. */
	public function read(): array {
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
		$text = (string) @file_get_contents( $this->folder() . '/' . self::NAME ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- None is none.
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
	 * @param \Closure( Said ): array<string, mixed> $change
	 * @throws Refused
	 */
	public function change( \Closure $change ): void {
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
		$file = $this->folder() . '/' . self::NAME;
		$part = "$file." . bin2hex( random_bytes( 6 ) ) . '.part';
		$text = self::BEGINS . json_encode( $said, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n";
		if ( @file_put_contents( $part, $text ) !== strlen( $text ) || ! rename( $part, $file ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			is_file( $part ) && unlink( $part );
			throw new Refused( 'disk_full', Places::WATCH );
		}
		Tree::give_to_owner_of( $this->folder(), $file );
	}

	private function folder(): string {
		return "{$this->places->content}/" . Places::WATCH;
	}
}
