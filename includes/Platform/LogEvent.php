<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Everything the log can tell, and the fields each event may carry: what is not named here is not written. */
enum LogEvent: string {
	case SubmissionReceived = 'submission.received';
	case AllocationFinished = 'allocation.finished';
	case ExportStarted      = 'export.started';
	case ExportFinished     = 'export.finished';
	case NotificationResult = 'notification.result';
	case WebhookResult      = 'webhook.result';
	case DeadLetterPushed   = 'dead_letter.pushed';
	case MailSent           = 'mail.sent';
	case MailFailed         = 'mail.failed';
	case JobStarted         = 'job.started';
	case JobFinished        = 'job.finished';
	case JobFailed          = 'job.failed';
	case WorkHeld           = 'work.held';
	case WorkReleased       = 'work.released';
	case WorkEnded          = 'work.ended';
	case FlagChanged        = 'flag.changed';
	case RunStep            = 'run.step';
	case RunRested          = 'run.rested';
	case ProbeChanged       = 'probe.changed';

	private const JOB  = [ 'job_id', 'hook', 'group', 'entry_id' ];
	private const WORK = [ 'work_id', 'source', 'hook', 'group', 'form_id', 'entry_id', 'flag', 'scope', 'revision', 'attempt' ];

	/** @return list<string> Names of LogField. */
	public function fields(): array {
		return match ( $this ) {
			self::SubmissionReceived => [ 'form_id', 'entry_id', 'path', 'result' ],
			self::AllocationFinished => [ 'form_id', 'entry_id', 'job_id', 'outcome', 'conflict', 'duration_ms' ],
			self::ExportStarted => [ 'export_id', 'job_id', 'rows' ],
			self::ExportFinished => [ 'export_id', 'job_id', 'rows', 'duration_ms', 'peak_bytes', 'outcome' ],
			self::NotificationResult => [ 'entry_id', 'job_id', 'channel', 'attempt', 'result', 'ref' ],
			self::WebhookResult => [ 'entry_id', 'job_id', 'result', 'ref' ],
			self::DeadLetterPushed => [ 'entry_id', 'job_id', 'hook', 'ref' ],
			self::MailSent, self::MailFailed => [ 'form_id', 'entry_id', 'job_id', 'ref', 'reason' ],
			self::JobStarted => self::JOB,
			self::JobFinished => [ ...self::JOB, 'duration_ms' ],
			self::JobFailed => [ ...self::JOB, 'duration_ms', 'reason', 'error_class', 'error_frame' ],
			self::WorkHeld => self::WORK,
			self::WorkReleased => self::WORK,
			self::WorkEnded => [ ...self::WORK, 'state', 'reason' ],
			self::FlagChanged => [ 'flag', 'scope', 'revision', 'value', 'previous', 'actor_kind', 'actor_id', 'run_id' ],
			self::RunStep => [ 'run_id', 'step', 'direction', 'attempt', 'state' ],
			self::RunRested => [ 'run_id', 'state' ],
			self::ProbeChanged => [ 'probe', 'status', 'previous', 'reason' ],
		};
	}
}
