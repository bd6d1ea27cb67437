<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** What became of one attempt. */
final class WorkOutcome {
	private function __construct( public readonly WorkState $state, public readonly ?WorkError $error = null, public readonly int $retry_in_ms = 0 ) {}

	/** It happened, or was handed back to whoever does it. */
	public static function done(): self {
		return new self( WorkState::Done );
	}

	/** Nothing is left to do, e.g. the entry was deleted meanwhile. The code says why. */
	public static function closed( string $code ): self {
		return new self( WorkState::Closed, WorkError::named( $code ) );
	}

	public static function retry( WorkError $error, int $in_ms ): self {
		return new self( WorkState::Due, $error, $in_ms );
	}

	/** Out of attempts: a dead letter. */
	public static function failed( WorkError $error ): self {
		return new self( WorkState::Failed, $error );
	}
}
