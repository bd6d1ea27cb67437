<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** Times and counts the jobs that run without Action Scheduler: those of WP-Cron mode, and events of WP-Cron. */
final class OtherJobRecorder implements JobWatcher {
	/** Scope of the group of the job that runs; null: Action Scheduler runs it. */
	private ?string $scope = null;

	public function __construct( private readonly Recorder $recorder, private readonly Config $config, private readonly Clock $clock ) {}

	public function job_began( string $job_id, string $hook, string $group, ?int $due_ms ): void {
		$this->scope = str_starts_with( $job_id, 'as:' ) ? null : ( in_array( $group, $this->config->groups(), true ) ? $group : Recorder::OTHER );
		if ( null !== $this->scope && null !== $due_ms ) {
			$this->recorder->sample( Metric::QueueWait, $this->scope, $this->clock->now_ms() - $due_ms );
		}
	}

	public function job_ended( string $reason, float $ran_ms ): void {
		if ( null === $this->scope ) {
			return;
		}
		$this->recorder->sample( Metric::QueueRun, $this->scope, $ran_ms );
		$this->recorder->count( '' === $reason ? Metric::QueueOk : Metric::QueueFailed, $this->scope );
		if ( 'cut_off' === $reason ) {
			$this->recorder->count( Metric::QueueFatal, $this->scope );
		}
		$this->scope = null;
	}
}
