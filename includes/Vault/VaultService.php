<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Pin;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Vault;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps each build of SmartAlloc that ran here, and which of them a person has called good.
 *
 * The truth is on the disk, where it can be read without WordPress; the journal holds the hash of each archive besides,
 * so that one alone cannot be exchanged.
 */
final class VaultService {
	/** Builds that are kept, the pinned one among them. */
	public const LEAVE = 5;

	/** Who may say which build is good: whoever may install plugins at all. On a network that is a super admin. */
	public const MAY_PIN = 'update_plugins';

	/** Heartbeats: what the plugin looked like when it was last kept, and why it was not. */
	public const SEEN    = 'vault.seen';
	public const REFUSED = 'vault.refused';

	/** Heartbeat: how many lines of rescue.php the journal has; retention may take them from it again. */
	public const IMPORTED = 'vault.imported';

	/** A tree that was touched more recently may still be being written. */
	private const STILL_S = 30;

	/** Core's own, while an update is going on. */
	private const UPDATERS = [ 'auto_updater.lock', 'core_updater.lock' ];

	private const MAIN = 'smart-alloc.php';

	public function __construct(
		private readonly Places $places,
		private readonly SmartAlloc $smart_alloc,
		private readonly Journal $journal,
		private readonly VaultJournal $known,
		private readonly Heartbeats $heartbeats,
		private readonly Clock $clock,
	) {}

	public function report(): VaultReport {
		try {
			$vault = $this->places->vault();
			$all   = $vault->all();
			$pin   = $vault->pinned();
			$good  = null === $pin ? null : self::find( $all, $pin->archive );
			return new VaultReport( $all, $vault->strangers(), $pin, null === $good ? [] : $this->places->swap( $good->folder )->refusals( $good ), null === $pin || null !== $good ? null : new NotDone( 'not_found', $pin->archive ) );
		} catch ( NotDone $refused ) {
			return new VaultReport( [], [], null, [], $refused );
		}
	}

	/** Digest of the build that is installed, read anew; null when it cannot be read. */
	public function installed(): ?string {
		$folder = $this->folder();
		return null === $folder ? null : $this->places->standing( $folder );
	}

	/** @return array{status: Status, detail: string} How ready this site is to bring a build back. */
	public function readiness(): array {
		$report = $this->report();
		$good   = $report->good();
		[ $status, $detail ] = match ( true ) {
			null !== $report->trouble => [ 'no_vault' === $report->trouble->reason ? Status::NotSetUp : Status::Critical, VaultWords::refusal( $report->trouble )->message ],
			null === $good => [ Status::Recommended, __( 'Builds are kept, and none was named good. Look at them, then name one: wp smartalloc-ops vault list', 'smartalloc-ops' ) ],
			[] !== $report->obstacles => [ Status::Recommended, implode( ' ', array_map( static fn ( NotDone $obstacle ): string => VaultWords::refusal( $obstacle )->message, $report->obstacles ) ) ],
			/* translators: 1: version number, 2: id of an archive. */
			default => [ Status::Good, sprintf( __( 'Last known good: %1$s (%2$s). It is brought back from a shell, also when WordPress does not answer; a run of this screen freezes and holds.', 'smartalloc-ops' ), $good->version ?? '?', $good->id ) ],
		};
		$hindered = $this->heartbeats->all()[ self::REFUSED ]['detail'] ?? '';
		return [
			'status' => $status,
			/* translators: 1: a sentence, 2: why. */
			'detail' => '' === $hindered ? $detail : sprintf( __( '%1$s The build that is installed is not kept: %2$s', 'smartalloc-ops' ), $detail, VaultWords::sentence( $hindered, '' ) ),
		];
	}

	/** What is typed to bring the last known good build back; null when there is none. */
	public function command(): ?string {
		if ( null === $this->report()->good() ) {
			return null;
		}
		$script = wp_normalize_path( dirname( __DIR__, 2 ) . '/rescue.php' );
		$plugin = wp_normalize_path( $this->places->plugins ) . '/smartalloc-ops/rescue.php';
		$root   = wp_normalize_path( ABSPATH );
		$script = is_file( $plugin ) ? $plugin : $script;
		return 'php ' . ( str_starts_with( $script, $root ) ? substr( $script, strlen( $root ) ) : 'wp-content/plugins/smartalloc-ops/rescue.php' ) . ' revert --reason="..."';
	}

	/**
	 * Keeps the build that is installed now.
	 *
	 * @throws Forbidden
	 * @throws Refused When it cannot be packed.
	 */
	public function keep( Actor $actor ): Kept {
		Forbidden::unless( $actor, self::MAY_PIN );
		return $this->told( fn (): Kept => $this->keep_as( $actor ) );
	}

	/**
	 * Names the last known good build. The archive is read whole first.
	 *
	 * @param int $revision Of the pin that the person saw; 0 for none.
	 * @throws Conflict  Somebody else was faster.
	 * @throws Forbidden
	 * @throws NotFound
	 * @throws Refused   The archive is not what was kept.
	 * @throws InvalidField
	 */
	public function pin( string $id, int $revision, string $reason, Actor $actor ): Pin {
		Forbidden::unless( $actor, self::MAY_PIN );
		$why  = Reason::from( $reason );
		$kept = $this->kept( $id );
		try {
			$pin = $this->told(
				function () use ( $kept, $revision, $actor ): Pin {
					$this->compare( $kept );
					// Who and why stand in the journal, from which a person can be taken out again.
					return $this->places->vault()->pin( $kept->id, $revision, "$actor->kind:0", $this->clock->now_ms() );
				}
			);
		} catch ( Refused $refused ) {
			if ( 'lost_race' === $refused->refusals[0]->code ) {
				throw new Conflict( 'pin_changed', __( 'Another build was named meanwhile. Look at it and decide again.', 'smartalloc-ops' ), 'pin', $this->places->vault()->pinned() );
			}
			throw $refused;
		}
		$this->journal->record( $actor, 'vault.pinned', "archive:$id", $why->text, [ 'version' => $kept->version, 'revision' => $pin->revision ] );
		return $pin;
	}

	/**
	 * Unpacks an archive beside, compares it, reads every PHP file of it, and takes it away again.
	 *
	 * @return int Files that were compared.
	 * @throws Forbidden
	 * @throws NotFound
	 * @throws Refused
	 */
	public function drill( string $id, Actor $actor ): int {
		Forbidden::unless( $actor, self::MAY_PIN );
		$kept   = $this->kept( $id );
		$folder = $this->places->content . '/' . Places::WORK . 'drill-' . bin2hex( random_bytes( 6 ) );
		try {
			$this->told(
				function () use ( $kept, $folder ): void {
					$this->compare( $kept );
					$this->places->vault()->unpack( $kept, $folder );
					self::read_php( $folder );
				}
			);
			$this->journal->record( $actor, 'vault.drilled', "archive:$id", '', [ 'files' => $kept->files, 'ok' => true ] );
			return $kept->files;
		} catch ( Refused $refused ) {
			$this->journal->record( $actor, 'vault.drilled', "archive:$id", '', [ 'ok' => false, 'code' => $refused->refusals[0]->code ] );
			throw $refused;
		} finally {
			Tree::delete( $folder );
		}
	}

	/** Keeps a build that is new here once nobody writes at it any more. What hinders it is noted, and heard of by readiness. */
	public function keep_when_still(): void {
		$folder = $this->folder();
		if ( null === $folder || ! is_main_site() ) {
			return;
		}
		$beats = $this->heartbeats->all();
		try {
			[ 'changed_at' => $changed_at, 'files' => $files ] = Tree::look( "{$this->places->plugins}/$folder" );
			$seen = "$folder $changed_at $files";
			if ( ( $beats[ self::SEEN ]['detail'] ?? '' ) === $seen || ! $this->is_still( $changed_at ) ) {
				return;
			}
			$this->keep_as( Actor::system() );
			$this->heartbeats->beat( self::SEEN, $seen );
			$this->heartbeats->forget( self::REFUSED );
		} catch ( NotDone $refused ) {
			$this->heartbeats->beat( self::REFUSED, $refused->reason );
		}
	}

	/** Takes into the journal what rescue.php did while there was none. */
	public function import(): void {
		try {
			$all = $this->places->log()->read()['lines'];
		} catch ( NotDone ) {
			return;
		}
		$taken = $this->heartbeats->all()[ self::IMPORTED ]['detail'] ?? '0';
		$lines = array_slice( $all, count( $all ) < (int) $taken ? 0 : (int) $taken );
		if ( [] === $lines ) {
			return;
		}
		$known = $this->known->imported( array_map( static fn ( array $line ): string => $line['n'], $lines ) );
		foreach ( $lines as $line ) {
			if ( ! in_array( $line['n'], $known, true ) ) {
				$said = array_filter( $line['data'], 'is_scalar' );
				$this->journal->record_once( Actor::system(), "rescue.{$line['event']}", VaultJournal::RESCUE . $line['n'], '' === $line['reason'] ? '' : Reason::from( $line['reason'] )->text, $line['at'], [ 'user' => $line['user'] ] + array_map( static fn ( bool|int|float|string $value ): string => (string) $value, $said ) );
			}
		}
		$this->heartbeats->beat( self::IMPORTED, (string) count( $all ) );
	}

	private function keep_as( Actor $actor ): Kept {
		$folder = $this->folder() ?? throw new NotDone( 'absent' );
		$vault  = $this->places->ensured_vault();
		$kept   = $vault->keep( "{$this->places->plugins}/$folder", self::MAIN, $this->version( $folder ), null, "$actor->kind:0", $this->clock->now_ms() );
		if ( null === $this->known->hash_of( $kept->id ) ) {
			$this->journal->record( $actor, 'vault.kept', "archive:$kept->id", '', [ 'version' => $kept->version, 'digest' => $kept->digest, 'packed_hash' => $kept->packed_hash ] );
		}
		foreach ( $vault->prune( self::LEAVE ) as $gone ) {
			$this->journal->record( Actor::system(), 'vault.pruned', "archive:$gone", '' );
		}
		return $kept;
	}

	/** @throws NotDone When the journal knows it with another hash. One that it does not know was kept before the journal began. */
	private function compare( Kept $kept ): void {
		$known = $this->known->hash_of( $kept->id );
		if ( null !== $known && $known !== $kept->packed_hash ) {
			throw new NotDone( 'not_journaled', $kept->id );
		}
	}

	private function kept( string $id ): Kept {
		try {
			return $this->places->vault()->get( $id );
		} catch ( NotDone $refused ) {
			if ( in_array( $refused->reason, [ 'not_found', 'no_vault' ], true ) ) {
				/* translators: %s: id of an archive. */
				throw new NotFound( sprintf( __( 'There is no archive "%s".', 'smartalloc-ops' ), $id ) );
			}
			throw new Refused( [ VaultWords::refusal( $refused ) ] );
		}
	}

	private function folder(): ?string {
		return $this->smart_alloc->presence()->source;
	}

	private function version( string $folder ): ?string {
		$head = (string) file_get_contents( "{$this->places->plugins}/$folder/" . self::MAIN, false, null, 0, 8_192 );
		return 1 === preg_match( '/^[ \t\/*#@]*Version:\s*([\w.+-]{1,64})\s*$/mi', $head, $found ) ? $found[1] : null;
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

	/** @throws NotDone At the first file that PHP could not read. */
	private static function read_php( string $folder ): void {
		foreach ( array_keys( Tree::files( $folder ) ) as $path ) {
			if ( ! str_ends_with( (string) $path, '.php' ) ) {
				continue;
			}
			try {
				token_get_all( (string) file_get_contents( "$folder/$path" ), TOKEN_PARSE );
			} catch ( \ParseError ) {
				throw new NotDone( 'syntax', (string) $path );
			}
		}
	}

	/** @param list<Kept> $all */
	private static function find( array $all, string $id ): ?Kept {
		foreach ( $all as $kept ) {
			if ( $kept->id === $id ) {
				return $kept;
			}
		}
		return null;
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 * @throws Refused
	 */
	private function told( callable $act ): mixed {
		try {
			return $act();
		} catch ( NotDone $refused ) {
			throw new Refused( [ VaultWords::refusal( $refused ) ] );
		}
	}
}
