<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\CrashPoint;

defined( 'ABSPATH' ) || exit;

/**
 * Brings work back once nothing holds it: in held order, at a rate, each key once.
 *
 * It derives everything from the table and the flags, so a kill at any instant costs nothing but time.
 */
final class ReleaseLoop {
	private const BATCH = 200;

	/** Before an attempt that may be repeated is repeated. */
	private const RETRY_MS = 60_000;

	/** @var array<string, WorkHandler> */
	private array $handlers = [];

	/** @param iterable<WorkHandler> $handlers */
	public function __construct(
		private readonly WorkStore $store,
		private readonly HoldGate $gate,
		private readonly Clock $clock,
		private readonly Config $config,
		iterable $handlers,
	) {
		foreach ( $handlers as $handler ) {
			$this->handlers[ $handler->source() ] = $handler;
		}
	}

	/**
	 * One slice: reap, release, perform.
	 *
	 * @return array{released: int, performed: int}
	 */
	public function run( int $budget_ms ): array {
		$deadline = hrtime( true ) + $budget_ms * 1_000_000;
		$this->gate->refresh();
		$this->reap();
		$released = $this->release_held();
		return [
			'released'  => $released,
			'performed' => $this->perform_due( $deadline ),
		];
	}

	/** What a killed worker left: done again where that is the same as once, else a person must look. */
	private function reap(): void {
		foreach ( $this->store->expired( self::BATCH ) as $item ) {
			$this->store->move( $item, $this->may_repeat( $item ) ? WorkState::Due : WorkState::FinishedUnknown );
		}
	}

	private function release_held(): int {
		$gap      = intdiv( 60_000, $this->config->releases_a_minute() );
		$next     = 0;
		$released = 0;
		$after    = 0;
		// What something still holds is skipped by reading on, so one hold does not block the release of another.
		do {
			$items = $this->store->held( self::BATCH, $after );
			// Asked after the list was read: what another loop has released by then is not on it.
			$next = max( $next, $this->clock->now_ms(), $this->store->last_due_at() + $gap );
			foreach ( $items as $item ) {
				$after = $item->id;
				$hold  = $this->gate->hold_for( $item->source, $item->hook, $item->group, $item->form_id );
				if ( null !== $hold ) {
					// Written only when it is another hold: there may be thousands of them, and this runs each minute.
					$is_same = $hold->flag === $item->held_flag && $hold->scope === $item->held_scope;
					$is_same || $this->store->hold_again( $item, $hold );
				} elseif ( $this->store->release( $item, $next ) ) {
					++$released;
					$next += $gap;
				} else {
					// Another loop is at it too: queue behind what it has released, or order and rate would be lost.
					$next = max( $next, $this->store->last_due_at() + $gap );
				}
			}
		} while ( self::BATCH === count( $items ) && $released < self::BATCH );
		return $released;
	}

	private function perform_due( int $deadline ): int {
		$owner     = gethostname() . ':' . getmypid() . ':' . bin2hex( random_bytes( 4 ) );
		$performed = 0;
		do {
			$items = $this->store->due( 25 );
			$taken = 0;
			foreach ( $items as $item ) {
				if ( hrtime( true ) > $deadline ) {
					return $performed;
				}
				$this->gate->refresh();
				$hold = $this->gate->hold_for( $item->source, $item->hook, $item->group, $item->form_id );
				if ( null !== $hold ) {
					$taken += (int) $this->store->hold_again( $item, $hold );
					continue;
				}
				$leased = $this->store->lease( $item, substr( $owner, 0, 64 ) );
				if ( null !== $leased ) {
					++$taken;
					++$performed;
					$this->attempt( $leased );
				}
			}
		} while ( $taken > 0 );
		return $performed;
	}

	private function attempt( WorkItem $item ): void {
		CrashPoint::reach( 'work.leased' );
		$handler = $this->handlers[ $item->source ] ?? null;
		try {
			$outcome = null === $handler ? WorkOutcome::failed( WorkError::named( 'no_handler' ) ) : $handler->perform( $item );
		} catch ( \Throwable $thrown ) {
			$error   = WorkError::from( $thrown );
			$outcome = $this->may_repeat( $item ) ? WorkOutcome::retry( $error, self::RETRY_MS ) : WorkOutcome::failed( $error );
		}
		CrashPoint::reach( 'work.performed' );
		$this->store->finish( $item, $outcome );
	}

	private function may_repeat( WorkItem $item ): bool {
		return ( $this->handlers[ $item->source ] ?? null )?->is_idempotent() ?? false;
	}
}
