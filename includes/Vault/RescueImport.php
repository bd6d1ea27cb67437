<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Takes into the journal what rescue.php did while there was none. */
final class RescueImport {
	/** Heartbeat: how many lines of rescue.php the journal has; retention may take them from it again. */
	public const IMPORTED = 'vault.imported';

	public function __construct(
		private readonly Places $places,
		private readonly Journal $journal,
		private readonly VaultJournal $known,
		private readonly Heartbeats $heartbeats,
	) {}

	public function run(): void {
		try {
			$all = $this->places->log()->read()['lines'];
		} catch ( Refused ) {
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

	/** Lines that this site has not signed: somebody else wrote them, and none of them is believed. */
	public function strangers(): int {
		try {
			return $this->places->log()->read()['strangers'];
		} catch ( Refused ) {
			return 0;
		}
	}
}
