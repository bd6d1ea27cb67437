<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * Chains rows after they were written, a bounded slice a tick.
 *
 * The next place in the chain is the lease: it is a primary key, so of two sealers one writes and the other writes
 * nothing. No request that does something waits for it.
 */
final class SealChain {
	public const GENESIS = 'smartalloc-ops';

	private const SLICE  = 50;
	private const SLICES = 10;

	/** Rows of one call at most: so many sealed, and more may wait. */
	public const AT_ONCE = self::SLICE * self::SLICES;

	private const PRUNED = 500;

	public function __construct( private readonly SealStore $store, private readonly Journal $journal, private readonly SealKey $key, private readonly ActorSalts $salts, private readonly Clock $clock, private readonly Config $config ) {}

	/** @return int How many rows it sealed. */
	public function seal(): int {
		$sealed = 0;
		for ( $slice = 0; $slice < self::SLICES; $slice++ ) {
			$head = $this->store->head();
			$next = $this->links( $head, $this->waiting() );
			if ( [] === $next || ! $this->store->append( $next ) ) {
				break;
			}
			$sealed += count( $next );
		}
		return $sealed;
	}

	/** Deletes acts past their retention; says so first, and under seal, so that verification knows why they are gone. */
	public function prune(): void {
		$days = $this->config->journal_retention_days();
		if ( 0 === $days ) {
			return;
		}
		$before = $this->clock->now_ms() - $days * 86_400_000;
		$ids    = $this->store->acts_before( $before, self::PRUNED );
		if ( [] === $ids ) {
			return;
		}
		/* translators: %d: number of days. */
		$why = Sentences::recording( static fn (): string => sprintf( _n( 'The journal is kept for %d day.', 'The journal is kept for %d days.', $days, 'smartalloc-ops' ), $days ) );
		$this->journal->record(
			Actor::system(),
			'journal.pruned',
			'journal',
			$why,
			[
				'rows'    => count( $ids ),
				'through' => max( $ids ),
				'before'  => $before,
			]
		);
		$this->seal();
		$pruned = $this->store->pruned();
		// Sealed by us or by another sealer; if not yet, the next tick says it again.
		if ( $pruned['through'] >= max( $ids ) && $pruned['before'] >= $before ) {
			$this->store->delete_acts( $ids );
		}
	}

	/** @return list<array{SealStream, array<string, string|null>}> Final rows that have no seal yet, in the order of their time. */
	private function waiting(): array {
		$rows = [];
		foreach ( SealStream::all() as $stream ) {
			foreach ( $this->store->unsealed( $stream, self::SLICE ) as $row ) {
				$rows[] = [ $stream, $row ];
			}
		}
		usort( $rows, static fn ( array $one, array $other ): int => [ (int) $one[1][ $one[0]->time ], (int) $one[1]['id'] ] <=> [ (int) $other[1][ $other[0]->time ], (int) $other[1]['id'] ] );
		return array_slice( $rows, 0, self::SLICE );
	}

	/**
	 * @param list<array{SealStream, array<string, string|null>}> $rows
	 * @return list<Seal>
	 */
	private function links( ?Seal $head, array $rows ): array {
		$now   = $this->clock->now_ms();
		$n     = null === $head ? 1 : $head->n + 1;
		$chain = null === $head ? self::GENESIS : $head->chain;
		$seals = [];
		$salts = $this->salts->ensured( array_map( static fn ( array $one ): int => $one[0]->person_of( $one[1] ), $rows ) );
		foreach ( $rows as [ $stream, $row ] ) {
			$digest  = $stream->digest( $row, $stream->personal_hash( $row, $salts[ $stream->person_of( $row ) ] ?? '' ) );
			$seal    = ( new Seal( $n++, $stream->id, (int) $row['id'], $stream->name( $row ), $digest, (int) $row[ $stream->time ], $now, $this->key->id() ) )->linked( $this->key, $chain );
			$chain   = $seal->chain;
			$seals[] = $seal;
		}
		return $seals;
	}
}
