<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/**
 * Under which key a run of a proposal is started. A key is used once and for ever, so a proposal can start one run, and
 * a build can be left by itself once.
 */
final class ProposalKeys {
	public static function of( Proposal $proposal ): string {
		return "proposal-$proposal->id-start";
	}

	public static function automatic( string $build ): string {
		return 'automatic-' . substr( $build, 0, 48 );
	}
}
