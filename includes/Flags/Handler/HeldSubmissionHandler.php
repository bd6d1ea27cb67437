<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Handler;

use SmartAllocOps\Flags\FlagReader;
use SmartAllocOps\Platform\HookCallback;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Work\WorkError;
use SmartAllocOps\Work\WorkHandler;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkOutcome;

defined( 'ABSPATH' ) || exit;

/**
 * Gives a held entry to SmartAlloc's own handlers of its form, and to nobody else: the callbacks of others ran when it
 * was submitted.
 */
final class HeldSubmissionHandler implements WorkHandler {
	/** Waits before the next look, in minutes; after the last it is a dead letter. */
	private const BACKOFF_MIN = [ 1, 5, 15, 30 ];

	public function __construct( private readonly FlagReader $flags, private readonly SmartAlloc $smart_alloc ) {}

	public function source(): string {
		return 'gf_submission';
	}

	public function is_idempotent(): bool {
		// An entry that may have been taken in must not be taken in again on its own.
		return false;
	}

	public function perform( WorkItem $item ): WorkOutcome {
		if ( ! class_exists( 'GFAPI', false ) ) {
			return self::later( $item, 'gravity_forms_absent' );
		}
		$entry = \GFAPI::get_entry( (int) $item->entry_id );
		$form  = \GFAPI::get_form( (int) $item->form_id );
		if ( ! is_array( $entry ) || 'trash' === ( $entry['status'] ?? '' ) ) {
			return WorkOutcome::closed( 'entry_gone' );
		}
		if ( ! is_array( $form ) ) {
			return WorkOutcome::closed( 'form_gone' );
		}
		$callbacks = $this->callbacks( (int) $item->form_id );
		// Nothing has happened yet: SmartAlloc may be back after its update.
		return [] === $callbacks ? self::later( $item, 'no_handler' ) : self::hand_over( $callbacks, $entry, $form );
	}

	/** @return list<HookCallback> As a submission would reach them now. */
	private function callbacks( int $form_id ): array {
		$generic = 'off' === $this->flags->value( 'generic_path' ) ? [] : $this->smart_alloc->on( SmartAlloc::GENERIC_HOOK );
		return [ ...$generic, ...$this->smart_alloc->on( SmartAlloc::GENERIC_HOOK . "_$form_id" ) ];
	}

	/**
	 * @param non-empty-list<HookCallback> $callbacks
	 * @param array<mixed>                 $entry
	 * @param array<mixed>                 $form
	 */
	private static function hand_over( array $callbacks, array $entry, array $form ): WorkOutcome {
		$names = $GLOBALS['wp_current_filter'];
		try {
			foreach ( $callbacks as $callback ) {
				$callback->call( $entry, $form );
			}
		} catch ( \Throwable $thrown ) {
			return WorkOutcome::failed( WorkError::from( $thrown ) );
		} finally {
			// WordPress leaves the names of hooks whose handlers threw on its list.
			$GLOBALS['wp_current_filter'] = $names;
		}
		return WorkOutcome::done();
	}

	private static function later( WorkItem $item, string $code ): WorkOutcome {
		$minutes = self::BACKOFF_MIN[ $item->attempts - 1 ] ?? null;
		return null === $minutes ? WorkOutcome::failed( WorkError::named( $code ) ) : WorkOutcome::retry( WorkError::named( $code ), $minutes * 60_000 );
	}
}
