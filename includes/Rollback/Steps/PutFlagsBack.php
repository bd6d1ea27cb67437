<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\SetFlags;
use SmartAllocOps\Run\Run;

defined( 'ABSPATH' ) || exit;

/** The switches of the freeze, as whoever started the run has chosen: back, or left. */
final class PutFlagsBack extends QuietStep {
	/** @param \Closure( Run ): array<string, mixed> $frozen What the freeze has recorded before it froze. */
	public function __construct( private readonly SetFlags $freeze, private readonly \Closure $frozen ) {}

	public function name(): string {
		return 'flags';
	}

	public function title(): string {
		return __( 'Put the switches back', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		if ( 'leave' === self::text( $run, 'flags' ) ) {
			return [ self::fact( __( 'Switches', 'smartalloc-ops' ), __( 'Left as they stand, as was chosen at the start.', 'smartalloc-ops' ) ) ];
		}
		return $this->freeze->undo( $run, ( $this->frozen )( $run ), $still_mine );
	}
}
