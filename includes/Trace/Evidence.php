<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Platform\EntryJob;
use SmartAllocOps\Work\WorkItem;

defined( 'ABSPATH' ) || exit;

/** Everything that was found about one entry, by source. Times are UTC epoch milliseconds. */
final class Evidence {
	/**
	 * @param array{form_id: int, state: 'active'|'spam'|'trash'|'other', at: int|null}|null                           $entry      As Gravity Forms has it.
	 * @param int|null                                                                                                 $came_at    When it came, by the best witness there is.
	 * @param array{status: string, reason: string, at: int|null}|null                                                 $allocation SmartAlloc's own record.
	 * @param list<array{id: int, state: 'ok'|'failed'|'open', began_at: int|null, finished_at: int|null}>             $exports    Around the allocation, oldest first.
	 * @param list<EntryJob>                                                                                           $jobs
	 * @param list<WorkItem>                                                                                           $work
	 * @param list<array<string, int|bool|string|null>>                                                                $log        Lines about the entry, oldest first, `ms` added.
	 * @param list<FlagState>                                                                                          $flags      As they stood when it came.
	 * @param list<FlagState>                                                                                          $flips      Since then.
	 * @param array<string, Source>                                                                                    $sources    By id.
	 */
	public function __construct(
		public readonly int $entry_id,
		public readonly int $now,
		public readonly ?array $entry,
		public readonly ?int $came_at,
		public readonly ?array $allocation,
		public readonly array $exports,
		public readonly array $jobs,
		public readonly array $work,
		public readonly array $log,
		public readonly array $flags,
		public readonly array $flips,
		public readonly array $sources,
	) {}

	public function is_empty(): bool {
		return null === $this->entry && null === $this->allocation && [] === $this->jobs && [] === $this->work && [] === $this->log;
	}

	/** Whether a source was read so far that it can say that something did not happen. */
	public function can_deny( string ...$sources ): bool {
		foreach ( $sources as $source ) {
			if ( true !== ( $this->sources[ $source ] ?? null )?->is_whole() ) {
				return false;
			}
		}
		return true;
	}

	public function form_id(): ?int {
		foreach ( $this->work as $item ) {
			$form = $this->entry['form_id'] ?? $item->form_id;
			if ( null !== $form ) {
				return $form;
			}
		}
		foreach ( $this->log as $line ) {
			$form = $this->entry['form_id'] ?? ( is_int( $line['form_id'] ?? null ) ? $line['form_id'] : null );
			if ( null !== $form ) {
				return $form;
			}
		}
		return $this->entry['form_id'] ?? null;
	}

	/** @return list<array<string, int|bool|string|null>> Lines of these events. */
	public function lines( string ...$events ): array {
		return array_values( array_filter( $this->log, static fn ( array $line ): bool => in_array( $line['event'], $events, true ) ) );
	}
}
