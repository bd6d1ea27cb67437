<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** The actor lacks the capability at the moment of the act. */
final class Forbidden extends \RuntimeException {
	public function __construct( public readonly string $capability ) {
		/* translators: %s: name of a capability. */
		parent::__construct( sprintf( __( 'This needs the capability %s.', 'smartalloc-ops' ), $capability ) );
	}

	/** @throws self When the actor may not. */
	public static function unless( Actor $actor, string $capability ): void {
		if ( ! $actor->can( $capability ) ) {
			throw new self( $capability );
		}
	}
}
