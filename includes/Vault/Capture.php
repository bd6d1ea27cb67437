<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Puts the build that is installed into the vault, once nobody writes at it any more. */
final class Capture {
	/** Builds that are kept, the pinned one among them. */
	public const LEAVE = 5;

	/** Heartbeats: what the plugin looked like when it was last kept, and why it was not. */
	public const SEEN    = 'vault.seen';
	public const REFUSED = 'vault.refused';

	/** A tree that was touched more recently may still be being written. */
	private const STILL_S = 30;

	/** Core's own, while an update is going on. */
	private const UPDATERS = [ 'auto_updater.lock', 'core_updater.lock' ];

	/** Nobody packs or unpacks for so long: whoever began was killed. */
	private const ABANDONED_S = 3_600;

	private const MAIN = 'smart-alloc.php';

	/** Within so many seconds a file may change again and keep its times. */
	private const SAME_S = 2;

	/** Bytes that are hashed while somebody waits for a page. */
	private const READ_AT_ONCE = 16_000_000;

	public function __construct(
		private readonly Places $places,
		private readonly SmartAlloc $smart_alloc,
		private readonly Journal $journal,
		private readonly VaultJournal $known,
		private readonly Heartbeats $heartbeats,
		private readonly Clock $clock,
	) {}

	/** Name of the plugin's folder; null when SmartAlloc is not active. */
	public function folder(): ?string {
		return $this->smart_alloc->presence()->source;
	}

	/**
	 * Keeps the build that is installed now. One that is kept already is not kept twice.
	 *
	 * @throws Refused When it cannot be packed.
	 */
	public function keep( Actor $actor, string $reason ): Kept {
		$folder = $this->folder() ?? throw new Refused( 'absent' );
		$vault  = $this->places->ensured_vault();
		$look   = is_dir( "{$this->places->plugins}/$folder" ) ? Tree::look( "{$this->places->plugins}/$folder" ) : null;
		$head   = (string) @file_get_contents( "{$this->places->plugins}/$folder/" . self::MAIN, false, null, 0, 8_192 ); // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- That the file is missing is said by keep().
		$kept   = $vault->keep( "{$this->places->plugins}/$folder", self::MAIN, self::version( $head ), self::schema( $head ), "$actor->kind:0", $this->clock->now_ms() );
		if ( null === $this->known->hash_of( $kept->id ) ) {
			$this->journal->record( $actor, 'vault.kept', "archive:$kept->id", $reason, [ 'version' => $kept->version, 'digest' => $kept->digest, 'packed_hash' => $kept->packed_hash ] );
		} elseif ( '' !== $reason ) {
			$this->journal->record( $actor, 'vault.kept_already', "archive:$kept->id", $reason, [ 'version' => $kept->version ] );
		}
		foreach ( $vault->prune( self::LEAVE ) as $gone ) {
			$this->journal->record( Actor::system(), 'vault.pruned', "archive:$gone", '' );
		}
		$this->heartbeats->forget( self::REFUSED );
		// Looked at before it was packed, so what was written meanwhile is another tree at the next look; times count seconds.
		if ( null !== $look && $look['changed_at'] < intdiv( $this->clock->now_ms(), 1000 ) - self::SAME_S ) {
			$this->heartbeats->beat( self::SEEN, "$folder {$look['print']} $kept->digest" );
		}
		return $kept;
	}

	/** Keeps a build that is new here. What hinders it is noted, and heard of by readiness. */
	public function keep_when_still(): void {
		$folder = $this->folder();
		if ( null === $folder || ! is_main_site() ) {
			return;
		}
		$beats = $this->heartbeats->all();
		try {
			$look = Tree::look( "{$this->places->plugins}/$folder" );
			if ( null !== self::remembered( $beats, $folder, $look['print'] ) || ! $this->is_still( $look['changed_at'] ) ) {
				return;
			}
			$this->keep( Actor::system(), '' );
			$this->sweep();
		} catch ( Refused $refused ) {
			$this->heartbeats->beat( self::REFUSED, $refused->reason );
		}
	}

	/**
	 * The build that is installed, without reading its files where they are by path, size and times as they were when they
	 * were read last. A small one that nobody has read yet is read now.
	 *
	 * @return array{digest: string|null, read_at: int|null} Null: not known; it is read once it has been still, by the tick.
	 */
	public function installed(): array {
		$folder = $this->folder();
		$look   = null;
		try {
			$look = null === $folder ? null : Tree::look( "{$this->places->plugins}/$folder" );
		} catch ( Refused ) {
			$folder = null;
		}
		$beats  = null === $look ? [] : $this->heartbeats->all();
		$digest = null === $look ? null : self::remembered( $beats, (string) $folder, $look['print'] );
		if ( null !== $digest ) {
			return [
				'digest'  => $digest,
				'read_at' => $beats[ self::SEEN ]['at'] ?? null,
			];
		}
		$digest = null === $look || $look['bytes'] > self::READ_AT_ONCE ? null : $this->places->standing( (string) $folder );
		return [
			'digest'  => $digest,
			'read_at' => null === $digest ? null : $this->clock->now_ms(),
		];
	}

	/**
	 * @param array<string, array{at: int, detail: string}> $beats
	 * @return string|null Digest of the tree with this print, where it was kept last.
	 */
	private static function remembered( array $beats, string $folder, string $print ): ?string {
		$seen = explode( ' ', $beats[ self::SEEN ]['detail'] ?? '' );
		return 3 === count( $seen ) && [ $folder, $print ] === [ $seen[0], $seen[1] ] && 64 === strlen( $seen[2] ) ? $seen[2] : null;
	}

	/** Takes away what a killed process has left: halves of archives, and folders of drills. */
	private function sweep(): void {
		$before = intdiv( $this->clock->now_ms(), 1000 ) - self::ABANDONED_S;
		$this->places->vault()->sweep( $before );
		foreach ( (array) glob( "{$this->places->content}/" . Places::DRILL . '*', GLOB_ONLYDIR ) as $folder ) {
			if ( (int) filemtime( (string) $folder ) < $before ) {
				Tree::delete( (string) $folder );
			}
		}
	}

	private static function version( string $head ): ?string {
		return 1 === preg_match( '/^[ \t\/*#@]*Version:\s*([\w.+-]{1,64})\s*$/mi', $head, $found ) ? $found[1] : null;
	}

	/**
	 * Newest schema of the database that the build reads: a line of its header, which is a contract of ours; else the
	 * constant with which SmartAlloc says to which schema it brings the database.
	 */
	private static function schema( string $head ): ?string {
		return 1 === preg_match( '/^[ \t\/*#@]*SmartAlloc Schema:\s*([\w.+-]{1,32})\s*$/mi', $head, $found )
			|| 1 === preg_match( '/\bdefine\(\s*[\'"]SMARTALLOC_DB_VERSION[\'"]\s*,\s*[\'"]([\w.+-]{1,32})[\'"]/', $head, $found )
			|| 1 === preg_match( '/^\s*const\s+SMARTALLOC_DB_VERSION\s*=\s*[\'"]([\w.+-]{1,32})[\'"]/m', $head, $found ) ? $found[1] : null;
	}

	private function is_still( int $changed_at ): bool {
		if ( intdiv( $this->clock->now_ms(), 1000 ) - $changed_at < self::STILL_S || is_file( ABSPATH . '.maintenance' ) ) {
			return false;
		}
		foreach ( self::UPDATERS as $lock ) {
			if ( false !== get_option( $lock ) ) {
				return false;
			}
		}
		return true;
	}
}
