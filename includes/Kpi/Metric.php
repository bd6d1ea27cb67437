<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/**
 * Everything that is counted or timed. A closed list: what is stored grows with it and with the scopes, never with events.
 *
 * Durations are milliseconds, sizes bytes. A counter is a histogram that has one bucket.
 */
enum Metric: string {
	/** From when a job was due to when it began; one value for each start. */
	case QueueWait = 'queue.wait';
	case QueueRun  = 'queue.run';

	/** How jobs ended. A job that failed by running out of time and ended well after all is in all three. */
	case QueueOk        = 'queue.ok';
	case QueueFailed    = 'queue.failed';
	case QueueRecovered = 'queue.recovered';

	/** What else befell jobs: of those that failed, why; and of those that never began. */
	case QueueTimedOut = 'queue.timed_out';
	case QueueFatal    = 'queue.fatal';
	case QueueReset    = 'queue.reset';
	case QueueIgnored  = 'queue.ignored';

	/** What this console failed to count. */
	case Lost = 'recorder.lost';

	/** Bucket of a counter. */
	public const COUNTER = 0;
}
