<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

defined( 'ABSPATH' ) || exit;

/** Where a trace was looked for, and how far that went. */
final class Source {
	/**
	 * @param 'gravity_forms'|'smartalloc'|'exports'|'action_scheduler'|'work'|'log'|'flags' $id
	 * @param 'read'|'partly'|'absent'|'broken'                                              $state  Only what was read whole can say that something did not happen.
	 * @param string                                                                         $detail What was found, or why nothing could be.
	 */
	public function __construct( public readonly string $id, public readonly string $label, public readonly string $state, public readonly string $detail ) {}

	public static function label( string $id ): string {
		return match ( $id ) {
			'gravity_forms' => __( 'Gravity Forms', 'smartalloc-ops' ),
			'smartalloc' => __( 'SmartAlloc\'s allocations', 'smartalloc-ops' ),
			'exports' => __( 'SmartAlloc\'s exports', 'smartalloc-ops' ),
			'action_scheduler' => __( 'Action Scheduler', 'smartalloc-ops' ),
			'work' => __( 'Held work', 'smartalloc-ops' ),
			'log' => __( 'The log', 'smartalloc-ops' ),
			'flags' => __( 'History of the flags', 'smartalloc-ops' ),
			default => $id,
		};
	}

	public static function of( string $id, string $state, string $detail ): self {
		/** @var 'gravity_forms'|'smartalloc'|'exports'|'action_scheduler'|'work'|'log'|'flags' $id */
		/** @var 'read'|'partly'|'absent'|'broken' $state */
		return new self( $id, self::label( $id ), $state, $detail );
	}

	public function is_whole(): bool {
		return 'read' === $this->state;
	}
}
