<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Health\DeadLetters;
use SmartAllocOps\Health\PatchGuardReports;
use SmartAllocOps\Health\Probe\ActionSchedulerProbe;
use SmartAllocOps\Health\Probe\DeadLettersProbe;
use SmartAllocOps\Health\Probe\GravityFormsProbe;
use SmartAllocOps\Health\Probe\LogProbe;
use SmartAllocOps\Health\Probe\LoopbackProbe;
use SmartAllocOps\Health\Probe\ObjectCacheProbe;
use SmartAllocOps\Health\Probe\PatchGuardProbe;
use SmartAllocOps\Health\Probe\QueueGroundProbe;
use SmartAllocOps\Health\Probe\RestProbe;
use SmartAllocOps\Health\Probe\RuleOfOneProbe;
use SmartAllocOps\Health\Probe\RunnerProbe;
use SmartAllocOps\Health\Probe\SchemaProbe;
use SmartAllocOps\Health\Probe\SilenceProbe;
use SmartAllocOps\Health\Probe\SmtpProbe;
use SmartAllocOps\Health\Probe\StuckJobsProbe;
use SmartAllocOps\Health\Probe\SubmissionPathProbe;
use SmartAllocOps\Health\Probe\TellingProbe;
use SmartAllocOps\Health\Probe\UtcProbe;
use SmartAllocOps\Health\Probe\VersionsProbe;
use SmartAllocOps\Health\Probe\WpCronProbe;
use SmartAllocOps\Health\RunnerCadence;
use SmartAllocOps\Platform\ActionGround;
use SmartAllocOps\Platform\ActionJobs;
use SmartAllocOps\Platform\Automations;
use SmartAllocOps\Platform\ObjectCache;
use SmartAllocOps\Signal\Probe;

defined( 'ABSPATH' ) || exit;

/** Every check of the site, parents before the checks that wait for them. */
final class Probes {
	public function __construct( private readonly Services $services, private readonly HealthServices $health ) {}

	/** @return list<Probe> */
	public function all(): array {
		$services = $this->services;
		return [
			new WpCronProbe( $services->wp_cron(), $services->flag_holds() ),
			new GravityFormsProbe( $services->gravity_forms() ),
			new ActionSchedulerProbe( $services->action_scheduler(), $services->action_queues(), $services->wp_cron(), $services->flag_holds(), $services->config, $services->clock ),
			new RunnerProbe( new RunnerCadence( $services->heartbeats() ), $services->action_scheduler(), $services->wp_cron(), $services->clock ),
			new StuckJobsProbe( new ActionJobs( $services->db, $services->clock, $services->config ), $services->action_scheduler() ),
			new QueueGroundProbe( new ActionGround( $services->db, $services->action_scheduler() ), $services->action_scheduler() ),
			new UtcProbe( $services->clock ),
			new SubmissionPathProbe( $services->gravity_forms(), $services->smart_alloc(), $services->config, $services->flag_reader() ),
			new SchemaProbe( $services->gravity_forms(), $services->config ),
			new SilenceProbe( $services->queue_services()->hourly_counts(), $services->gravity_forms(), $services->flag_holds(), $services->config ),
			new DeadLettersProbe( new DeadLetters( $services->db, $services->clock, $services->action_queues(), $services->config ), $services->config ),
			new LogProbe( $services->logs()->folder, $services->heartbeats(), $services->clock ),
			new SmtpProbe( $this->health->mail_transport(), $this->health->mail_results(), $services->config, $services->clock ),
			new TellingProbe( $services->outbox()->channels(), $this->health->mail_transport() ),
			new RuleOfOneProbe( new Automations( $services->db ), $services->gravity_forms(), $services->config ),
			new PatchGuardProbe( new PatchGuardReports() ),
			new VersionsProbe( $this->health->versions(), $this->health->mail_transport() ),
			new ObjectCacheProbe( new ObjectCache() ),
			// Last: what waits for a network must not use up the time of the others.
			new LoopbackProbe( $this->health->loopback() ),
			new RestProbe( $this->health->loopback() ),
		];
	}
}
