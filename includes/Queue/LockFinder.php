<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Platform\ActionClaims;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\OptionLocks;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/**
 * Finds locks and claims and judges whether their holder is provably dead.
 *
 * Nobody can see the processes of other servers, so the proof is silence: longer than the owner of the lock itself takes
 * for death.
 *
 * @phpstan-import-type Claim from ActionClaims
 * @phpstan-import-type OptionLock from OptionLocks
 */
final class LockFinder {
	public const CLAIM     = 'as_claim:';
	public const AS_LOCK   = 'as_lock:';
	public const CRON_LOCK = 'cron_lock';

	/** How Action Scheduler names the options of its locks, and how long it takes one. */
	private const AS_PREFIX = 'action_scheduler_lock_';
	private const AS_LOCK_S = 60;

	/** A lock from the future, by more than clocks of two servers may differ. */
	private const SKEW_S = 60;

	public function __construct( private readonly ActionClaims $claims, private readonly OptionLocks $options, private readonly ProcessorLocks $processors, private readonly Clock $clock ) {}

	/**
	 * @return list<Lock> Those that hold somebody up first.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function all( bool $with_claims ): array {
		$locks = $with_claims ? array_map( $this->of_claim( ... ), $this->claims->all() ) : [];
		foreach ( $this->options->beginning_with( self::AS_PREFIX ) as $row ) {
			$locks[] = $this->of_action_scheduler( $row );
		}
		$cron = $this->cron();
		if ( null !== $cron ) {
			$locks[] = $cron;
		}
		array_push( $locks, ...$this->processors->all() );
		$rank = [ 'stale' => 0, 'live' => 1, 'harmless' => 2 ];
		usort( $locks, static fn ( Lock $one, Lock $other ): int => [ $rank[ $one->state ], $one->id ] <=> [ $rank[ $other->state ], $other->id ] );
		return $locks;
	}

	/** @throws \SmartAllocOps\Platform\DatabaseError When it cannot be read. */
	public function get( string $id ): ?Lock {
		if ( self::CRON_LOCK === $id ) {
			return $this->cron();
		}
		if ( str_starts_with( $id, self::CLAIM ) ) {
			$claim = $this->claims->get( (int) substr( $id, strlen( self::CLAIM ) ) );
			return null === $claim ? null : $this->of_claim( $claim );
		}
		if ( str_starts_with( $id, self::AS_LOCK ) ) {
			$row = $this->options->get( self::AS_PREFIX . substr( $id, strlen( self::AS_LOCK ) ) );
			return null === $row ? null : $this->of_action_scheduler( $row );
		}
		return str_starts_with( $id, ProcessorLocks::ID ) ? $this->processors->get( $id ) : null;
	}

	/**
	 * Takes it away if everything is still as this lock says.
	 *
	 * @return list<int>|null Jobs that were marked failed by it; null: it is not as it was.
	 */
	public function take_away( Lock $lock ): ?array {
		if ( 'as_claim' === $lock->kind ) {
			$id    = (int) substr( $lock->id, strlen( self::CLAIM ) );
			$claim = $this->claims->get( $id );
			if ( null === $claim || self::claim_fingerprint( $claim ) !== $lock->fingerprint || null === $lock->limit_s ) {
				return null;
			}
			return $this->claims->take_away( $id, $claim['waiting'] + $claim['begun'], $this->clock->now_ms() - $lock->limit_s * 1000 );
		}
		if ( 'gf_lock' === $lock->kind ) {
			return $this->processors->take_away( $lock ) ? [] : null;
		}
		$name = 'cron_lock' === $lock->kind ? OptionLocks::WP_CRON : self::AS_PREFIX . substr( $lock->id, strlen( self::AS_LOCK ) );
		$row  = $this->options->get( $name );
		return null !== $row && self::fingerprint( $row['value'] ) === $lock->fingerprint && $this->options->take_away( $name, $row['value'] ) ? [] : null;
	}

	/** @param Claim $claim */
	private function of_claim( array $claim ): Lock {
		$now     = $this->clock->now_ms();
		$open    = $claim['waiting'] + $claim['begun'];
		$seen    = max( $claim['created_at'] ?? 0, $claim['last_attempt_at'] ?? 0, $claim['last_logged_at'] ?? 0 );
		$quiet_s = 0 === $seen ? null : max( 0, intdiv( $now - $seen, 1000 ) );
		$limit_s = $this->claims->limit_s( $claim['begun'] > 0 );
		$is_dead = null !== $quiet_s && null !== $limit_s && $quiet_s > $limit_s;
		$facts   = [
			null === $claim['created_at']
				? __( 'Nothing says when it was staked: its own row is gone.', 'smartalloc-ops' )
				/* translators: %s: a length of time. */
				: sprintf( __( 'A runner staked it %s ago.', 'smartalloc-ops' ), self::span( $now - $claim['created_at'] ) ),
			/* translators: 1: number of jobs, 2: number of jobs. */
			0 === $open ? __( 'It holds no job any more.', 'smartalloc-ops' ) : sprintf( __( 'It holds %1$d jobs that have not begun and %2$d that have.', 'smartalloc-ops' ), $claim['waiting'], $claim['begun'] ),
		];
		if ( null !== $quiet_s ) {
			/* translators: %s: a length of time. */
			$facts[] = sprintf( __( 'None of its jobs was begun, ended or logged for %s.', 'smartalloc-ops' ), self::span( $quiet_s * 1000 ) );
		}
		$facts[] = null === $limit_s
			? __( 'A filter of this site forbids Action Scheduler ever to take a runner for dead.', 'smartalloc-ops' )
			/* translators: %s: a length of time. */
			: sprintf( __( 'Action Scheduler itself takes a runner for dead after %s of silence, but only when another one comes.', 'smartalloc-ops' ), self::span( $limit_s * 1000 ) );
		return new Lock(
			self::CLAIM . $claim['id'],
			'as_claim',
			/* translators: %d: number of a claim. */
			sprintf( __( 'Claim %d of a runner', 'smartalloc-ops' ), $claim['id'] ),
			match ( true ) {
				! $is_dead => 'live',
				0 === $open => 'harmless',
				default => 'stale',
			},
			$claim['created_at'],
			$quiet_s,
			$limit_s,
			$facts,
			0 === $open
				? __( 'Only the row of the claim goes.', 'smartalloc-ops' )
				: __( 'Jobs that have not begun can be claimed by other runners again. Those that have begun are marked failed and are not run again: look at what they had done. The next link of a recurring job among them is not scheduled.', 'smartalloc-ops' ),
			self::claim_fingerprint( $claim ),
			$is_dead ? null : $this->alive( $quiet_s, $limit_s )
		);
	}

	/** @param OptionLock $row Its value ends with the second in which the lock ends. */
	private function of_action_scheduler( array $row ): Lock {
		$name    = substr( $row['name'], strlen( self::AS_PREFIX ) );
		$now     = $this->clock->now_ms();
		$until   = 1 === preg_match( '/(?:^|\|)(\d{9,11})$/', $row['value'], $found ) ? (int) $found[1] * 1000 : null;
		$takes_s = max( 1, (int) apply_filters( 'action_scheduler_lock_duration', self::AS_LOCK_S, $name ) );
		$state   = match ( true ) {
			null === $until, $until < $now => 'harmless',
			$until > $now + ( $takes_s + self::SKEW_S ) * 1000 => 'stale',
			default => 'live',
		};
		return $this->of_option(
			self::AS_LOCK . $name,
			'as_lock',
			/* translators: %s: name of a lock. */
			sprintf( __( 'Lock "%s" of Action Scheduler', 'smartalloc-ops' ), $name ),
			$row['value'],
			$state,
			null === $until ? null : $until - $takes_s * 1000,
			$takes_s,
			match ( true ) {
				null === $until => __( 'It does not say until when it holds, so Action Scheduler passes over it.', 'smartalloc-ops' ),
				/* translators: %s: a length of time. */
				'harmless' === $state => sprintf( __( 'It ended %s ago; Action Scheduler passes over it.', 'smartalloc-ops' ), self::span( $now - $until ) ),
				/* translators: 1: a length of time, 2: a length of time. */
				'stale' === $state => sprintf( __( 'It would hold for another %1$s, but one is taken for %2$s at most: the clock stood wrong when it was taken.', 'smartalloc-ops' ), self::span( $until - $now ), self::span( $takes_s * 1000 ) ),
				/* translators: %s: a length of time. */
				default => sprintf( __( 'It ends by itself in %s.', 'smartalloc-ops' ), self::span( $until - $now ) ),
			},
			__( 'The next page of wp-admin may start a runner at once.', 'smartalloc-ops' )
		);
	}

	private function cron(): ?Lock {
		$row = wp_using_ext_object_cache() ? $this->cached_cron() : $this->options->get( OptionLocks::WP_CRON );
		if ( null === $row ) {
			return null;
		}
		$now    = $this->clock->now_ms();
		$at     = is_numeric( $row['value'] ) ? (int) floor( (float) $row['value'] * 1000 ) : 0;
		$holds  = defined( 'WP_CRON_LOCK_TIMEOUT' ) ? (int) WP_CRON_LOCK_TIMEOUT : MINUTE_IN_SECONDS;
		$ahead  = $at > $now + self::SKEW_S * 1000;
		$is_old = $now - $at > $holds * 1000;
		return $this->of_option(
			self::CRON_LOCK,
			'cron_lock',
			__( 'Lock of WP-Cron', 'smartalloc-ops' ),
			$row['value'],
			$ahead ? 'stale' : ( $is_old ? 'harmless' : 'live' ),
			0 === $at ? null : $at,
			$holds,
			match ( true ) {
				$ahead => __( 'It was taken in the future: the clock stood wrong.', 'smartalloc-ops' ),
				/* translators: 1: a length of time, 2: a length of time. */
				$is_old => sprintf( __( 'It was taken %1$s ago and holds for %2$s: WP-Cron passes over it.', 'smartalloc-ops' ), self::span( $now - $at ), self::span( $holds * 1000 ) ),
				/* translators: 1: a length of time, 2: a length of time. */
				default => sprintf( __( 'It was taken %1$s ago and holds for %2$s.', 'smartalloc-ops' ), self::span( $now - $at ), self::span( $holds * 1000 ) ),
			},
			__( 'The next visit or the system cron starts WP-Cron at once. A wp-cron.php that still runs stops after its present event.', 'smartalloc-ops' ),
			wp_using_ext_object_cache() ? new Refusal( 'in_object_cache', __( 'It is kept in the object cache, where it cannot be compared and taken away in one step.', 'smartalloc-ops' ), Action::command( __( 'Take it away by hand', 'smartalloc-ops' ), 'wp transient delete doing_cron' ) ) : null
		);
	}

	/** @return OptionLock|null */
	private function cached_cron(): ?array {
		$value = get_transient( 'doing_cron' );
		return is_scalar( $value ) && false !== $value ? [
			'name'  => OptionLocks::WP_CRON,
			'value' => (string) $value,
		] : null;
	}

	/**
	 * @param 'as_lock'|'cron_lock'     $kind
	 * @param 'live'|'stale'|'harmless' $state
	 */
	private function of_option( string $id, string $kind, string $title, string $value, string $state, ?int $since, int $limit_s, string $fact, string $effect, ?Refusal $refusal = null ): Lock {
		$quiet_s = null === $since ? null : max( 0, intdiv( $this->clock->now_ms() - $since, 1000 ) );
		return new Lock( $id, $kind, $title, $state, $since, $quiet_s, $limit_s, [ $fact ], $effect, self::fingerprint( $value ), $refusal ?? ( 'live' === $state ? $this->alive( $quiet_s, $limit_s ) : null ) );
	}

	private function alive( ?int $quiet_s, ?int $limit_s ): Refusal {
		return match ( true ) {
			null === $limit_s => new Refusal( 'not_provably_stale', __( 'No length of silence proves that its holder is dead while a filter says that a runner may be silent for ever.', 'smartalloc-ops' ), Action::command( __( 'Look at the claims of Action Scheduler', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ) ),
			null === $quiet_s => new Refusal( 'not_provably_stale', __( 'Nothing says when its holder was last at work.', 'smartalloc-ops' ), Action::command( __( 'Look again', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ) ),
			/* translators: 1: a length of time, 2: a length of time. */
			default => new Refusal( 'not_provably_stale', sprintf( __( 'Its holder may be at work: it was last seen %1$s ago, and counts as dead after %2$s. Wait, and look again.', 'smartalloc-ops' ), self::span( $quiet_s * 1000 ), self::span( $limit_s * 1000 ) ), Action::command( __( 'Look again', 'smartalloc-ops' ), 'wp smartalloc-ops queue locks' ) ),
		};
	}

	/** @param Claim $claim */
	private static function claim_fingerprint( array $claim ): string {
		return self::fingerprint( (string) wp_json_encode( $claim ) );
	}

	public static function fingerprint( string $seen ): string {
		return substr( hash( 'sha256', $seen ), 0, 32 );
	}

	private static function span( int $ms ): string {
		return LocalTime::span( intdiv( $ms, 1000 ) );
	}
}
