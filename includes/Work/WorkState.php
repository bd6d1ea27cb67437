<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** Where a unit of work stands. `finished_unknown` waits for a person: it may have happened. */
enum WorkState: string {
	case Held            = 'held';
	case Due             = 'due';
	case Running         = 'running';
	case Failed          = 'failed';
	case FinishedUnknown = 'finished_unknown';
	case Done            = 'done';
	case Closed          = 'closed';

	/** @return list<self> The states this one may become. */
	public function next(): array {
		return match ( $this ) {
			self::Held            => [ self::Due, self::Closed ],
			self::Due             => [ self::Running, self::Held, self::Closed ],
			self::Running         => [ self::Done, self::Due, self::Failed, self::FinishedUnknown, self::Closed ],
			self::Failed          => [ self::Due, self::Closed ],
			self::FinishedUnknown => [ self::Due, self::Closed, self::Done ],
			// The same key may be held again: a job that was handed back, a notification that is asked for once more.
			self::Done, self::Closed => [ self::Held, self::Due ],
		};
	}

	public function may_become( self $next ): bool {
		return in_array( $next, $this->next(), true );
	}

	/** Nobody waits for it any more. */
	public function is_end(): bool {
		return self::Done === $this || self::Closed === $this;
	}

	/** @return list<self> Work that somebody or something still waits for. */
	public static function open(): array {
		return [ self::Held, self::Due, self::Running, self::Failed, self::FinishedUnknown ];
	}
}
