<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\EntryJob;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkState;

defined( 'ABSPATH' ) || exit;

/** What the evidence says when its sources are laid over each other. */
final class Facts {
	/** How long the next part of the way may take before its absence is a gap. */
	public const ALLOCATION_WITHIN_MS = 300_000;
	public const MESSAGE_WITHIN_MS    = 900_000;

	public function __construct( public readonly Evidence $evidence, private readonly Config $config, private readonly FlagCatalog $catalog ) {}

	/**
	 * What became of the allocation; null when nobody has said. SmartAlloc's word first, then its table.
	 *
	 * @return array{outcome: string, reason: string, at: int|null, source: 'log'|'smartalloc'}|null
	 */
	public function allocation(): ?array {
		$told = null;
		foreach ( $this->evidence->lines( 'allocation.finished' ) as $line ) {
			if ( 'duplicate' !== ( $line['outcome'] ?? '' ) || null === $told ) {
				$told = [
					'outcome' => (string) ( $line['outcome'] ?? 'other' ),
					'reason'  => '',
					'at'      => (int) $line['ms'],
					'source'  => 'log',
				];
			}
		}
		$row = $this->evidence->allocation;
		if ( null === $row ) {
			return $told;
		}
		// The table is what holds now; the log knows better when it came about.
		return [
			'outcome' => $row['status'],
			'reason'  => $row['reason'],
			'at'      => null !== $told && $told['outcome'] === $row['status'] ? $told['at'] : $row['at'],
			'source'  => 'smartalloc',
		];
	}

	public function is_allocated(): bool {
		return in_array( $this->allocation()['outcome'] ?? '', [ 'auto', 'manual' ], true );
	}

	/** @return list<int> Times of results of the allocation that were none of a duplicate. */
	public function allocated_at(): array {
		return array_values( array_map( static fn ( array $line ): int => (int) $line['ms'], array_filter( $this->evidence->lines( 'allocation.finished' ), static fn ( array $line ): bool => in_array( $line['outcome'] ?? '', [ 'auto', 'manual', 'reject', 'defer' ], true ) ) ) );
	}

	/**
	 * Attempts to send a message, oldest first.
	 *
	 * @return list<array{at: int, result: string, ref: string, by: 'smartalloc'|'form'}>
	 */
	public function messages(): array {
		$messages = [];
		foreach ( $this->evidence->lines( 'notification.result', 'mail.sent', 'mail.failed' ) as $line ) {
			$is_told    = 'notification.result' === $line['event'];
			$messages[] = [
				'at'     => (int) $line['ms'],
				'result' => $is_told ? (string) ( $line['result'] ?? 'other' ) : substr( (string) $line['event'], 5 ),
				'ref'    => (string) ( $line['ref'] ?? '' ),
				'by'     => $is_told ? 'smartalloc' : 'form',
			];
		}
		return $messages;
	}

	/**
	 * @return array<string, non-empty-list<int>> Times at which a message left, by message.
	 */
	public function sent(): array {
		$sent = [];
		foreach ( $this->messages() as $number => $message ) {
			if ( 'sent' === $message['result'] ) {
				$sent[ '' === $message['ref'] ? "#$number" : $message['by'] . $message['ref'] ][] = $message['at'];
			}
		}
		return $sent;
	}

	/** @return list<EntryJob> Jobs of a part of the way, in any of these states. */
	public function jobs( Stage $stage, string ...$statuses ): array {
		return array_values( array_filter( $this->evidence->jobs, fn ( EntryJob $job ): bool => $stage === Stage::of_job( $this->config, $job->hook, $job->group ) && ( [] === $statuses || in_array( $job->status, $statuses, true ) ) ) );
	}

	public function stage( string $hook, string $group ): Stage {
		return Stage::of_job( $this->config, $hook, $group );
	}

	/** "12 mins", "3 hours": how long something has lasted. */
	public static function span( int $ms ): string {
		return LocalTime::span( max( 1, intdiv( $ms, 1000 ) ) );
	}

	/** The part of the way that kept work belongs to. */
	public function stage_of_work( WorkItem $item ): Stage {
		return match ( $item->source ) {
			'gf_notification' => Stage::Message,
			'gf_submission' => Stage::Intake,
			default => Stage::of_job( $this->config, $item->hook, $item->group ),
		};
	}

	/** @return list<WorkItem> Kept work of a part of the way, in any of these states. */
	public function work( Stage $stage, WorkState ...$states ): array {
		return array_values( array_filter( $this->evidence->work, fn ( WorkItem $item ): bool => $stage === $this->stage_of_work( $item ) && ( [] === $states || in_array( $item->state, $states, true ) ) ) );
	}

	/** What keeps a part of the way back, in a sentence; null when nothing does. */
	public function held( Stage $stage ): ?string {
		$held = $this->work( $stage, WorkState::Held )[0] ?? null;
		if ( null !== $held ) {
			return $this->holder( (string) $held->held_flag, (string) $held->held_scope, $held->created_at );
		}
		return [] === $this->jobs( $stage, ActionScheduler::HELD ) ? null : __( 'Its job is held.', 'smartalloc-ops' );
	}

	/** Whether a switch lets go of what is held of it; SmartAlloc's absence ends by itself. */
	public function is_held_by_flag( Stage $stage ): bool {
		return Hold::NOT_LOADED !== ( $this->work( $stage, WorkState::Held )[0] ?? null )?->held_flag;
	}

	/** Which switch holds it, since when, and who threw it. */
	private function holder( string $flag, string $scope, int $since ): string {
		if ( Hold::NOT_LOADED === $flag ) {
			/* translators: %s: date and time. */
			return sprintf( __( 'Held since %s because SmartAlloc was not loaded then; it goes on by itself once SmartAlloc is there.', 'smartalloc-ops' ), LocalTime::said( $since ) );
		}
		foreach ( array_reverse( [ ...$this->evidence->flags, ...$this->evidence->flips ] ) as $state ) {
			if ( $state->flag === $flag && $state->scope === $scope && null !== $state->changed_at ) {
				return $this->flip( $state );
			}
		}
		/* translators: 1: name of a flag, 2: date and time. */
		return sprintf( __( 'Held by the flag %1$s since %2$s.', 'smartalloc-ops' ), $this->flag_name( $flag, $scope ), LocalTime::said( $since ) );
	}

	/** As it stands on the screen; a flag that an update took away keeps its id. */
	public function flag_name( string $flag, string $scope ): string {
		return trim( ( $this->catalog->all()[ $flag ]->title ?? $flag ) . " $scope" );
	}

	public function flag_value( string $flag, string $value ): string {
		return isset( $this->catalog->all()[ $flag ] ) ? $this->catalog->all()[ $flag ]->label( $value ) : $value;
	}

	private function flip( FlagState $state ): string {
		/* translators: 1: name of a flag, 2: its value, 3: date and time, 4: who set it, 5: why. */
		return sprintf( __( 'The flag %1$s is %2$s since %3$s, set by %4$s: "%5$s".', 'smartalloc-ops' ), $this->flag_name( $state->flag, $state->scope ), $this->flag_value( $state->flag, $state->value ), LocalTime::said( (int) $state->changed_at ), $state->actor?->name() ?? __( 'nobody', 'smartalloc-ops' ), $state->reason );
	}

	/**
	 * When the next of these jobs is due, and how late it is.
	 *
	 * @return array{due_at: int, late_ms: int}|null
	 */
	public function next_due( Stage $stage ): ?array {
		$due = [];
		foreach ( $this->jobs( $stage, 'pending', 'in-progress' ) as $job ) {
			$due[] = $job->due_at ?? $this->evidence->now;
		}
		foreach ( $this->work( $stage, WorkState::Due, WorkState::Running ) as $item ) {
			$due[] = $item->due_at;
		}
		return [] === $due ? null : [
			'due_at'  => min( $due ),
			'late_ms' => max( 0, $this->evidence->now - min( $due ) ),
		];
	}

	/**
	 * The last failure of a part of the way that nothing came after.
	 *
	 * @return array{at: int|null, why: string}|null
	 */
	public function failure( Stage $stage ): ?array {
		foreach ( array_reverse( $this->evidence->lines( 'job.failed' ) ) as $line ) {
			if ( $stage === $this->stage( (string) ( $line['hook'] ?? '' ), (string) ( $line['group'] ?? '' ) ) ) {
				return [
					'at'  => (int) $line['ms'],
					'why' => trim( ( $line['error_class'] ?? $line['reason'] ?? '' ) . ' ' . ( $line['error_frame'] ?? '' ) ),
				];
			}
		}
		$item = array_reverse( $this->work( $stage, WorkState::Failed ) )[0] ?? null;
		if ( null !== $item ) {
			return [
				'at'  => $item->updated_at,
				'why' => trim( $item->error_class . ' ' . $item->error_frame . ( '' === (string) $item->error_class ? $item->error_code : '' ) ),
			];
		}
		$job = array_reverse( $this->jobs( $stage, 'failed' ) )[0] ?? null;
		return null === $job ? null : [
			'at'  => $job->attempted_at,
			'why' => '',
		];
	}

	/**
	 * Exports that began after the allocation, and the last before it.
	 *
	 * @return array{after: list<array{id: int, state: 'ok'|'failed'|'open', began_at: int|null, finished_at: int|null}>, before: array{id: int, state: 'ok'|'failed'|'open', began_at: int|null, finished_at: int|null}|null}
	 */
	public function exports( int $since ): array {
		$after  = [];
		$before = null;
		foreach ( $this->evidence->exports as $export ) {
			// An export takes what is there when its job runs: an end after the allocation alone would not do.
			if ( ( $export['began_at'] ?? 0 ) >= $since - $since % 1000 ) {
				$after[] = $export;
			} else {
				$before = $export;
			}
		}
		return [
			'after'  => $after,
			'before' => $before,
		];
	}
}
