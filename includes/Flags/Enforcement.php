<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/** Whether a flag is obeyed on this site now, in one sentence. */
final class Enforcement {
	/** @param 'enforced'|'partly'|'not_enforced' $state */
	private function __construct( public readonly string $state, public readonly string $note, public readonly ?Action $action = null ) {}

	public static function full( string $note ): self {
		return new self( 'enforced', $note );
	}

	public static function partly( string $note, ?Action $action = null ): self {
		return new self( 'partly', $note, $action );
	}

	public static function none( string $note, ?Action $action = null ): self {
		return new self( 'not_enforced', $note, $action );
	}

	/** @return array{state: string, note: string, action: array{kind: string, label: string, target: string}|null} */
	public function to_array(): array {
		return [
			'state'  => $this->state,
			'note'   => $this->note,
			'action' => $this->action?->to_array(),
		];
	}
}
