<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\EntryJob;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\Hold;
use SmartAllocOps\Work\WorkState;

defined( 'ABSPATH' ) || exit;

/** The evidence in the order in which it happened, with the gaps at the end. Each thing once: what a row says the log need not repeat. */
final class Story {
	/**
	 * @param list<Answer> $answers
	 * @return list<Moment>
	 */
	public function of( Facts $facts, array $answers ): array {
		$moments = [ ...$this->submission( $facts ), ...$this->jobs( $facts ), ...$this->work( $facts ), ...$this->log( $facts ), ...$this->allocation( $facts ), ...$this->flips( $facts ) ];
		// Stable: at the same moment the order above holds.
		usort( $moments, static fn ( Moment $one, Moment $other ): int => ( $one->at ?? PHP_INT_MAX ) <=> ( $other->at ?? PHP_INT_MAX ) );
		return [ ...$moments, ...$this->gaps( $answers ) ];
	}

	/** @return list<Moment> */
	private function submission( Facts $facts ): array {
		$entry = $facts->evidence->entry;
		if ( null === $entry ) {
			return [];
		}
		$text = match ( $entry['state'] ) {
			/* translators: %d: number of a form. */
			'spam' => __( 'Submitted through form %d; now in its spam folder.', 'smartalloc-ops' ),
			/* translators: %d: number of a form. */
			'trash' => __( 'Submitted through form %d; now in its trash.', 'smartalloc-ops' ),
			/* translators: %d: number of a form. */
			default => __( 'Submitted through form %d.', 'smartalloc-ops' ),
		};
		return [ new Moment( $entry['at'], Stage::Submission, in_array( $entry['state'], [ 'spam', 'trash' ], true ) ? Status::Recommended : Status::Good, sprintf( $text, $entry['form_id'] ), 'gravity_forms' ) ];
	}

	/** @return list<Moment> */
	private function allocation( Facts $facts ): array {
		$row = $facts->evidence->allocation;
		if ( null === $row || [] !== $facts->evidence->lines( 'allocation.finished' ) ) {
			return [];
		}
		return [ self::allocated( $row['at'], $row['status'], 'smartalloc' ) ];
	}

	/** @return list<Moment> */
	private function jobs( Facts $facts ): array {
		return array_map(
			static function ( EntryJob $job ) use ( $facts ): Moment {
				$late = null !== $job->due_at && $facts->evidence->now - $job->due_at > Facts::ALLOCATION_WITHIN_MS;
				[ $verdict, $text ] = match ( $job->status ) {
					/* translators: 1: number of a job, 2: name of its hook. */
					'complete' => [ Status::Good, __( 'Job %1$d (%2$s) ended.', 'smartalloc-ops' ) ],
					/* translators: 1: number of a job, 2: name of its hook. */
					'failed' => [ Status::Critical, __( 'Job %1$d (%2$s) failed.', 'smartalloc-ops' ) ],
					/* translators: 1: number of a job, 2: name of its hook. */
					'in-progress' => [ $late ? Status::Critical : Status::Good, __( 'Job %1$d (%2$s) has begun and not ended.', 'smartalloc-ops' ) ],
					/* translators: 1: number of a job, 2: name of its hook. */
					'canceled' => [ Status::Recommended, __( 'Job %1$d (%2$s) was cancelled.', 'smartalloc-ops' ) ],
					/* translators: 1: number of a job, 2: name of its hook. */
					ActionScheduler::HELD => [ Status::Recommended, __( 'Job %1$d (%2$s) is held.', 'smartalloc-ops' ) ],
					/* translators: 1: number of a job, 2: name of its hook. */
					default => [ $late ? Status::Critical : Status::Good, __( 'Job %1$d (%2$s) waits.', 'smartalloc-ops' ) ],
				};
				$text = sprintf( $text, $job->id, $job->hook );
				if ( $job->attempts > 1 ) {
					/* translators: %d: number of attempts. */
					$text .= ' ' . sprintf( __( 'Attempts: %d.', 'smartalloc-ops' ), $job->attempts );
				}
				return new Moment( $job->attempted_at ?? $job->due_at, $facts->stage( $job->hook, $job->group ), $verdict, $text, 'action_scheduler' );
			},
			$facts->evidence->jobs
		);
	}

	/** @return list<Moment> */
	private function work( Facts $facts ): array {
		$moments = [];
		foreach ( $facts->evidence->work as $item ) {
			if ( null !== $item->held_flag ) {
				$text = Hold::NOT_LOADED === $item->held_flag
					/* translators: %d: number of kept work. */
					? sprintf( __( 'Work %d was held because SmartAlloc was not loaded.', 'smartalloc-ops' ), $item->id )
					/* translators: 1: number of kept work, 2: name of a flag. */
					: sprintf( __( 'Work %1$d was held by the flag %2$s.', 'smartalloc-ops' ), $item->id, $facts->flag_name( (string) $item->held_flag, (string) $item->held_scope ) );
				$moments[] = new Moment( $item->created_at, $facts->stage_of_work( $item ), Status::Recommended, $text, 'work' );
			}
			if ( WorkState::Held !== $item->state ) {
				$moments[] = $this->ended( $facts, $item );
			}
		}
		return $moments;
	}

	private function ended( Facts $facts, WorkItem $item ): Moment {
		[ $verdict, $text ] = match ( $item->state ) {
			/* translators: %d: number of kept work. */
			WorkState::Due => [ Status::Recommended, __( 'Work %d waits for its turn.', 'smartalloc-ops' ) ],
			/* translators: %d: number of kept work. */
			WorkState::Running => [ Status::Good, __( 'Work %d is being done.', 'smartalloc-ops' ) ],
			/* translators: %d: number of kept work. */
			WorkState::Failed => [ Status::Critical, __( 'Work %d failed.', 'smartalloc-ops' ) ],
			/* translators: %d: number of kept work. */
			WorkState::FinishedUnknown => [ Status::Unknown, __( 'Work %d was cut off and may have happened.', 'smartalloc-ops' ) ],
			/* translators: %d: number of kept work. */
			WorkState::Closed => [ Status::Recommended, __( 'Work %d was closed by a decision.', 'smartalloc-ops' ) ],
			/* translators: %d: number of kept work. */
			default => [ Status::Good, __( 'Work %d was done.', 'smartalloc-ops' ) ],
		};
		return new Moment( $item->updated_at, $facts->stage_of_work( $item ), $verdict, sprintf( $text, $item->id ), 'work' );
	}

	/** @return list<Moment> What only the log knows. */
	private function log( Facts $facts ): array {
		$known   = array_map( static fn ( EntryJob $job ): string => "as:{$job->id}", $facts->evidence->jobs );
		$moments = [];
		foreach ( $facts->evidence->log as $line ) {
			$at        = (int) $line['ms'];
			$job       = (string) ( $line['job_id'] ?? '' );
			$stage     = $facts->stage( (string) ( $line['hook'] ?? '' ), (string) ( $line['group'] ?? '' ) );
			$told      = match ( (string) $line['event'] ) {
				'submission.received' => self::taken_in( 'accepted' === ( $line['result'] ?? '' ) ),
				'notification.result' => [ Stage::Message, self::of_result( $line ), self::message( $line ) ],
				'webhook.result' => [ Stage::Webhook, self::of_result( $line ), 'sent' === ( $line['result'] ?? '' ) ? __( 'The webhook was accepted.', 'smartalloc-ops' ) : __( 'The webhook was not accepted.', 'smartalloc-ops' ) ],
				'mail.sent' => [ Stage::Message, Status::Good, __( 'The form sent its own message.', 'smartalloc-ops' ) ],
				'mail.failed' => [ Stage::Message, Status::Critical, __( 'The form could not send its own message.', 'smartalloc-ops' ) ],
				'dead_letter.pushed' => [ $stage, Status::Critical, __( 'Its attempts ran out: it became a dead letter.', 'smartalloc-ops' ) ],
				// Action Scheduler's row of a failed job says neither class nor place.
				/* translators: 1: id of a job, 2: class and place of an error. */
				'job.failed' => [ $stage, Status::Critical, sprintf( __( 'Job %1$s failed: %2$s', 'smartalloc-ops' ), $job, trim( ( $line['error_class'] ?? $line['reason'] ?? '' ) . ' ' . ( $line['error_frame'] ?? '' ) ) ) ],
				/* translators: %s: id of a job. */
				'job.finished' => in_array( $job, $known, true ) ? null : [ $stage, Status::Good, sprintf( __( 'Job %s ended.', 'smartalloc-ops' ), $job ) ],
				default => null,
			};
			if ( 'allocation.finished' === $line['event'] ) {
				$moments[] = self::allocated( $at, (string) ( $line['outcome'] ?? 'other' ), 'log' );
			} elseif ( null !== $told ) {
				$moments[] = new Moment( $at, $told[0], $told[1], $told[2], 'log' );
			}
		}
		return $moments;
	}

	/** @return array{Stage, Status, string} */
	private static function taken_in( bool $is_taken ): array {
		return $is_taken
			? [ Stage::Intake, Status::Good, __( 'SmartAlloc took it in.', 'smartalloc-ops' ) ]
			: [ Stage::Intake, Status::Recommended, __( 'SmartAlloc did not take it in.', 'smartalloc-ops' ) ];
	}

	/** @return list<Moment> */
	private function flips( Facts $facts ): array {
		$moments = [];
		foreach ( $facts->evidence->flips as $flip ) {
			/* translators: 1: name of a flag, 2: its value before, 3: its value now, 4: who set it. */
			$moments[] = new Moment( $flip->changed_at, Stage::Flag, Status::NotSetUp, sprintf( __( 'The flag %1$s went from %2$s to %3$s, by %4$s.', 'smartalloc-ops' ), $facts->flag_name( $flip->flag, $flip->scope ), $facts->flag_value( $flip->flag, $flip->previous ), $facts->flag_value( $flip->flag, $flip->value ), $flip->actor?->name() ?? __( 'nobody', 'smartalloc-ops' ) ), 'flags' );
		}
		return $moments;
	}

	/**
	 * @param list<Answer> $answers
	 * @return list<Moment> What should be there and is not.
	 */
	private function gaps( array $answers ): array {
		$stages = [
			'allocated' => Stage::Allocation,
			'email'     => Stage::Message,
			'export'    => Stage::Export,
		];
		$gaps   = [];
		foreach ( $answers as $answer ) {
			if ( isset( $stages[ $answer->id ] ) && Status::Good !== $answer->status ) {
				$gaps[] = new Moment( null, $stages[ $answer->id ], $answer->status, $answer->text, '', true );
			}
		}
		return $gaps;
	}

	private static function allocated( ?int $at, string $outcome, string $source ): Moment {
		[ $verdict, $text ] = match ( $outcome ) {
			'auto' => [ Status::Good, __( 'Allocated.', 'smartalloc-ops' ) ],
			'manual' => [ Status::Good, __( 'Allocated by a person\'s decision.', 'smartalloc-ops' ) ],
			'reject' => [ Status::Critical, __( 'Rejected by the allocation.', 'smartalloc-ops' ) ],
			'defer' => [ Status::Recommended, __( 'Put before a person for a decision.', 'smartalloc-ops' ) ],
			'duplicate' => [ Status::Recommended, __( 'A second attempt to allocate it was turned away.', 'smartalloc-ops' ) ],
			default => [ Status::Unknown, __( 'The allocation ended with a result that this console does not know.', 'smartalloc-ops' ) ],
		};
		return new Moment( $at, Stage::Allocation, $verdict, $text, $source );
	}

	/** @param array<string, int|bool|string|null> $line */
	private static function of_result( array $line ): Status {
		return match ( $line['result'] ?? '' ) {
			'sent', 'accepted', 'received' => Status::Good,
			'duplicate', 'throttled' => Status::Recommended,
			'failed', 'bounced', 'invalid', 'rejected' => Status::Critical,
			default => Status::Unknown,
		};
	}

	/** @param array<string, int|bool|string|null> $line */
	private static function message( array $line ): string {
		return match ( $line['result'] ?? '' ) {
			'sent' => __( 'SmartAlloc sent a message.', 'smartalloc-ops' ),
			/* translators: %d: number of an attempt. */
			'failed' => sprintf( __( 'SmartAlloc could not send a message, attempt %d.', 'smartalloc-ops' ), 1 + (int) ( $line['attempt'] ?? 0 ) ),
			'bounced' => __( 'A message came back.', 'smartalloc-ops' ),
			'duplicate' => __( 'SmartAlloc did not send a message a second time.', 'smartalloc-ops' ),
			'throttled' => __( 'SmartAlloc put a message off.', 'smartalloc-ops' ),
			default => __( 'SmartAlloc told of a message in a way that this console does not know.', 'smartalloc-ops' ),
		};
	}
}
