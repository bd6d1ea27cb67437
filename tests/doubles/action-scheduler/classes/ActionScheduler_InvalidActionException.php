<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * A stored row cannot be turned back into an action.
 */
class ActionScheduler_InvalidActionException extends InvalidArgumentException {

	public static function undecodable_args( int $action_id ): self {
		return new self( sprintf( 'Action %d has arguments that are not a JSON array.', $action_id ) );
	}

	public static function undecodable_schedule( int $action_id, ?Exception $previous = null ): self {
		return new self( sprintf( 'Action %d has a schedule that cannot be read.', $action_id ), 0, $previous );
	}
}
