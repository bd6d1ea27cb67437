<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\BackgroundProcessors;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\OptionLocks;
use SmartAllocOps\Platform\Processor;
use SmartAllocOps\Platform\ProcessorLock;
use SmartAllocOps\Platform\ProcessorQueues;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** Locks of the background processors of Gravity Forms: each keeps every other process of its processor out. */
final class ProcessorLocks {
	public const ID = 'gf_lock:';

	/** A lock from the future, by more than clocks of two servers may differ. */
	private const SKEW_MS = 60_000;

	public function __construct(
		private readonly BackgroundProcessors $processors,
		private readonly ProcessorQueues $queues,
		private readonly OptionLocks $options,
		private readonly Clock $clock,
	) {}

	/**
	 * @return list<Lock>
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		$processors = $this->processors->all();
		$locks      = [];
		foreach ( $this->queues->survey( $processors ) as $name => $state ) {
			if ( null !== $state->lock ) {
				$locks[] = $this->of( $processors[ $name ], $state->lock );
			}
		}
		return $locks;
	}

	/** @throws \SmartAllocOps\Platform\DatabaseError When it cannot be read. */
	public function get( string $id ): ?Lock {
		$processor = $this->processors->get( substr( $id, strlen( self::ID ) ) );
		$lock      = null === $processor ? null : $this->queues->survey( [ $processor->name => $processor ] )[ $processor->name ]->lock;
		return null === $processor || null === $lock ? null : $this->of( $processor, $lock );
	}

	/** @return bool False: it is not as it was. */
	public function take_away( Lock $lock ): bool {
		$processor = $this->processors->get( substr( $lock->id, strlen( self::ID ) ) );
		$now       = null === $processor ? null : $this->queues->survey( [ $processor->name => $processor ] )[ $processor->name ]->lock;
		return null !== $now && '' !== $now->row && LockFinder::fingerprint( $now->value ) === $lock->fingerprint && $this->options->take_away( $now->row, $now->value, true );
	}

	private function of( Processor $processor, ProcessorLock $lock ): Lock {
		$now     = $this->clock->now_ms();
		$quiet_s = null === $lock->since_ms ? null : max( 0, intdiv( $now - $lock->since_ms, 1000 ) );
		$limit_s = null === $lock->since_ms || null === $lock->until_ms ? null : max( 0, intdiv( $lock->until_ms - $lock->since_ms, 1000 ) );
		$state   = match ( true ) {
			null !== $lock->since_ms && $lock->since_ms > $now + self::SKEW_MS => 'stale',
			$lock->is_live( $now ) => 'live',
			default => 'harmless',
		};
		return new Lock(
			self::ID . $processor->name,
			'gf_lock',
			/* translators: %s: name of a background processor. */
			sprintf( __( 'Lock of %s of Gravity Forms', 'smartalloc-ops' ), $processor->name ),
			$state,
			$lock->since_ms,
			$quiet_s,
			$limit_s,
			[ self::evidence( $lock, $state, $now ) ],
			__( 'The next request or health check works on the batches. If its holder is at work after all, two processes do, and a task may be done twice.', 'smartalloc-ops' ),
			LockFinder::fingerprint( $lock->value ),
			self::refusal( $lock, $state )
		);
	}

	private static function evidence( ProcessorLock $lock, string $state, int $now ): string {
		return match ( true ) {
			null === $lock->since_ms => __( 'It does not say since when it holds.', 'smartalloc-ops' ),
			'stale' === $state => __( 'It was taken in the future: the clock stood wrong.', 'smartalloc-ops' ),
			/* translators: %s: a length of time. */
			'harmless' === $state => sprintf( __( 'It was taken %s ago and has ended by itself: Gravity Forms passes over it.', 'smartalloc-ops' ), LocalTime::span( intdiv( $now - $lock->since_ms, 1000 ) ) ),
			/* translators: %s: a length of time. */
			default => sprintf( __( 'It was taken %s ago, and its holder does not renew it while it works.', 'smartalloc-ops' ), LocalTime::span( intdiv( max( 0, $now - $lock->since_ms ), 1000 ) ) ),
		};
	}

	private static function refusal( ProcessorLock $lock, string $state ): ?Refusal {
		return match ( true ) {
			'' === $lock->row => new Refusal( 'in_object_cache', __( 'It is kept in the object cache, where it cannot be compared and taken away in one step. It ends by itself.', 'smartalloc-ops' ), Action::command( __( 'Look again', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ) ),
			'live' === $state => new Refusal( 'not_provably_stale', __( 'Its holder may be at work, and it ends by itself. Wait, and look again.', 'smartalloc-ops' ), Action::command( __( 'Look again', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ) ),
			default => null,
		};
	}
}
