<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Work\WorkState;

defined( 'ABSPATH' ) || exit;

/** The five questions that people bring, answered from the facts. What no source can say is unknown, and never a no. */
final class Answers {
	/** @return non-empty-list<Answer> */
	public function of( Facts $facts ): array {
		return [ $this->arrived( $facts ), $this->allocated( $facts ), $this->email( $facts ), $this->twice( $facts ), $this->export( $facts ) ];
	}

	private function arrived( Facts $facts ): Answer {
		$evidence = $facts->evidence;
		$entry    = $evidence->entry;
		$when     = null === $evidence->came_at ? '' : LocalTime::said( $evidence->came_at );
		if ( null === $entry ) {
			return $evidence->can_deny( 'gravity_forms' )
				? Answer::of( 'arrived', Status::Critical, __( 'Gravity Forms has no such entry any more, but other traces of it are here: it was deleted after it came.', 'smartalloc-ops' ), __( 'It arrived, and was deleted later.', 'smartalloc-ops' ) )
				/* translators: %s: date and time. */
				: Answer::of( 'arrived', Status::Unknown, sprintf( __( 'Gravity Forms cannot be asked, but there are traces of it since %s.', 'smartalloc-ops' ), $when ), __( 'We see traces of it and cannot look at the form itself just now.', 'smartalloc-ops' ) );
		}
		$held = $facts->held( Stage::Intake );
		$put  = $evidence->lines( 'submission.received' )[0]['result'] ?? '';
		return match ( true ) {
			/* translators: %s: date and time. */
			'spam' === $entry['state'] => Answer::of( 'arrived', Status::Recommended, sprintf( __( 'It came on %s and lies in the spam folder of the form, where nothing becomes of it.', 'smartalloc-ops' ), $when ), __( 'It arrived, but was taken for spam. We are putting that right.', 'smartalloc-ops' ), self::entries( $entry['form_id'], 'spam' ) ),
			/* translators: %s: date and time. */
			'trash' === $entry['state'] => Answer::of( 'arrived', Status::Recommended, sprintf( __( 'It came on %s and lies in the trash of the form.', 'smartalloc-ops' ), $when ), __( 'It arrived, but was put aside. We are looking into it.', 'smartalloc-ops' ), self::entries( $entry['form_id'], 'trash' ) ),
			/* translators: 1: date and time, 2: a sentence. */
			null !== $held => Answer::of( 'arrived', Status::Recommended, sprintf( __( 'It came on %1$s and is kept back before SmartAlloc takes it. %2$s', 'smartalloc-ops' ), $when, $held ), self::plain_arrival( $evidence ) . ' ' . __( 'It waits to be taken on.', 'smartalloc-ops' ), [ self::holder( $facts, Stage::Intake ) ] ),
			/* translators: %s: date and time. */
			'form_disabled' === $put => Answer::of( 'arrived', Status::Critical, sprintf( __( 'It came on %s, but SmartAlloc did not take it: the form was disabled.', 'smartalloc-ops' ), $when ), self::plain_arrival( $evidence ) . ' ' . __( 'It was not taken on yet.', 'smartalloc-ops' ) ),
			/* translators: 1: date and time, 2: number of a form. */
			default => Answer::of( 'arrived', Status::Good, sprintf( __( 'Yes, on %1$s through form %2$d.', 'smartalloc-ops' ), $when, $entry['form_id'] ), self::plain_arrival( $evidence ) ),
		};
	}

	/** Where it is to be seen what holds it. */
	private static function holder( Facts $facts, Stage $stage ): Action {
		return $facts->is_held_by_flag( $stage ) ? Links::tab( 'flags', __( 'Flags', 'smartalloc-ops' ) ) : Links::tab( 'rollback', __( 'See what keeps it out', 'smartalloc-ops' ) );
	}

	private function allocated( Facts $facts ): Answer {
		$allocation = $facts->allocation();
		if ( null !== $allocation ) {
			$when = null === $allocation['at'] ? '' : LocalTime::said( $allocation['at'] );
			return match ( $allocation['outcome'] ) {
				/* translators: %s: date and time. */
				'auto' => Answer::of( 'allocated', Status::Good, sprintf( __( 'Yes, on %s.', 'smartalloc-ops' ), $when ), sprintf( __( 'It was allocated on %s.', 'smartalloc-ops' ), $when ) ),
				/* translators: %s: date and time. */
				'manual' => Answer::of( 'allocated', Status::Good, sprintf( __( 'Yes, by a person\'s decision, on %s.', 'smartalloc-ops' ), $when ), sprintf( __( 'It was allocated on %s.', 'smartalloc-ops' ), $when ) ),
				/* translators: 1: date and time, 2: code of a reason. */
				'reject' => Answer::of( 'allocated', Status::Critical, sprintf( __( 'No: SmartAlloc rejected it on %1$s (%2$s).', 'smartalloc-ops' ), $when, '' === $allocation['reason'] ? __( 'no reason given', 'smartalloc-ops' ) : $allocation['reason'] ), __( 'It could not be allocated automatically. We are looking into it.', 'smartalloc-ops' ) ),
				/* translators: %s: date and time. */
				'defer' => Answer::of( 'allocated', Status::Recommended, sprintf( __( 'Not yet: since %s it waits for a person\'s decision in SmartAlloc.', 'smartalloc-ops' ), $when ), __( 'It waits for a decision of ours.', 'smartalloc-ops' ) ),
				/* translators: %s: date and time. */
				default => Answer::of( 'allocated', Status::Unknown, sprintf( __( 'SmartAlloc gave a result on %s that this console does not know.', 'smartalloc-ops' ), $when ), __( 'We are looking into whether it was allocated.', 'smartalloc-ops' ) ),
			};
		}
		return $this->not_allocated( $facts );
	}

	private function not_allocated( Facts $facts ): Answer {
		$evidence = $facts->evidence;
		$held     = $facts->held( Stage::Allocation ) ?? $facts->held( Stage::Intake );
		$failure  = $facts->failure( Stage::Allocation );
		$next     = $facts->next_due( Stage::Allocation );
		$waits    = __( 'It waits to be allocated.', 'smartalloc-ops' );
		$broken   = __( 'Its allocation did not work. We are looking into it.', 'smartalloc-ops' );
		$queue    = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ) ];
		if ( null !== $held ) {
			/* translators: %s: a sentence. */
			return Answer::of( 'allocated', Status::Recommended, sprintf( __( 'Not yet: it is held. %s', 'smartalloc-ops' ), $held ), $waits, [ self::holder( $facts, null === $facts->held( Stage::Allocation ) ? Stage::Intake : Stage::Allocation ) ] );
		}
		if ( null !== $next ) {
			$limit = Facts::ALLOCATION_WITHIN_MS;
			return $next['late_ms'] > $limit
				/* translators: 1: a span of time, 2: a span of time. */
				? Answer::of( 'allocated', Status::Critical, sprintf( __( 'Not yet: its job is due since %1$s, and %2$s are expected at most.', 'smartalloc-ops' ), Facts::span( $next['late_ms'] ), Facts::span( $limit ) ), $waits, $queue )
				/* translators: %s: date and time. */
				: Answer::of( 'allocated', Status::Recommended, sprintf( __( 'Not yet: its job is due on %s.', 'smartalloc-ops' ), LocalTime::said( $next['due_at'] ) ), $waits, $queue );
		}
		if ( null !== $failure ) {
			/* translators: 1: date and time, 2: class and place of an error. */
			return Answer::of( 'allocated', Status::Critical, sprintf( __( 'No: its job failed on %1$s. %2$s', 'smartalloc-ops' ), null === $failure['at'] ? '?' : LocalTime::said( $failure['at'] ), $failure['why'] ), $broken, [ Links::scheduled_actions( 'failed' ) ] );
		}
		if ( [] !== $facts->jobs( Stage::Allocation, 'complete' ) || [] !== $facts->work( Stage::Allocation, WorkState::Done ) ) {
			return Answer::of( 'allocated', Status::Unknown, __( 'Its job ended, but no source says with what result.', 'smartalloc-ops' ), __( 'It was handled. We are looking into the result.', 'smartalloc-ops' ) );
		}
		$age = null === $evidence->came_at ? null : $evidence->now - $evidence->came_at;
		if ( null !== $age && $age <= Facts::ALLOCATION_WITHIN_MS ) {
			/* translators: 1: a span of time, 2: a span of time. */
			return Answer::of( 'allocated', Status::Recommended, sprintf( __( 'Not yet: it came %1$s ago, and allocation may take %2$s.', 'smartalloc-ops' ), Facts::span( $age ), Facts::span( Facts::ALLOCATION_WITHIN_MS ) ), $waits );
		}
		// One whole witness of the result is enough to say that there is none.
		return $evidence->can_deny( 'smartalloc' ) || $evidence->can_deny( 'log', 'action_scheduler' )
			/* translators: 1: a span of time, 2: a span of time. */
			? Answer::of( 'allocated', Status::Critical, sprintf( __( 'No: nothing is recorded %1$s after the submission; it was expected within %2$s.', 'smartalloc-ops' ), null === $age ? '?' : Facts::span( $age ), Facts::span( Facts::ALLOCATION_WITHIN_MS ) ), $broken, $queue )
			: Answer::of( 'allocated', Status::Unknown, __( 'Nobody here can say: neither SmartAlloc\'s table nor the log covers it.', 'smartalloc-ops' ), __( 'We are looking into whether it was allocated.', 'smartalloc-ops' ) );
	}

	private function email( Facts $facts ): Answer {
		$evidence = $facts->evidence;
		$sent     = $facts->sent();
		$count    = array_sum( array_map( 'count', $sent ) );
		$last     = [] === $sent ? null : max( array_merge( ...array_values( $sent ) ) );
		$held     = $facts->held( Stage::Message );
		$failure  = $facts->failure( Stage::Message );
		$attempts = $facts->messages();
		$tried    = end( $attempts );
		$next     = $facts->next_due( Stage::Message );
		/* translators: 1: number of messages, 2: date and time. */
		$gone   = null === $last ? '' : sprintf( _n( '%1$d message left, on %2$s.', '%1$d messages left, the last on %2$s.', $count, 'smartalloc-ops' ), $count, LocalTime::said( $last ) );
		/* translators: 1: number of messages, 2: date and time. */
		$plain  = null === $last ? '' : sprintf( _n( 'We sent %1$d e-mail, on %2$s. If it is not there, look in the spam folder.', 'We sent %1$d e-mails, the last on %2$s. If they are not there, look in the spam folder.', $count, 'smartalloc-ops' ), $count, LocalTime::said( $last ) );
		$soon   = __( 'An e-mail waits to be sent.', 'smartalloc-ops' );
		$broken = __( 'An e-mail could not be sent. We are looking into it.', 'smartalloc-ops' );
		$work   = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ) ];
		if ( null !== $held ) {
			/* translators: 1: a sentence or nothing, 2: a sentence. */
			return Answer::of( 'email', Status::Recommended, trim( sprintf( __( '%1$s A message is held: it leaves when the hold ends. %2$s', 'smartalloc-ops' ), $gone, $held ) ), trim( "$plain $soon" ), [ Links::tab( 'queue', __( 'Held work', 'smartalloc-ops' ), [ 'state' => 'held' ] ) ] );
		}
		if ( [] !== $facts->work( Stage::Message, WorkState::FinishedUnknown ) ) {
			/* translators: %s: a sentence or nothing. */
			return Answer::of( 'email', Status::Unknown, trim( sprintf( __( '%s Sending one was cut off, so it may have left or not: a person must decide.', 'smartalloc-ops' ), $gone ) ), trim( $plain . ' ' . __( 'We are looking into one more.', 'smartalloc-ops' ) ), [ Links::tab( 'queue', __( 'Show it', 'smartalloc-ops' ), [ 'state' => 'finished_unknown' ] ) ] );
		}
		if ( null !== $next ) {
			/* translators: 1: a sentence or nothing, 2: date and time. */
			return Answer::of( 'email', $next['late_ms'] > Facts::MESSAGE_WITHIN_MS ? Status::Critical : Status::Recommended, trim( sprintf( __( '%1$s A message is still to be sent, due on %2$s.', 'smartalloc-ops' ), $gone, LocalTime::said( $next['due_at'] ) ) ), trim( "$plain $soon" ), $work );
		}
		if ( false !== $tried && in_array( $tried['result'], [ 'failed', 'bounced' ], true ) || ( null !== $failure && ( null === $last || (int) $failure['at'] > $last ) ) ) {
			$at = false !== $tried && 'sent' !== $tried['result'] ? $tried['at'] : (int) ( $failure['at'] ?? 0 );
			/* translators: 1: a sentence or nothing, 2: date and time, 3: class and place of an error, or nothing. */
			return Answer::of( 'email', Status::Critical, trim( sprintf( __( '%1$s The last attempt failed on %2$s. %3$s', 'smartalloc-ops' ), $gone, 0 === $at ? '?' : LocalTime::said( $at ), $failure['why'] ?? '' ) ), trim( "$plain $broken" ), [ Links::tab( 'queue', __( 'Dead letters', 'smartalloc-ops' ), [ 'state' => 'failed' ] ), Links::scheduled_actions( 'failed' ) ] );
		}
		if ( null !== $last ) {
			return Answer::of( 'email', Status::Good, $gone, $plain );
		}
		if ( [] !== $facts->jobs( Stage::Message, 'complete' ) || [] !== $facts->work( Stage::Message, WorkState::Done ) ) {
			return Answer::of( 'email', Status::Unknown, __( 'Its notification job ended, but no source says whether a message left.', 'smartalloc-ops' ), __( 'We are looking into whether an e-mail was sent.', 'smartalloc-ops' ) );
		}
		return $this->no_email( $facts, $evidence );
	}

	private function no_email( Facts $facts, Evidence $evidence ): Answer {
		if ( ! $evidence->can_deny( 'log' ) ) {
			return Answer::of( 'email', Status::Unknown, __( 'Nobody here can say: the log does not cover it.', 'smartalloc-ops' ), __( 'We are looking into whether an e-mail was sent.', 'smartalloc-ops' ) );
		}
		$allocated_at = $facts->allocation()['at'] ?? null;
		if ( ! $facts->is_allocated() || null === $allocated_at ) {
			return Answer::of( 'email', Status::Recommended, __( 'No. The message comes after the allocation, and there is none.', 'smartalloc-ops' ), __( 'The e-mail comes after the allocation.', 'smartalloc-ops' ) );
		}
		$age = $evidence->now - $allocated_at;
		/* translators: 1: a span of time, 2: a span of time. */
		return Answer::of( 'email', $age > Facts::MESSAGE_WITHIN_MS ? Status::Critical : Status::Recommended, sprintf( __( 'No: none is recorded %1$s after the allocation; it was expected within %2$s.', 'smartalloc-ops' ), Facts::span( $age ), Facts::span( Facts::MESSAGE_WITHIN_MS ) ), __( 'No e-mail was sent yet. We are looking into it.', 'smartalloc-ops' ) );
	}

	private function twice( Facts $facts ): Answer {
		$evidence = $facts->evidence;
		$repeated = array_filter( $facts->sent(), static fn ( array $times ): bool => count( $times ) > 1 );
		$results  = $facts->allocated_at();
		if ( [] !== $repeated ) {
			$times = array_map( [ LocalTime::class, 'said' ], array_values( $repeated )[0] );
			/* translators: 1: number of times, 2: list of times. */
			return Answer::of( 'twice', Status::Critical, sprintf( __( 'Yes: the same message was sent %1$d times (%2$s).', 'smartalloc-ops' ), count( $times ), implode( ', ', $times ) ), __( 'The same e-mail was sent more than once by mistake. Both say the same: nothing is to be done.', 'smartalloc-ops' ), [ Links::tab( 'health', __( 'Submission path', 'smartalloc-ops' ), [ 'focus' => 'submission_path' ] ) ] );
		}
		if ( count( $results ) > 1 ) {
			/* translators: 1: number of results, 2: list of times. */
			return Answer::of( 'twice', Status::Critical, sprintf( __( 'Yes: it was allocated %1$d times (%2$s).', 'smartalloc-ops' ), count( $results ), implode( ', ', array_map( [ LocalTime::class, 'said' ], $results ) ) ), __( 'It was handled more than once by mistake. We are putting that right.', 'smartalloc-ops' ), [ Links::tab( 'health', __( 'Submission path', 'smartalloc-ops' ), [ 'focus' => 'submission_path' ] ) ] );
		}
		if ( ! $evidence->can_deny( 'log' ) ) {
			return Answer::of( 'twice', Status::Unknown, __( 'Nobody here can say: only the log would tell, and it does not cover it.', 'smartalloc-ops' ), __( 'We are looking into whether an e-mail was sent twice.', 'smartalloc-ops' ) );
		}
		$different = count( $facts->sent() );
		return Answer::of(
			'twice',
			Status::Good,
			$different > 1
				/* translators: %d: number of messages. */
				? sprintf( __( 'No. %d different messages were sent, each once: that of the form and those of SmartAlloc.', 'smartalloc-ops' ), $different )
				: __( 'No: nothing about it was sent or allocated twice.', 'smartalloc-ops' ),
			/* translators: %d: number of messages. */
			$different > 1 ? sprintf( __( 'There are %d different e-mails about it, so more than one is right.', 'smartalloc-ops' ), $different ) : __( 'Nothing was sent twice.', 'smartalloc-ops' )
		);
	}

	private function export( Facts $facts ): Answer {
		$evidence   = $facts->evidence;
		$allocation = $facts->allocation();
		$look       = [ Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ) ];
		$later      = __( 'It is in the list from the next export on.', 'smartalloc-ops' );
		if ( ! $evidence->can_deny( 'exports' ) ) {
			return Answer::of( 'export', Status::Unknown, __( 'Nobody here can say: SmartAlloc\'s list of exports cannot be read.', 'smartalloc-ops' ), __( 'We are looking into the export.', 'smartalloc-ops' ) );
		}
		if ( ! $facts->is_allocated() || null === ( $allocation['at'] ?? null ) ) {
			return Answer::of( 'export', Status::Recommended, __( 'No: an export lists what is allocated, and it is not.', 'smartalloc-ops' ), __( 'It comes into the list after it is allocated.', 'smartalloc-ops' ) );
		}
		$exports = $facts->exports( $allocation['at'] );
		foreach ( $exports['after'] as $export ) {
			if ( 'ok' === $export['state'] ) {
				/* translators: 1: number of an export, 2: date and time. */
				return Answer::of( 'export', Status::Good, sprintf( __( 'Export %1$d of %2$s began after the allocation, so it should be in there. Exports keep no list of their entries here: if it is missing, look into that file.', 'smartalloc-ops' ), $export['id'], LocalTime::said( (int) $export['began_at'] ) ), sprintf( /* translators: %s: date and time. */ __( 'It is in the list of %s.', 'smartalloc-ops' ), LocalTime::said( (int) $export['began_at'] ) ) );
			}
		}
		foreach ( $exports['after'] as $export ) {
			return 'failed' === $export['state']
				/* translators: 1: number of an export, 2: date and time. */
				? Answer::of( 'export', Status::Critical, sprintf( __( 'Not yet: export %1$d of %2$s failed, and none has worked since the allocation.', 'smartalloc-ops' ), $export['id'], LocalTime::said( (int) $export['began_at'] ) ), $later, $look )
				/* translators: 1: number of an export, 2: date and time. */
				: Answer::of( 'export', Status::Recommended, sprintf( __( 'Not yet: export %1$d was asked for on %2$s and has not ended.', 'smartalloc-ops' ), $export['id'], LocalTime::said( (int) $export['began_at'] ) ), $later, $look );
		}
		return null === $exports['before']
			? Answer::of( 'export', Status::Recommended, __( 'Not yet: there has been no export since.', 'smartalloc-ops' ), $later )
			/* translators: %s: date and time. */
			: Answer::of( 'export', Status::Recommended, sprintf( __( 'Not yet: the last export began on %s, before it was allocated.', 'smartalloc-ops' ), LocalTime::said( (int) $exports['before']['began_at'] ) ), $later );
	}

	private static function plain_arrival( Evidence $evidence ): string {
		return null === $evidence->came_at
			? __( 'It arrived.', 'smartalloc-ops' )
			/* translators: %s: date and time. */
			: sprintf( __( 'It arrived on %s.', 'smartalloc-ops' ), LocalTime::said( $evidence->came_at ) );
	}

	/** @return list<Action> */
	private static function entries( int $form_id, string $folder ): array {
		return [ Action::link( __( 'Open the folder', 'smartalloc-ops' ), admin_url( "admin.php?page=gf_entries&id=$form_id&filter=$folder" ) ) ];
	}
}
