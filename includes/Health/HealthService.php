<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\MakesRequests;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\ProbeRunner;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/** What is known of SmartAlloc's health, and the two ways to know more: measure, and prove that a probe can go red. */
final class HealthService {
	/** The roll-up of the probes that call over the network, whatever group they are in. */
	public const CONNECTIONS = 'connections';

	/** A verdict is measured anew after this share of its life, so that one missed tick makes nothing stale. */
	private const REFRESH_SHARE = 10;

	public function __construct(
		private readonly ProbeRunner $runner,
		private readonly VerdictStore $store,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/** Reads the stored verdicts: one statement, nothing is measured. */
	public function report(): HealthReport {
		try {
			$verdicts = $this->store->all();
		} catch ( DatabaseError ) {
			// Shown as unknown, one by one: the page that says so must still come.
			return new HealthReport( array_map( static fn ( Probe $probe ): ProbeState => ProbeState::unreadable( $probe ), array_values( $this->runner->probes() ) ) );
		}
		$now = $this->clock->now_ms();
		return new HealthReport(
			array_map(
				static fn ( Probe $probe ): ProbeState => ProbeState::of( $probe, $verdicts[ $probe->id() ] ?? null, $now ),
				array_values( $this->runner->probes() )
			),
			$verdicts
		);
	}

	/**
	 * Measures all probes, or one with its parents, and answers with how everything stands now.
	 *
	 * @throws NotFound      When there is no such probe.
	 * @throws DatabaseError When a verdict cannot be stored.
	 */
	public function check( ?string $probe_id = null ): HealthReport {
		if ( null !== $probe_id ) {
			$this->probe( $probe_id );
		}
		$this->store->save_all( $this->runner->run( null === $probe_id ? null : [ $probe_id ] ) );
		return $this->report();
	}

	/**
	 * What the first look at the screen calls: a site whose tick has not come yet should not show a wall of unknown.
	 * A page waits for it, so what makes requests is left to the tick.
	 */
	public function measure_first(): void {
		foreach ( $this->report()->states as $state ) {
			if ( null === $state->verdict && ! $state->probe instanceof MakesRequests ) {
				$this->store->save_all( $this->runner->run( null, false ) );
				return;
			}
		}
	}

	/** What the tick calls: measures what is due, and is cheap when nothing is. */
	public function refresh_due(): void {
		$now = $this->clock->now_ms();
		$due = [];
		foreach ( $this->report()->states as $state ) {
			$age_ms = null === $state->verdict ? null : $now - $state->verdict->measured_at;
			if ( null === $age_ms || $age_ms >= intdiv( $state->probe->valid_s() * 1000, self::REFRESH_SHARE ) ) {
				$due[] = $state->probe->id();
			}
		}
		$this->store->save_all( [] === $due ? [] : $this->runner->run( $due ) );
	}

	/**
	 * Brings about a probe's fault, looks whether the probe sees it, undoes it and looks again.
	 *
	 * @throws NotFound  When there is no such probe.
	 * @throws Forbidden When the actor may not.
	 * @throws Refused   When the probe is not well before the fault: a fault would prove nothing.
	 */
	public function self_test( string $probe_id, Actor $actor ): SelfTestResult {
		Forbidden::unless( $actor, Capability::OPERATE );
		$probe  = $this->probe( $probe_id );
		$before = $this->runner->measure( $probe );
		if ( in_array( $before->reading->status, [ Status::Critical, Status::Unknown ], true ) ) {
			$this->store->save( $before );
			throw new Refused( [ $this->not_now( $probe, $before ) ] );
		}
		$under_fault = $probe->under_fault( fn (): Verdict => $this->runner->measure( $probe ) );
		$afterwards  = $this->runner->measure( $probe );
		$result      = new SelfTestResult( $probe, $before, $under_fault, $afterwards );
		// What the fault looked like is evidence for this answer, never the probe's stored verdict.
		$this->store->save( $afterwards );
		$this->journal->record(
			$actor,
			'health.self_test',
			"probe:$probe_id",
			'',
			[
				'passed'      => $result->passed(),
				'under_fault' => $under_fault->reading->status->value,
				'reason'      => $under_fault->reading->reason,
				'afterwards'  => $afterwards->reading->status->value,
			]
		);
		return $result;
	}

	/** @return list<string> */
	public function probe_ids(): array {
		return array_keys( $this->runner->probes() );
	}

	/** @return list<string> Groups that have probes, in their order, and at the end what calls over the network. */
	public function roll_ups(): array {
		return array_values( array_unique( [ ...array_map( static fn ( Probe $probe ): string => self::roll_up_of( $probe ), array_values( $this->runner->probes() ) ) ] ) );
	}

	/**
	 * How the probes of one roll-up stand. Stored verdicts, except for those that call over the network: whoever asks for
	 * them is ready to wait, so what has no verdict that is still valid is measured now. Nothing is stored either way.
	 *
	 * @throws NotFound When there is no such roll-up.
	 */
	public function roll_up( string $roll_up ): HealthReport {
		if ( ! in_array( $roll_up, $this->roll_ups(), true ) ) {
			/* translators: 1: id of a group of checks, 2: list of ids. */
			throw new NotFound( sprintf( __( 'There is no group of checks "%1$s". There are: %2$s.', 'smartalloc-ops' ), $roll_up, implode( ', ', $this->roll_ups() ) ) );
		}
		$states = array_values( array_filter( $this->report()->states, static fn ( ProbeState $state ): bool => self::roll_up_of( $state->probe ) === $roll_up ) );
		if ( self::CONNECTIONS !== $roll_up ) {
			return new HealthReport( $states );
		}
		$now      = $this->clock->now_ms();
		$outdated = array_values( array_filter( $states, static fn ( ProbeState $state ): bool => null === $state->verdict || $state->verdict->is_stale( $now ) ) );
		$fresh    = [] === $outdated ? [] : $this->runner->run( array_map( static fn ( ProbeState $state ): string => $state->probe->id(), $outdated ) );
		return new HealthReport( array_map( static fn ( ProbeState $state ): ProbeState => isset( $fresh[ $state->probe->id() ] ) ? ProbeState::of( $state->probe, $fresh[ $state->probe->id() ], $now ) : $state, $states ) );
	}

	private static function roll_up_of( Probe $probe ): string {
		return $probe instanceof MakesRequests ? self::CONNECTIONS : $probe->group();
	}

	/** @throws NotFound */
	private function probe( string $probe_id ): Probe {
		return $this->runner->probes()[ $probe_id ] ?? throw new NotFound(
			/* translators: 1: id of a check, 2: list of ids. */
			sprintf( __( 'There is no check "%1$s". There are: %2$s.', 'smartalloc-ops' ), $probe_id, implode( ', ', $this->probe_ids() ) )
		);
	}

	private function not_now( Probe $probe, Verdict $before ): Refusal {
		/* translators: 1: name of a check, 2: what it found. */
		$message = sprintf( __( '%1$s cannot be tested now, because a fault would prove nothing: %2$s', 'smartalloc-ops' ), $probe->label(), $before->reading->finding );
		return new Refusal( 'not_well_before', $message, $before->reading->actions[0] ?? Links::tab( 'health', __( 'Health', 'smartalloc-ops' ) ) );
	}
}
