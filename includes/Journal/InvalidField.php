<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** An input that cannot be used, with the name of its field. The message is for the person. */
final class InvalidField extends \InvalidArgumentException {
	/** @param array<string, string> $all Where several do not fit: each field with its sentence. */
	public function __construct( public readonly string $field, string $message, public readonly array $all = [] ) {
		parent::__construct( $message );
	}
}
