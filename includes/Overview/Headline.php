<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Health\HealthReport;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Queue\Queue;
use SmartAllocOps\Queue\QueueReport;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** The one sentence of the first screen. */
final class Headline {
	private function __construct( public readonly Status $status, public readonly string $text, public readonly ?int $since ) {}

	/**
	 * @param list<Problem>   $problems Worst first.
	 * @param list<FlagState> $flags
	 */
	public static function of( HealthReport $health, QueueReport $queues, array $problems, array $flags ): self {
		$status = Status::worst( [ $health->worst(), ...array_map( static fn ( Problem $problem ): Status => $problem->status, $problems ) ] );
		$worst  = array_values( array_filter( $problems, static fn ( Problem $problem ): bool => $problem->status === $status ) );
		$first  = $worst[0]->text ?? '';
		$n      = count( $worst );
		$text   = match ( $status ) {
			/* translators: 1: number of problems, 2: the first of them. */
			Status::Critical => sprintf( _n( 'Critical: %1$d thing needs you. %2$s', 'Critical: %1$d things need you. First: %2$s', $n, 'smartalloc-ops' ), $n, $first ),
			/* translators: 1: number of problems, 2: the first of them. */
			Status::Unknown => sprintf( _n( 'Not everything is known: %1$d thing could not be measured. %2$s', 'Not everything is known: %1$d things could not be measured. First: %2$s', $n, 'smartalloc-ops' ), $n, $first ),
			/* translators: 1: number of problems, 2: the first of them. */
			Status::Recommended => sprintf( _n( 'Nothing is critical; %1$d thing should be looked at. %2$s', 'Nothing is critical; %1$d things should be looked at. First: %2$s', $n, 'smartalloc-ops' ), $n, $first ),
			Status::Good, Status::NotSetUp => self::calm( $health, $queues ),
		};
		$dates = array_filter( array_map( static fn ( Problem $problem ): ?int => $problem->since, $worst ), 'is_int' );
		return new self( $status, trim( $text . ' ' . self::held_back( $flags ) ), [] === $dates ? null : min( $dates ) );
	}

	private static function calm( HealthReport $health, QueueReport $queues ): string {
		$good = $health->counts()[ Status::Good->value ];
		$ages = array_filter( array_map( static fn ( Queue $queue ): ?int => $queue->is_held() ? null : $queue->oldest_due_age_s, $queues->queues ), 'is_int' );
		/* translators: %d: number of checks. */
		$text = sprintf( _n( 'The only check (%d) is good.', 'All %d checks are good.', $good, 'smartalloc-ops' ), $good );
		$open = $health->counts()[ Status::Unknown->value ];
		if ( $open > 0 ) {
			/* translators: %d: number of checks. */
			$text = sprintf( _n( '%d check is good.', '%d checks are good.', $good, 'smartalloc-ops' ), $good )
				/* translators: %d: number of checks. */
				. ' ' . sprintf( _n( '%d that is not required is not known yet.', '%d that are not required are not known yet.', $open, 'smartalloc-ops' ), $open );
		}
		$held = [] !== array_filter( $queues->queues, static fn ( Queue $queue ): bool => $queue->is_held() );
		$wait = [] === $ages ? self::nothing_waits( $held ) : self::longest_wait( $held, max( $ages ) );
		$dark = array_filter( $queues->queues, static fn ( Queue $queue ): bool => ! $queue->is_held() && null === $queue->oldest_due_age_s && ( $queue->due->value ?? 0 ) > 0 );
		return match ( true ) {
			[] === $dark => "$text $wait",
			[] === $ages => $text . ' ' . __( 'Batches of Gravity Forms wait, and nothing says since when.', 'smartalloc-ops' ),
			default => "$text $wait " . __( 'Batches of Gravity Forms wait, and nothing says since when.', 'smartalloc-ops' ),
		};
	}

	/** Jobs of a paused queue do wait, and a calm sentence must not say otherwise. */
	private static function nothing_waits( bool $is_one_paused ): string {
		return $is_one_paused ? __( 'Outside the paused queues no job is waiting.', 'smartalloc-ops' ) : __( 'No job is waiting.', 'smartalloc-ops' );
	}

	private static function longest_wait( bool $is_one_paused, int $seconds ): string {
		return $is_one_paused
			/* translators: %d: number of seconds. */
			? sprintf( __( 'Outside the paused queues the longest wait is %d s.', 'smartalloc-ops' ), $seconds )
			/* translators: %d: number of seconds. */
			: sprintf( __( 'The longest wait is %d s.', 'smartalloc-ops' ), $seconds );
	}

	/**
	 * What people hold back on purpose: no problem, but never to be forgotten either.
	 *
	 * @param list<FlagState> $flags
	 */
	private static function held_back( array $flags ): string {
		$queues = 0;
		$parts  = [];
		foreach ( $flags as $flag ) {
			if ( 'off' !== $flag->value ) {
				continue;
			}
			if ( 'scheduling' === $flag->flag ) {
				++$queues;
			} elseif ( 'comms' === $flag->flag ) {
				$parts[] = __( 'comms', 'smartalloc-ops' );
			} elseif ( 'webhooks' === $flag->flag ) {
				$parts[] = __( 'webhooks', 'smartalloc-ops' );
			} elseif ( 'generic_path' === $flag->flag ) {
				$parts[] = __( 'the generic path', 'smartalloc-ops' );
			} elseif ( 'intake' === $flag->flag ) {
				/* translators: %s: number of a form. */
				$parts[] = sprintf( __( 'intake of form %s', 'smartalloc-ops' ), $flag->scope );
			} elseif ( 'gppa' === $flag->flag ) {
				/* translators: %s: number of a form. */
				$parts[] = '' === $flag->scope ? __( 'GPPA', 'smartalloc-ops' ) : sprintf( __( 'GPPA of form %s', 'smartalloc-ops' ), $flag->scope );
			}
		}
		if ( $queues > 0 ) {
			/* translators: %d: number of queues. */
			$parts[] = sprintf( _n( '%d queue', '%d queues', $queues, 'smartalloc-ops' ), $queues );
		}
		/* translators: %s: list of what is switched off. */
		return [] === $parts ? '' : sprintf( __( 'Switched off on purpose: %s.', 'smartalloc-ops' ), Sentences::listed( $parts ) );
	}
}
