<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

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
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** What a person, the shell or the tick may do with a run. Whoever acts must be allowed to at that moment. */
final class RunService {
	public function __construct(
		private readonly RunStore $store,
		private readonly Engine $engine,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/**
	 * Starts a run and moves it as far as it goes.
	 *
	 * @param array<string, mixed>|\Closure(): array<string, mixed> $payload A closure is asked only when a run is really to start, and may refuse.
	 * @param array<string, mixed>|null                              $asked   What the same key stands for; null: the payload.
	 * @throws Conflict     Another run of this kind is active, or the key was used for something else; carries that run.
	 * @throws InvalidField The reason or the key cannot be used.
	 * @throws Forbidden    The actor may not.
	 */
	public function start( string $kind, array|\Closure $payload, string $key, string $reason, Actor $actor, ?array $asked = null ): Run {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		$why  = Reason::from( $reason );
		$key  = self::key( $key );
		$hash = hash( 'sha256', (string) wp_json_encode( [ $kind, $asked ?? $payload, $why->text ] ) );
		$seen = $this->store->by_key( $key );
		if ( null === $seen && $payload instanceof \Closure && null === $this->store->active( $kind ) ) {
			$payload = $payload();
		}
		if ( null === $seen && is_array( $payload ) ) {
			$run = $this->store->create( $kind, $key, $hash, $payload, $why->text, $actor );
			if ( null !== $run ) {
				CrashPoint::reach( 'run.created' );
				$this->engine->advance( $run, $actor );
				return $this->get( $run->id );
			}
		}
		// Another request with this key may have been faster.
		$seen ??= $this->store->by_key( $key );
		if ( null !== $seen ) {
			if ( $seen->payload_hash === $hash ) {
				return $seen;
			}
			throw new Conflict( 'idempotency_key_reused', __( 'This idempotency key was used for another request.', 'smartalloc-ops' ), 'run', $seen );
		}
		/* translators: %d: number of a run. */
		throw new Conflict( 'run_active', sprintf( __( 'Run %d is active. Only one can be.', 'smartalloc-ops' ), (int) $this->store->active( $kind )?->id ), 'run', $this->store->active( $kind ) );
	}

	/** Goes on where a killed worker stopped, or tries a failed step again. */
	public function resume( int $id, Actor $actor ): Run {
		$run = $this->may_act( $id, $actor );
		if ( RunState::NeedsOperator === $run->state || RunState::WaitsForSite === $run->state ) {
			$this->decide( $run, $run->way_on(), new Decision( 'run.resumed', $run->reason, $actor ) );
			return $this->move( $id, $actor );
		}
		if ( ! $run->is_interrupted( $this->clock->now_ms() ) ) {
			/* translators: %d: number of a run. */
			throw new Conflict( 'nothing_to_resume', sprintf( __( 'Run %d is not interrupted, so there is nothing to resume.', 'smartalloc-ops' ), $id ), 'run', $run );
		}
		$this->tell();
		$this->journal->record( $actor, 'run.resumed', "run:$id", $run->reason );
		return $this->move( $id, $actor );
	}

	/**
	 * Says to a step that waits what it waits for, and moves the run on.
	 *
	 * @param int|null $version The one that the person saw; null: whichever is there.
	 * @throws Conflict     The run is not as the person saw it, or does not wait.
	 * @throws InvalidField It does not wait for such an answer.
	 * @throws Refused      It waits for somebody else.
	 */
	public function answer( int $id, string $answer, string $reason, ?int $version, Actor $actor ): Run {
		$run     = $this->may_act( $id, $actor );
		$why     = Reason::from( $reason );
		$waiting = $run->waiting();
		if ( null === $waiting ) {
			/* translators: %d: number of a run. */
			throw new Conflict( 'nothing_to_answer', sprintf( __( 'Run %d does not wait for an answer.', 'smartalloc-ops' ), $id ), 'run', $run );
		}
		if ( null !== $version && $version !== $run->version ) {
			throw $this->changed( $run );
		}
		if ( $waiting['second'] && ! $actor->is_another_person_than( $run->actor ) ) {
			throw new Refused( [ new Refusal( 'same_person', __( 'This takes a second person: somebody who is signed in, or named with --user, and has not started the run.', 'smartalloc-ops' ) ) ] );
		}
		if ( ! isset( $waiting['answers'][ $answer ] ) ) {
			/* translators: %s: list of words. */
			throw new InvalidField( 'answer', sprintf( __( 'It takes one of: %s.', 'smartalloc-ops' ), implode( ', ', array_keys( $waiting['answers'] ) ) ) );
		}
		$given = [
			'ordinal' => is_array( $run->outcome['waiting'] ?? null ) ? $run->outcome['waiting']['ordinal'] ?? null : null,
			'answer'  => $answer,
			'reason'  => $why->text,
			'by'      => $actor->kind . ':' . $actor->id,
		];
		$this->decide( $run, $run->way_on(), new Decision( 'run.answered', $why->text, $actor, $answer ), [ 'answer' => $given ] + $run->outcome );
		return $this->move( $id, $actor );
	}

	/** Undoes what the run did, in reverse. */
	public function abort( int $id, string $reason, Actor $actor ): Run {
		$run = $this->may_act( $id, $actor );
		$why = Reason::from( $reason );
		$this->decide( $run, RunState::Aborting, new Decision( 'run.aborted', $why->text, $actor ) );
		return $this->move( $id, $actor );
	}

	/** Ends the run and leaves everything as it stands now. */
	public function close( int $id, string $reason, Actor $actor ): Run {
		$run = $this->may_act( $id, $actor );
		$why = Reason::from( $reason );
		if ( $run->state->is_moving() ) {
			/* translators: %d: number of a run. */
			throw new Conflict( 'run_moving', sprintf( __( 'Run %d is under way. Resume or abort it first.', 'smartalloc-ops' ), $id ), 'run', $run );
		}
		$this->decide( $run, RunState::Closed, new Decision( 'run.closed', $why->text, $actor ) );
		return $this->get( $id );
	}

	/** Picks up what a killed worker left and looks whether the site is as a run waits for it, as the person who started it, if they still may. */
	public function resume_interrupted(): int {
		$this->tell();
		$moved   = 0;
		$waiting = $this->store->waiting_for_site();
		foreach ( $this->store->interrupted() as $run ) {
			if ( $run->actor->can( Capability::ROLLBACK ) && $this->engine->advance( $run, Actor::cron() ) ) {
				++$moved;
			}
		}
		foreach ( $waiting as $run ) {
			if ( $run->actor->can( Capability::ROLLBACK ) && $this->store->wake( $run ) && $this->engine->advance( $this->get( $run->id ), Actor::cron() ) ) {
				++$moved;
			}
		}
		return $moved;
	}

	/** @throws NotFound */
	public function get( int $id ): Run {
		/* translators: %d: number of a run. */
		return $this->store->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no run %d.', 'smartalloc-ops' ), $id ) );
	}

	/** Whether a run was started with this key. */
	public function knows( string $key ): bool {
		return null !== $this->store->by_key( strtolower( $key ) );
	}

	public function active( string $kind ): ?Run {
		return $this->store->active( $kind );
	}

	/** @return list<Run> Newest first. */
	public function page( string $kind, ?int $before, int $limit ): array {
		return $this->store->page( $kind, $before, $limit );
	}

	/** @return list<StepRow> */
	public function steps( Run $run ): array {
		return $this->store->steps( $run->id );
	}

	/** @return list<Step> */
	public function plan( Run $run ): array {
		return $this->engine->procedure( $run )->steps( $run );
	}

	/** @return list<'answer'|'resume'|'abort'|'close'> What may be done with it now. */
	public function choices( Run $run ): array {
		return match ( true ) {
			$run->state->is_final() => [],
			RunState::Contained === $run->state => [ 'abort', 'close' ],
			RunState::WaitsForPerson === $run->state => [ 'answer', 'abort', 'close' ],
			RunState::WaitsForSite === $run->state => [ ...( [] === ( $run->waiting()['answers'] ?? [] ) ? [] : [ 'answer' ] ), 'resume', 'abort', 'close' ],
			RunState::NeedsOperator === $run->state => [ 'resume', 'abort', 'close' ],
			! $run->is_interrupted( $this->clock->now_ms() ) => [],
			RunState::Aborting === $run->state => [ 'resume' ],
			default => [ 'resume', 'abort' ],
		};
	}

	private function may_act( int $id, Actor $actor ): Run {
		Forbidden::unless( $actor, Capability::ROLLBACK );
		return $this->get( $id );
	}

	/** @param array<string, mixed>|null $outcome */
	private function decide( Run $run, RunState $to, Decision $decision, ?array $outcome = null ): void {
		// A row has room for one decision.
		$this->tell();
		if ( $run->state->is_final() || ! $this->store->decide( $run, $to, $decision, $outcome ) ) {
			throw $this->changed( $run );
		}
		CrashPoint::reach( 'run.abort_decided' );
		$this->tell();
	}

	private function changed( Run $run ): Conflict {
		/* translators: %d: number of a run. */
		return new Conflict( 'run_changed', sprintf( __( 'Run %d is under way, was changed meanwhile or has ended. Look at it and decide again.', 'smartalloc-ops' ), $run->id ), 'run', $this->get( $run->id ) );
	}

	/** Puts decisions into the journal: that of whoever calls, and those of processes that were killed before they could. */
	private function tell(): void {
		foreach ( $this->store->untold() as [ 'run' => $run, 'at' => $at, 'decision' => $decision ] ) {
			$this->journal->record_once( $decision->actor, $decision->event, "run:$run", $decision->reason, $at, '' === $decision->answer ? [] : [ 'answer' => $decision->answer ] );
			CrashPoint::reach( 'run.abort_told' );
			$this->store->told( $run, $at );
		}
	}

	private function move( int $id, Actor $actor ): Run {
		if ( ! $this->engine->advance( $this->get( $id ), $actor ) ) {
			/* translators: %d: number of a run. */
			throw new Conflict( 'run_moving', sprintf( __( 'Run %d is being moved by somebody else.', 'smartalloc-ops' ), $id ), 'run', $this->get( $id ) );
		}
		return $this->get( $id );
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
