<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Step;

defined( 'ABSPATH' ) || exit;

/** A step that needs nothing to be recorded first and leaves nothing to undo, unless it says so. */
abstract class QuietStep implements Step {
	public function prepare( Run $run ): array {
		return [];
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		return [];
	}

	/** @return array{label: string, value: string} */
	final protected static function fact( string $label, string $value ): array {
		return [
			'label' => $label,
			'value' => $value,
		];
	}

	final protected static function text( Run $run, string $key ): string {
		return is_string( $run->payload[ $key ] ?? null ) ? $run->payload[ $key ] : '';
	}
}
