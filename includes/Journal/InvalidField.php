<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** An input that cannot be used, with the name of its field. The message is for the person. */
final class InvalidField extends \InvalidArgumentException {
	public function __construct( public readonly string $field, string $message ) {
		parent::__construct( $message );
	}
}
