<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** Where one message to one target stands. */
enum DeliveryState: string {
	case Queued  = 'queued';
	case Sending = 'sending';
	case Sent    = 'sent';
	/** Out of attempts, or nobody is there any more. */
	case Failed = 'failed';
}
