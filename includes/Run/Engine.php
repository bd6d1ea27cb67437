<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/**
 * Moves a run on, step by step: journal, act, journal. Killed at any instant, the next worker reads the journal,
 * repeats the open step with its recorded input and goes on.
 */
final class Engine {
	/** @param array<string, Procedure> $procedures By kind. */
	public function __construct( private readonly RunStore $store, private readonly array $procedures, private readonly ?Log $log = null ) {}

	public function procedure( Run $run ): Procedure {
		return $this->procedures[ $run->kind ] ?? throw new \LogicException( "No procedure for runs of kind {$run->kind}." );
	}

	/** Moves the run as far as it goes. Returns false when somebody else moves it. */
	public function advance( Run $run, Actor $actor ): bool {
		$leased = $this->store->lease( $run, substr( gethostname() . ':' . getmypid() . ':' . bin2hex( random_bytes( 4 ) ), 0, 64 ) );
		if ( null === $leased ) {
			return false;
		}
		CrashPoint::reach( 'run.leased' );
		$back = RunState::Aborting === $leased->state;
		try {
			try {
				// What it writes down is read by people of more than one language.
				Sentences::recording( fn () => $back ? $this->go_back( $leased, $actor ) : $this->go_forward( $leased, $actor ) );
			} catch ( LeaseLost $lost ) {
				throw $lost;
			} catch ( \Throwable $thrown ) {
				// Outside of a step's act: without this the run would be taken up and break again every minute.
				Sentences::recording( fn () => $this->stop( $leased, '', $back ? 'undo' : 'do', self::error( $thrown ) ) );
			}
		} catch ( LeaseLost ) {
			// Whoever took it over goes on; this worker has nothing more to say.
			return false;
		}
		return true;
	}

	private function go_forward( Run $run, Actor $actor ): void {
		foreach ( $this->procedure( $run )->steps( $run ) as $ordinal => $step ) {
			$last = $this->last( $run, $ordinal, 'do' );
			if ( 'done' === $last?->state ) {
				continue;
			}
			$input = $last->input ?? $step->prepare( $run );
			if ( ! $this->attempt( $run, $step, $ordinal, 'do', $last, $input, $actor ) ) {
				return;
			}
		}
		CrashPoint::reach( 'run.concluding' );
		$end = $this->procedure( $run )->conclude( $run );
		$this->store->rest( $run, $end['state'], [ 'headline' => $end['headline'], 'next_steps' => $end['next_steps'], 'report' => $end['report'] ?? null ] );
		CrashPoint::reach( 'run.concluded' );
	}

	private function go_back( Run $run, Actor $actor ): void {
		foreach ( array_reverse( $this->procedure( $run )->steps( $run ), true ) as $ordinal => $step ) {
			$done = $this->last( $run, $ordinal, 'do' );
			$last = $this->last( $run, $ordinal, 'undo' );
			// A step that never began has nothing to undo; one that began may have done anything.
			if ( null === $done || 'done' === $last?->state ) {
				continue;
			}
			if ( ! $this->attempt( $run, $step, $ordinal, 'undo', $last, $done->input, $actor ) ) {
				return;
			}
		}
		CrashPoint::reach( 'run.undoing' );
		$this->store->rest( $run, RunState::Aborted, [ 'headline' => __( 'Aborted. What this run had changed was put back.', 'smartalloc-ops' ), 'next_steps' => [] ] );
		CrashPoint::reach( 'run.undone' );
	}

	/**
	 * One attempt at one step, or one more look of an attempt that waits. False: the run rests now.
	 *
	 * @param 'do'|'undo'          $direction
	 * @param array<string, mixed> $input
	 */
	private function attempt( Run $run, Step $step, int $ordinal, string $direction, ?StepRow $last, array $input, Actor $actor ): bool {
		$point   = "run.{$step->name()}." . ( 'undo' === $direction ? 'undo_' : '' );
		$goes_on = null !== $last && ( 'waiting' === $last->state || ( 'started' === $last->state && isset( $last->output['progress'] ) ) );
		$attempt = $goes_on ? $last->attempt : 1 + ( $last->attempt ?? 0 );
		$step_id = $goes_on ? $this->store->go_on( $run, $last->id ) : $this->store->begin( $run, $ordinal, $step->name(), $direction, $attempt, $input, $actor );
		CrashPoint::reach( $point . 'started' );
		$input = [
			'progress' => $goes_on && is_array( $last->output['progress'] ?? null ) ? $last->output['progress'] : [],
			'answer'   => self::answer( $run, $ordinal, $direction ),
		] + $input;
		$still_mine = function () use ( $run, $point ): void {
			$this->store->renew( $run );
			CrashPoint::reach( $point . 'acting' );
		};
		try {
			$evidence = 'undo' === $direction ? $step->undo( $run, $input, $still_mine ) : $step->act( $run, $input, $still_mine );
		} catch ( LeaseLost $lost ) {
			throw $lost;
		} catch ( Waits $waits ) {
			$this->wait( $run, $step, $step_id, $ordinal, $direction, $waits );
			$this->note( $run, $step, $direction, $attempt, 'waiting' );
			return false;
		} catch ( \Throwable $thrown ) {
			$error = self::error( $thrown );
			$this->store->finish( $run, $step_id, 'failed', [ 'error' => $error ] );
			$this->note( $run, $step, $direction, $attempt, 'failed' );
			CrashPoint::reach( $point . 'failed' );
			$this->stop( $run, $step->title(), $direction, $error );
			return false;
		}
		CrashPoint::reach( $point . 'acted' );
		$this->store->finish( $run, $step_id, 'done', [ 'evidence' => $evidence ] );
		$this->note( $run, $step, $direction, $attempt, 'done' );
		CrashPoint::reach( $point . 'recorded' );
		return true;
	}

	private function wait( Run $run, Step $step, int $step_id, int $ordinal, string $direction, Waits $waits ): void {
		$this->store->finish( $run, $step_id, 'waiting', [ 'evidence' => $waits->evidence, 'progress' => $waits->progress ] );
		CrashPoint::reach( 'run.waits' );
		$this->store->rest(
			$run,
			$waits->state,
			[
				'headline'   => $waits->getMessage(),
				'next_steps' => $waits->next_steps,
				'direction'  => $direction,
				'waiting'    => [
					'ordinal' => $ordinal,
					'reason'  => $waits->reason,
					'answers' => $waits->answers,
					'second'  => $waits->of_second_person,
				],
			]
		);
	}

	/**
	 * What a person has said to this very step since it began to wait.
	 *
	 * @return array{answer: string, reason: string, by: string}|null
	 */
	private static function answer( Run $run, int $ordinal, string $direction ): ?array {
		$given = $run->outcome['answer'] ?? null;
		if ( ! is_array( $given ) || ( $given['ordinal'] ?? null ) !== $ordinal || ( $run->outcome['direction'] ?? 'do' ) !== $direction ) {
			return null;
		}
		return [
			'answer' => (string) ( $given['answer'] ?? '' ),
			'reason' => (string) ( $given['reason'] ?? '' ),
			'by'     => (string) ( $given['by'] ?? '' ),
		];
	}

	private function note( Run $run, Step $step, string $direction, int $attempt, string $state ): void {
		$this->log?->write(
			LogEvent::RunStep,
			[
				'run_id'    => $run->id,
				'step'      => $step->name(),
				'direction' => $direction,
				'attempt'   => $attempt,
				'state'     => $state,
			]
		);
	}

	/** @param string $title Of the step at which it stopped; empty when it was between steps. */
	private function stop( Run $run, string $title, string $direction, string $error ): void {
		$headline = '' === $title
			/* translators: %s: error. */
			? sprintf( __( 'Stopped between two steps: %s', 'smartalloc-ops' ), $error )
			/* translators: 1: title of a step, 2: error. */
			: sprintf( __( 'Stopped at "%1$s": %2$s', 'smartalloc-ops' ), $title, $error );
		$this->store->rest(
			$run,
			RunState::NeedsOperator,
			[
				'headline'   => $headline,
				'direction'  => $direction,
				'next_steps' => $this->procedure( $run )->remedies( $run, $direction ),
			]
		);
	}

	/** A refusal is written for people; anything else may quote what it must not. */
	private static function error( \Throwable $thrown ): string {
		return $thrown instanceof Refused
			? $thrown->getMessage()
			: ( new \ReflectionClass( $thrown ) )->getShortName() . ' at ' . basename( $thrown->getFile() ) . ':' . $thrown->getLine();
	}

	/** @param 'do'|'undo' $direction */
	private function last( Run $run, int $ordinal, string $direction ): ?StepRow {
		$found = null;
		foreach ( $this->store->steps( $run->id ) as $row ) {
			if ( $row->ordinal === $ordinal && $row->direction === $direction ) {
				$found = $row;
			}
		}
		return $found;
	}
}
