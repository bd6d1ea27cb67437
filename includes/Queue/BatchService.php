<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Takes the wish for a bounded batch of a queue: it runs in a request of its own as nobody, or in the shell that asks. */
final class BatchService {
	public const MAX     = 50;
	public const DEFAULT = 10;

	/** The shell waits as long as it takes; a request of the web has to leave before its server ends it. */
	private const SHELL_BUDGET_S = 3_600;

	public function __construct(
		private readonly BatchStore $store,
		private readonly BatchGate $gate,
		private readonly BatchRunner $runner,
		private readonly BatchLoopback $loopback,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/**
	 * Asks for a batch, which a loopback request runs.
	 *
	 * @throws Refused      The queue is held, or cannot be run.
	 * @throws Conflict     A batch of it is under way, or the key was used for something else; carries that batch.
	 * @throws NotFound     There is no such queue.
	 * @throws InvalidField Something cannot be used.
	 * @throws Forbidden    The actor may not.
	 */
	public function ask( string $queue, int $size, string $key, string $reason, Actor $actor ): Batch {
		Forbidden::unless( $actor, Capability::OPERATE );
		$why   = Reason::from( $reason );
		$key   = self::key( $key );
		$size  = self::size( $size, self::MAX );
		$hash  = hash( 'sha256', (string) wp_json_encode( [ $queue, $size, $why->text ] ) );
		$token = bin2hex( random_bytes( 32 ) );
		$seen  = $this->store->by_key( $key );
		if ( null !== $seen ) {
			return self::same( $seen, $hash );
		}
		$batch = $this->create( $queue, $size, $key, $hash, 'loopback', $why, $actor, hash( 'sha256', $token ) );
		if ( null === $batch ) {
			return self::same( $this->store->by_key( $key ) ?? throw $this->under_way( $queue ), $hash );
		}
		CrashPoint::reach( 'batch.asked' );
		$this->loopback->send( $batch->id, $token );
		return $this->get( $batch->id );
	}

	/**
	 * Runs a batch here and now, for the shell.
	 *
	 * @throws Refused  The queue is held, or cannot be run.
	 * @throws Conflict A batch of it is under way.
	 */
	public function run_here( string $queue, int $size, string $reason, Actor $actor ): Batch {
		Forbidden::unless( $actor, Capability::OPERATE );
		$why   = Reason::from( $reason );
		$key   = 'here-' . bin2hex( random_bytes( 12 ) );
		$batch = $this->create( $queue, self::size( $size, PHP_INT_MAX ), $key, $key, 'here', $why, $actor, null ) ?? throw $this->under_way( $queue );
		$ran   = $this->runner->run( $batch->id, null, self::SHELL_BUDGET_S );
		return $ran ?? $this->get( $batch->id );
	}

	/** @throws NotFound */
	public function get( int $id ): Batch {
		/* translators: %d: number of a batch. */
		return $this->store->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no batch %d.', 'smartalloc-ops' ), $id ) );
	}

	private function create( string $queue, int $size, string $key, string $hash, string $place, Reason $why, Actor $actor, ?string $token_hash ): ?Batch {
		$refusals = $this->gate->refusals( $queue );
		if ( [] !== $refusals ) {
			throw new Refused( $refusals );
		}
		$active = $this->store->active( $queue );
		if ( null !== $active && ! $active->is_open( $this->clock->now_ms() ) ) {
			$this->store->bury( $active );
		}
		$batch = $this->store->create( $queue, $size, $key, $hash, $place, $why->text, $actor, $token_hash );
		if ( null !== $batch ) {
			$this->journal->record(
				$actor,
				'batch.asked',
				"batch:{$batch->id}",
				$why->text,
				[
					'queue' => $queue,
					'size'  => $size,
				]
			);
		}
		return $batch;
	}

	private function under_way( string $queue ): Conflict {
		$active = $this->store->active( $queue );
		/* translators: %s: name of a queue. */
		return new Conflict( 'batch_active', sprintf( __( 'A batch of %s is under way. Only one can be.', 'smartalloc-ops' ), $queue ), 'batch', $active );
	}

	private static function same( Batch $seen, string $hash ): Batch {
		if ( $seen->payload_hash !== $hash ) {
			throw new Conflict( 'idempotency_key_reused', __( 'This idempotency key was used for another request.', 'smartalloc-ops' ), 'batch', $seen );
		}
		return $seen;
	}

	private static function size( int $size, int $max ): int {
		if ( $size < 1 || $size > $max ) {
			/* translators: %d: number of jobs. */
			throw new InvalidField( 'size', sprintf( __( 'size takes 1 to %d.', 'smartalloc-ops' ), $max ) );
		}
		return $size;
	}

	/** Lowercase, because keys on the smallest common database know no case. */
	private static function key( string $key ): string {
		$key = strtolower( $key );
		if ( 1 !== preg_match( '/^[a-z0-9_\-]{8,64}$/', $key ) ) {
			throw new InvalidField( 'idempotency_key', __( 'The idempotency key takes 8 to 64 letters, digits, dashes or underscores.', 'smartalloc-ops' ) );
		}
		return $key;
	}
}
