<?php
declare(strict_types=1);

namespace SmartAllocOps\Audit;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFeed;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\SealChain;
use SmartAllocOps\Journal\SealStore;
use SmartAllocOps\Journal\SealVerifier;
use SmartAllocOps\Journal\Verification;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/** Reads the journal as one feed, and proves that nobody changed it. */
final class AuditService {
	/** How far the chain went when we last sealed: a chain that is shorter was cut off. */
	private const HEAD     = 'journal.head';
	private const VERIFIED = 'journal.verified';

	public function __construct(
		private readonly JournalFeed $feed,
		private readonly SealStore $seals,
		private readonly SealChain $chain,
		private readonly SealVerifier $verifier,
		private readonly Heartbeats $heartbeats,
	) {}

	/** @return array{entries: list<array{kind: string, entry: JournalEntry}>, next: JournalCursor|null} */
	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $limit ): array {
		return $this->feed->page( $filter, $cursor, $limit );
	}

	/** What the tick does: seals what is new, and lets go of what is past its retention. */
	public function seal(): int {
		$sealed = $this->chain->seal();
		$this->chain->prune();
		$head = $sealed > 0 ? $this->seals->head() : null;
		if ( null !== $head ) {
			$this->heartbeats->beat( self::HEAD, (string) $head->n );
		}
		return $sealed;
	}

	/** @param int $from First seal to look at. */
	public function verify( Actor $actor, int $from = 1 ): Verification {
		Forbidden::unless( $actor, Capability::VIEW );
		$known  = $this->heartbeats->all()[ self::HEAD ]['detail'] ?? null;
		$result = $this->verifier->verify( $from, null === $known ? null : (int) $known );
		$this->heartbeats->beat( self::VERIFIED, "{$result->state} {$result->through}" );
		return $result;
	}

	/**
	 * How far the chain goes, and what the last verification said.
	 *
	 * @return array{sealed: int, verified_at: int|null, verified_state: string|null, verified_through: int|null}
	 */
	public function chain(): array {
		$beat = $this->heartbeats->all()[ self::VERIFIED ] ?? null;
		$said = null === $beat ? [] : explode( ' ', $beat['detail'] );
		return [
			'sealed'           => $this->seals->head()->n ?? 0,
			'verified_at'      => $beat['at'] ?? null,
			'verified_state'   => isset( $said[0] ) && in_array( $said[0], Verification::STATES, true ) ? $said[0] : null,
			'verified_through' => isset( $said[1] ) ? (int) $said[1] : null,
		];
	}
}
