<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** Where a proposed rollback stands. Only an open one can be decided. */
enum ProposalState: string {
	case Open       = 'open';
	case Accepted   = 'accepted';
	case Dismissed  = 'dismissed';
	/** Nobody decided in time: what it rests on is old. */
	case Expired    = 'expired';
	/** Another build came: it was about one that does not run any more. */
	case Superseded = 'superseded';
	/** Nothing speaks for it any more. */
	case Withdrawn  = 'withdrawn';
}
