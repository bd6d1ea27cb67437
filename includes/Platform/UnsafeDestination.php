<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** An address that nothing is sent to. The message is for the person and names no part of the address. */
final class UnsafeDestination extends \RuntimeException {
	public function __construct( public readonly string $reason, string $message ) {
		parent::__construct( $message );
	}
}
