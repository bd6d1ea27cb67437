<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

use SmartAllocOps\Platform\Presence;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * What a probe found, before the runner stamps it with times.
 *
 * `reason` is a stable code; `finding` is one sentence for a person.
 */
final class Reading {
	/** @param list<Action> $actions */
	private function __construct(
		public readonly Status $status,
		public readonly string $reason,
		public readonly string $finding,
		public readonly array $actions,
		public readonly int|float|null $value,
		public readonly ?string $unit,
		public readonly ?int $n,
		public readonly ?int $window_s,
		/** Whether checks that rest on this one can still be measured although it is critical. Not stored. */
		public readonly bool $is_passable = false,
	) {}

	/** @param list<Action> $actions */
	public static function of( Status $status, string $reason, string $finding, array $actions = [], int|float|null $value = null, ?string $unit = null, ?int $n = null, ?int $window_s = null ): self {
		return new self( $status, $reason, $finding, $actions, $value, $unit, $n, $window_s );
	}

	public static function good( string $finding, int|float|null $value = null, ?string $unit = null, ?int $n = null ): self {
		return new self( Status::Good, 'ok', $finding, [], $value, $unit, $n, null );
	}

	/** @param list<Action> $actions */
	public static function unknown( string $reason, string $finding, array $actions = [] ): self {
		return new self( Status::Unknown, $reason, $finding, $actions, null, null, null, null );
	}

	/** What it looks at is not there, or is broken. */
	public static function without( Presence $presence ): self {
		return self::unknown( $presence->state, $presence->detail, [ Links::plugins() ] );
	}

	/** @param list<Action> $actions */
	public static function critical( string $reason, string $finding, array $actions = [], int|float|null $value = null, ?string $unit = null, ?int $n = null ): self {
		return new self( Status::Critical, $reason, $finding, $actions, $value, $unit, $n, null );
	}

	/** The same in the language of the reader. */
	public function told(): self {
		return new self( $this->status, $this->reason, Sentences::told( $this->finding ), array_map( static fn ( Action $action ): Action => $action->told(), $this->actions ), $this->value, $this->unit, $this->n, $this->window_s, $this->is_passable );
	}

	/** Critical for what it is, yet what rests on it can be measured all the same: a late queue can still be counted. */
	public function passable(): self {
		return new self( $this->status, $this->reason, $this->finding, $this->actions, $this->value, $this->unit, $this->n, $this->window_s, true );
	}
}
