<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** Why something will not be done, and what the person can do instead. */
final class Refusal {
	public function __construct( public readonly string $code, public readonly string $message, public readonly ?Action $action = null ) {}

	/** @return array{code: string, message: string, action: array{kind: string, label: string, target: string}|null} */
	public function to_array(): array {
		return [
			'code'    => $this->code,
			'message' => $this->message,
			'action'  => $this->action?->to_array(),
		];
	}
}
