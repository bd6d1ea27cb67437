<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Shows who holds what up, and takes dead locks and claims away: one at a time, each with its reason. */
final class LockService {
	public function __construct( private readonly LockFinder $finder, private readonly ActionScheduler $action_scheduler, private readonly Journal $journal ) {}

	/**
	 * @return list<Lock>
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all(): array {
		return $this->finder->all( $this->action_scheduler->presence()->is_present() );
	}

	/**
	 * @param string $fingerprint Of the lock as the person saw it.
	 * @return Lock As it was when it was taken away.
	 * @throws Refused   Its holder is not provably dead.
	 * @throws Conflict  It is not as it was seen, or gone; carries what is there now.
	 * @throws Forbidden The actor may not.
	 */
	public function remove( string $id, string $fingerprint, string $reason, Actor $actor ): Lock {
		Forbidden::unless( $actor, Capability::OPERATE );
		$why  = Reason::from( $reason );
		$lock = $this->finder->get( $id );
		if ( null === $lock || $lock->fingerprint !== $fingerprint ) {
			throw self::lost( $id, $lock );
		}
		if ( null !== $lock->refusal ) {
			throw new Refused( [ $lock->refusal ] );
		}
		$this->journal->record( $actor, 'lock.removing', "lock:$id", $why->text, self::facts( $lock ) );
		$failed = $this->finder->take_away( $lock );
		if ( null === $failed ) {
			$this->journal->record( $actor, 'lock.kept', "lock:$id", $why->text );
			throw self::lost( $id, $this->finder->get( $id ) );
		}
		foreach ( $failed as $action_id ) {
			// As Action Scheduler's own cleaner says it, so that its log and whoever listens learn of it.
			do_action( 'action_scheduler_failed_action', $action_id, (int) $lock->limit_s ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- theirs.
		}
		$this->journal->record( $actor, 'lock.removed', "lock:$id", $why->text, [ 'failed' => count( $failed ) ] + self::facts( $lock ) );
		return $lock;
	}

	/** @return array<string, string|int|bool|null> */
	private static function facts( Lock $lock ): array {
		return [
			'kind'    => $lock->kind,
			'state'   => $lock->state,
			'since'   => $lock->since,
			'quiet_s' => $lock->quiet_s,
			'limit_s' => $lock->limit_s,
		];
	}

	private static function lost( string $id, ?Lock $present ): Conflict {
		$text = null === $present
			/* translators: %s: name of a lock. */
			? sprintf( __( '%s is not there (any more). Nothing was taken away.', 'smartalloc-ops' ), $id )
			/* translators: %s: name of a lock. */
			: sprintf( __( '%s is not as you saw it. Look at it and decide again.', 'smartalloc-ops' ), $id );
		return new Conflict( 'lock_changed', $text, 'lock', $present );
	}
}
