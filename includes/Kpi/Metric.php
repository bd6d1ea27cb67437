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

	case AllocationRun       = 'allocation.run';
	case AllocationDone      = 'allocation.done';
	case AllocationConflict  = 'allocation.conflict';
	case AllocationDuplicate = 'allocation.duplicate';

	/** Normalised to a thousand rows where an export has more. */
	case ExportRun  = 'export.run';
	case ExportPeak = 'export.peak';

	/** An export that was taken for crashed and ended after all is in all three. */
	case ExportEnded     = 'export.ended';
	case ExportCrashed   = 'export.crashed';
	case ExportRecovered = 'export.recovered';

	/** Attempts to deliver. One that failed and was made good by a later one is in all three. */
	case MessageSent      = 'comms.sent';
	case MessageFailed    = 'comms.failed';
	case MessageRecovered = 'comms.recovered';
	case MessageBounced   = 'comms.bounced';
	case MessageDuplicate = 'comms.duplicate';
	case MessageRun       = 'comms.run';

	/** Submissions that a form has accepted, and those of them that nothing came of. */
	case FormAccepted = 'forms.accepted';
	case FormFailed   = 'forms.failed';

	/** What SmartAlloc turned away: webhooks, nonces, and people who are signed in. */
	case FaultSignature  = 'security.signature';
	case FaultNonce      = 'security.nonce';
	case FaultCapability = 'security.capability';

	/** What checks of Health have measured, once a minute: open dead letters, and per cent of the forms that do not fit. */
	case DeadLetters = 'queue.dead_letters';
	case FormsUnfit  = 'forms.unfit';

	/** What this console failed to count. */
	case Lost = 'recorder.lost';

	/** Bucket of a counter. */
	public const COUNTER = 0;
}
