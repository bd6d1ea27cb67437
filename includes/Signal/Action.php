<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** A way forward: a link to open or a command to paste. */
final class Action {
	/** @param 'link'|'command' $kind */
	private function __construct( public readonly string $kind, public readonly string $label, public readonly string $target ) {}

	public static function link( string $label, string $url ): self {
		return new self( 'link', $label, $url );
	}

	public static function command( string $label, string $command ): self {
		return new self( 'command', $label, $command );
	}

	/** The same in the language of the reader. */
	public function told(): self {
		return new self( $this->kind, Sentences::told( $this->label ), $this->target );
	}

	/** @return array{kind: string, label: string, target: string} */
	public function to_array(): array {
		return [
			'kind'   => $this->kind,
			'label'  => $this->label,
			'target' => $this->target,
		];
	}
}
