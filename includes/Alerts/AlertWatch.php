<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/**
 * Makes alerts of verdicts: one fires when two measurements in a row were bad, is over when it was good for a while,
 * stays silent while what it rests on is bad or before its signal was ever good, and many at once are one. What is not
 * measured any more ends its alert as gone, not as recovered. The journal holds what fired, was taken on and ended; what
 * was only pending is noise, and passes unseen.
 */
final class AlertWatch {
	/** Signal of the alert that stands for many. */
	public const MASS = 'mass';

	/** Bad measurements in a row until it fires. */
	public const HOLDS = 2;

	/** Good measurements in a row, over at least that time, until it is over. */
	public const CLEARS    = 3;
	public const CLEARS_MS = 300_000;

	/** So many that would fire at once are one. */
	public const MANY = 5;

	/** What would fire so soon after them belongs to them. */
	private const BELONGS_MS = 600_000;

	public function __construct(
		private readonly VerdictStore $verdicts,
		private readonly AlertStore $alerts,
		private readonly Signals $signals,
		private readonly Evidence $evidence,
		private readonly AlertTeller $teller,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/** What the tick calls after the checks; costs a few reads while nothing changes. */
	public function run(): void {
		$now      = $this->clock->now_ms();
		$verdicts = $this->verdicts->all();
		$judged   = array_map( fn ( Verdict $verdict ): Severity|string|null => $this->signals->judge( $verdict, $now ), $verdicts );
		$this->observe( $verdicts, $judged, $now );
		$this->fire( $verdicts, $judged, $now );
		$this->end_masses();
		$this->teller->tell();
	}

	/**
	 * Counts what was measured anew since the last look.
	 *
	 * @param array<string, Verdict>              $verdicts
	 * @param array<string, Severity|string|null> $judged
	 */
	private function observe( array $verdicts, array $judged, int $now ): void {
		$once_good = $this->alerts->once_good();
		$active    = $this->alerts->active();
		$good      = [];
		$begin     = [];
		$pending   = [];
		foreach ( $judged as $signal => $judgement ) {
			$signal = (string) $signal;
			$alert  = $active[ $signal ] ?? null;
			$at     = $verdicts[ $signal ]->is_stale( $now ) ? $now : $verdicts[ $signal ]->measured_at;
			if ( 'good' === $judgement && ! isset( $once_good[ $signal ] ) ) {
				$good[] = $signal;
			}
			if ( 'gone' === $judgement ) {
				null === $alert || $this->ended( $alert, AlertEnd::Gone );
				continue;
			}
			if ( null === $judgement || ( null !== $alert && $at <= $alert->seen_at ) ) {
				continue;
			}
			match ( true ) {
				'good' === $judgement => null === $alert || $this->was_good( $alert, $at ),
				$judgement instanceof Severity && null === $alert && isset( $once_good[ $signal ] ) => $begin[] = [
					'signal'   => $signal,
					'severity' => $judgement,
					'at'       => $at,
				],
				AlertState::Pending === $alert?->state => $pending[] = [
					'alert' => $alert,
					'at'    => $at,
				],
				// Nothing to write while it only stays as bad as it is.
				null !== $alert && $judgement instanceof Severity && ( $alert->good_rounds > 0 || $judgement->rank() > $alert->severity->rank() ) => $this->alerts->worsen( $alert, $judgement, $at ),
				default => null,
			};
		}
		foreach ( $active as $signal => $alert ) {
			if ( self::MASS !== $signal && ! isset( $verdicts[ $signal ] ) && $this->signals->is_missed( (string) $signal, $verdicts ) ) {
				$this->ended( $alert, AlertEnd::Gone );
			}
		}
		[] === $good || $this->alerts->note_good( $good );
		[] === $begin || $this->alerts->begin( $begin );
		[] === $pending || $this->alerts->count_bad( $pending );
	}

	private function was_good( Alert $alert, int $at ): void {
		$since = $alert->good_since ?? $at;
		if ( AlertState::Pending !== $alert->state && ( $alert->good_rounds + 1 < self::CLEARS || $at - $since < self::CLEARS_MS ) ) {
			$this->alerts->count_good( $alert, $at );
		} else {
			$this->ended( $alert, AlertEnd::Recovered );
		}
	}

	/** Of what never fired, and of what another one stands for, the journal does not speak. */
	private function ended( Alert $alert, AlertEnd $end ): void {
		if ( $this->alerts->resolve( $alert, $end ) && $alert->is_open() && null === $alert->under_id ) {
			$this->note( AlertEnd::Gone === $end ? 'alert.gone' : 'alert.resolved', $alert );
		}
	}

	/**
	 * @param array<string, Verdict>              $verdicts
	 * @param array<string, Severity|string|null> $judged
	 */
	private function fire( array $verdicts, array $judged, int $now ): void {
		$active = $this->alerts->active();
		$ready  = array_values( array_filter( $active, fn ( Alert $alert ): bool => AlertState::Pending === $alert->state && self::MASS !== $alert->signal && $alert->bad_rounds >= self::HOLDS && ! $this->is_child_of_trouble( $alert->signal, $judged ) ) );
		if ( [] === $ready ) {
			return;
		}
		$mass = $active[ self::MASS ] ?? null;
		if ( null !== $mass && null !== $mass->fired_at && $now - $mass->fired_at < self::BELONGS_MS ) {
			$this->alerts->fire_under( $ready, $mass );
			return;
		}
		if ( count( $ready ) >= self::MANY && null === $mass ) {
			$this->fire_mass( $ready, $verdicts );
			return;
		}
		foreach ( $ready as $alert ) {
			$decision = $this->evidence->freeze( $alert, $verdicts[ $alert->signal ] ?? null );
			CrashPoint::reach( 'alerts.frozen' );
			if ( $this->alerts->fire( $alert, $decision ) ) {
				CrashPoint::reach( 'alerts.fired' );
				$this->note( 'alert.fired', $alert );
			}
		}
	}

	/**
	 * @param non-empty-list<Alert>  $ready
	 * @param array<string, Verdict> $verdicts
	 */
	private function fire_mass( array $ready, array $verdicts ): void {
		$this->alerts->begin(
			[
				[
					'signal'   => self::MASS,
					'severity' => Severity::highest( array_map( static fn ( Alert $alert ): Severity => $alert->severity, $ready ) ),
					'at'       => min( array_map( static fn ( Alert $alert ): int => $alert->onset_at, $ready ) ),
				],
			]
		);
		$mass = $this->alerts->active()[ self::MASS ] ?? null;
		if ( null === $mass || AlertState::Pending !== $mass->state ) {
			return;
		}
		$decision = $this->evidence->freeze_mass( $mass, $ready, $verdicts );
		if ( $this->alerts->fire( $mass, $decision ) ) {
			$this->note( 'alert.fired', $mass, [ 'members' => count( $ready ) ] );
			$this->alerts->fire_under( $ready, $this->alerts->get( $mass->id ) ?? $mass );
		}
	}

	/** @param array<string, Severity|string|null> $judged */
	private function is_child_of_trouble( string $signal, array $judged ): bool {
		foreach ( $this->signals->ancestors( $signal ) as $ancestor ) {
			if ( ( $judged[ $ancestor ] ?? null ) instanceof Severity ) {
				return true;
			}
		}
		return false;
	}

	private function end_masses(): void {
		$mass = $this->alerts->active()[ self::MASS ] ?? null;
		if ( null !== $mass && $mass->is_open() && ! $this->alerts->has_open_members( $mass->id ) ) {
			$this->ended( $mass, $this->alerts->are_members_gone( $mass->id ) ? AlertEnd::Gone : AlertEnd::Recovered );
		}
	}

	/** @param array<string, string|int|bool|null> $more */
	private function note( string $event, Alert $alert, array $more = [] ): void {
		$this->journal->record(
			Actor::system(),
			$event,
			"alert:{$alert->id}",
			'',
			[
				'signal'   => $alert->signal,
				'severity' => $alert->severity->value,
			] + $more
		);
	}
}
