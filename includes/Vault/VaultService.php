<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Pin;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/**
 * The builds of SmartAlloc that ran here, and which of them a person has called good.
 *
 * The truth is on the disk, where it can be read without WordPress; the journal holds the hash of each archive besides,
 * so that one alone cannot be exchanged.
 */
final class VaultService {
	/** Who may say which build is good: whoever may decide which code runs here. On a network that is a super admin. */
	public const MAY_PIN = Capability::CODE;

	/** Keeping and trying out change nothing that runs. */
	public const MAY_KEEP = Capability::ROLLBACK;

	public function __construct(
		private readonly Places $places,
		private readonly Capture $capture,
		private readonly VaultDoor $door,
		private readonly Journal $journal,
		private readonly VaultJournal $known,
		private readonly Clock $clock,
	) {}

	public function report(): VaultReport {
		try {
			$vault     = $this->places->vault();
			$all       = $vault->all();
			$strangers = $vault->strangers();
		} catch ( NotDone $refused ) {
			return new VaultReport( [], [], null, 0, [], $refused );
		}
		try {
			$pin = $vault->pinned();
		} catch ( NotDone $refused ) {
			// A pin that this site has not signed is none: one of those that are kept can be named anew.
			return new VaultReport( $all, $strangers, null, 0, [], $refused );
		}
		$found = new VaultReport( $all, $strangers, $pin, $pin->revision ?? 0, [], null );
		$good  = $found->good();
		return match ( true ) {
			null === $pin => $found,
			null === $good => new VaultReport( $all, $strangers, $pin, $pin->revision, [], new NotDone( 'not_found', $pin->archive ) ),
			default => new VaultReport( $all, $strangers, $pin, $pin->revision, $this->places->swap( $good->folder )->refusals( $good ), null ),
		};
	}

	/** @return array{digest: string|null, read_at: int|null} The build that is installed, and when its files were read; see Capture. */
	public function installed(): array {
		return $this->capture->installed();
	}

	/**
	 * Keeps the build that is installed now. One that is kept already is not kept twice.
	 *
	 * @param string $reason May be empty from a shell.
	 * @throws Forbidden
	 * @throws Refused When it cannot be packed.
	 * @throws InvalidField
	 */
	public function keep( string $reason, Actor $actor ): Kept {
		Forbidden::unless( $actor, self::MAY_KEEP );
		$why  = '' === $reason && 'cli' === $actor->kind ? '' : Reason::from( $reason )->text;
		$kept = $this->told( fn (): Kept => $this->capture->keep( $actor, $why ) );
		$this->door->look();
		return $kept;
	}

	/**
	 * Names the last known good build. The archive is read whole first.
	 *
	 * @param int $revision Of the pin that the person saw; 0 for none.
	 * @throws Conflict  Somebody else was faster; carries the present VaultReport.
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
				throw new Conflict( 'pin_changed', __( 'Another build was named meanwhile. Look at it and decide again.', 'smartalloc-ops' ), 'archives', $this->report() );
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
		Forbidden::unless( $actor, self::MAY_KEEP );
		$kept   = $this->kept( $id );
		$folder = $this->places->content . '/' . Places::DRILL . bin2hex( random_bytes( 6 ) );
		try {
			$this->compare( $kept );
			$this->places->vault()->unpack( $kept, $folder );
			self::read_php( $folder );
			$this->journal->record( $actor, 'vault.drilled', "archive:$id", '', [ 'files' => $kept->files, 'ok' => true ] );
			return $kept->files;
		} catch ( NotDone $refused ) {
			$this->journal->record( $actor, 'vault.drilled', "archive:$id", '', [ 'ok' => false, 'code' => $refused->reason, 'where' => $refused->where ] );
			throw new Refused( [ VaultWords::refusal( $refused ) ] );
		} finally {
			Tree::delete( $folder );
		}
	}

	/**
	 * Reads an archive whole and holds it against its record and the journal. Changes nothing.
	 *
	 * @throws Refused
	 */
	public function prove( Kept $kept ): void {
		$this->told(
			function () use ( $kept ): void {
				$this->compare( $kept );
				$this->places->vault()->verify( $kept );
			}
		);
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
