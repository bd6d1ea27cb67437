<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Recovery\WatchState;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/**
 * Looks at every trigger. It measures nothing itself: alerts, verdicts, counts and the watchdog are others', and a verdict
 * past its time is none.
 *
 * @phpstan-type OpenAlert array{id: int, onset_at: int, decision: int|null}
 * @phpstan-type SignalWords array{label: string, rule: string, limit: float|null, unit: string|null}
 */
final class Observer {
	/** So long after what the watchdog did it still speaks for a rollback. */
	private const ACTED_MS = 3_600_000;

	/** Deaths before the site was up, none having begun well between them. */
	private const DEATHS    = 3;
	private const DEATHS_MS = 600_000;

	/**
	 * @param \Closure(): array<string, Verdict>      $verdicts By signal, as they are stored.
	 * @param \Closure(): array<string, OpenAlert>    $alerts   Critical alerts that fired and are not over, by signal.
	 * @param \Closure( string ): SignalWords         $words
	 * @param \Closure(): array<string, bool>         $checks   Checks of Health, and whether green needs them.
	 * @param \Closure( list<string> ): Counts        $counts   Of these metrics.
	 * @param \Closure(): (WatchState|null)           $watchdog Null where none is installed.
	 */
	public function __construct(
		private readonly \Closure $verdicts,
		private readonly \Closure $alerts,
		private readonly \Closure $words,
		private readonly \Closure $checks,
		private readonly \Closure $counts,
		private readonly \Closure $watchdog,
	) {}

	/**
	 * @param int|null $since When the build that runs came; null when that is not known, and then nothing fires.
	 * @return array<string, Observation> By id of the trigger.
	 */
	public function look( ?int $since, int $now ): array {
		return Sentences::recording(
			function () use ( $since, $now ): array {
				$verdicts = $this->asked( fn (): array => ( $this->verdicts )() );
				$alerts   = $this->asked( fn (): array => ( $this->alerts )() );
				$counts   = $this->asked( fn (): Counts => ( $this->counts )( TriggerCatalog::metrics() ) );
				$watch    = ( $this->watchdog )();
				return array_map(
					fn ( Trigger $trigger ): Observation => match ( true ) {
						null === $since => self::unknown( $trigger, 'no_build' ),
						Trigger::WATCHDOG === $trigger->source => $this->of_watchdog( $trigger, $watch, $since, $now ),
						Trigger::GROWTH === $trigger->source => null === $counts ? self::unknown( $trigger, 'unreadable' ) : $this->of_growth( $trigger, $counts, $since, $now ),
						null === $verdicts || null === $alerts => self::unknown( $trigger, 'unreadable' ),
						default => $this->of_alerts( $trigger, $verdicts, $alerts, $since, $now ),
					},
					TriggerCatalog::all()
				);
			}
		);
	}

	/**
	 * @param array<string, Verdict>   $verdicts
	 * @param array<string, OpenAlert> $alerts
	 */
	private function of_alerts( Trigger $trigger, array $verdicts, array $alerts, int $since, int $now ): Observation {
		$evidence = [];
		$earlier  = [];
		$pending  = null;
		$missing  = null;
		foreach ( $this->signals( $trigger, $verdicts ) as $signal => $is_needed ) {
			$verdict = $verdicts[ $signal ] ?? null;
			$status  = null === $verdict ? Status::Unknown : $verdict->status( $now );
			$alert   = $alerts[ $signal ] ?? null;
			if ( null !== $verdict && Status::Critical === $status && null !== $alert ) {
				$found = $this->evidence_of( $trigger, (string) $signal, $verdict, $alert, $now );
				$alert['onset_at'] >= $since ? $evidence[] = $found : $earlier[] = $found;
			} elseif ( Status::Critical === $status ) {
				$pending ??= (string) $signal;
			} elseif ( Status::Unknown === $status && $is_needed ) {
				$missing ??= (string) $signal;
			}
		}
		return match ( true ) {
			[] !== $evidence => new Observation( $trigger, ObservedState::Firing, 'alert', TriggerWords::why( 'alert' ), $evidence, $earlier ),
			[] !== $earlier => new Observation( $trigger, ObservedState::Firing, 'before_build', TriggerWords::why( 'before_build' ), [], $earlier ),
			null !== $pending => self::unknown( $trigger, 'unconfirmed', ( $this->words )( $pending )['label'] ),
			null !== $missing => self::unknown( $trigger, self::is_stale( $verdicts[ $missing ] ?? null, $now ) ? 'stale' : 'not_measured', ( $this->words )( $missing )['label'], ( $verdicts[ $missing ] ?? null )->recorded->finding ?? '' ),
			default => new Observation( $trigger, ObservedState::Quiet, 'ok', TriggerWords::why( 'ok' ) ),
		};
	}

	/**
	 * @param array<string, Verdict> $verdicts
	 * @return array<string, bool> Whether something is known of the trigger without it, by signal.
	 */
	private function signals( Trigger $trigger, array $verdicts ): array {
		if ( Trigger::HEALTH === $trigger->source ) {
			return array_diff_key( ( $this->checks )(), array_flip( TriggerCatalog::signals() ) );
		}
		$signals = array_fill_keys( $trigger->signals, true );
		foreach ( array_keys( $verdicts ) as $name ) {
			// A group, a form or a channel may be bad while the whole is not.
			if ( in_array( strstr( (string) $name, Verdict::PART, true ), $trigger->signals, true ) ) {
				$signals[ (string) $name ] = false;
			}
		}
		return $signals;
	}

	/** @param OpenAlert $alert */
	private function evidence_of( Trigger $trigger, string $signal, Verdict $verdict, array $alert, int $now ): Evidence {
		$words   = ( $this->words )( $signal );
		$reading = $verdict->recorded;
		return new Evidence( $trigger->id, $signal, $words['label'], $reading->finding, $words['rule'], null === $reading->value ? null : (float) $reading->value, $reading->unit ?? $words['unit'], $reading->n, $reading->window_s, $words['limit'], $verdict->measured_at, $alert['onset_at'], $now, $alert['decision'] );
	}

	private function of_growth( Trigger $trigger, Counts $counts, int $since, int $now ): Observation {
		$rule   = $trigger->growth ?? throw new \LogicException( "$trigger->id has no rule." );
		$growth = Growth::judge( $rule, $counts, $since, $now );
		$text   = TriggerWords::growth( $growth );
		if ( ObservedState::Firing !== $growth->state ) {
			return new Observation( $trigger, $growth->state, $growth->why, $text );
		}
		$evidence = new Evidence( $trigger->id, $trigger->id, TriggerWords::label( $trigger->id ), $text, TriggerWords::rule( $trigger ), $growth->value, 'count', $growth->n, $growth->window_s, $growth->threshold, $now, max( $since, $now - $growth->window_s * 1000 ), $now );
		return new Observation( $trigger, ObservedState::Firing, 'grows', $text, [ $evidence ] );
	}

	private function of_watchdog( Trigger $trigger, ?WatchState $watch, int $since, int $now ): Observation {
		if ( null === $watch ) {
			return self::unknown( $trigger, 'no_watchdog' );
		}
		if ( 'fatal' === $trigger->id ) {
			$acted  = $watch->acted;
			// What it has brought stands there: nothing is left to be done.
			$fires  = null !== $acted && 'brought' !== $acted['what'] && ( $watch->is_stopped() || $acted['at'] > $now - self::ACTED_MS );
			$at     = $acted['at'] ?? 0;
			// What it did has ended the count.
			$deaths = null;
		} else {
			$recent = array_values( array_filter( $watch->boot_fatals(), static fn ( int $at ): bool => $at > $now - self::DEATHS_MS && $at >= $since ) );
			$deaths = (float) count( $recent );
			$fires  = $deaths >= self::DEATHS;
			$at     = [] === $recent ? 0 : max( $recent );
		}
		if ( ! $fires ) {
			return new Observation( $trigger, ObservedState::Quiet, 'ok', TriggerWords::why( 'ok' ) );
		}
		$text     = 'fatal' === $trigger->id ? TriggerWords::acted( (string) ( $watch->acted['what'] ?? '' ), $watch->fatal ) : TriggerWords::deaths( (int) $deaths, $watch->fatal );
		$evidence = new Evidence( $trigger->id, $trigger->id, TriggerWords::label( $trigger->id ), $text, TriggerWords::rule( $trigger ), $deaths, 'count', null, null === $deaths ? null : intdiv( self::DEATHS_MS, 1000 ), null === $deaths ? null : (float) self::DEATHS, $at, $at, $now );
		return $at >= $since
			? new Observation( $trigger, ObservedState::Firing, 'watchdog', $text, [ $evidence ] )
			: new Observation( $trigger, ObservedState::Firing, 'before_build', TriggerWords::why( 'before_build' ), [], [ $evidence ] );
	}

	private static function unknown( Trigger $trigger, string $why, string $what = '', string $finding = '' ): Observation {
		return new Observation( $trigger, ObservedState::Unknown, $why, trim( TriggerWords::why( $why, $what ) . " $finding" ) );
	}

	private static function is_stale( ?Verdict $verdict, int $now ): bool {
		return null !== $verdict && $verdict->is_stale( $now );
	}

	/**
	 * @template T
	 * @param \Closure(): T $ask
	 * @return T|null Null when the database does not answer.
	 */
	private function asked( \Closure $ask ): mixed {
		try {
			return $ask();
		} catch ( DatabaseError ) {
			return null;
		}
	}
}
