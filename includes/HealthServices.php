<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Health\HealthService;
use SmartAllocOps\Health\MailResults;
use SmartAllocOps\Health\SiteHealth;
use SmartAllocOps\Health\SiteHealthInfo;
use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Platform\Versions;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\ProbeRunner;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/** What the checks are made of, each built once. */
final class HealthServices {
	private ?HealthService $health      = null;
	private ?ProbeRunner $runner        = null;
	private ?MailResults $mail_results  = null;
	private ?MailTransport $transport   = null;
	private ?Loopback $loopback         = null;
	private ?Versions $versions         = null;
	private ?SiteHealth $site_health    = null;

	public function __construct( private readonly Services $services ) {}

	public function health(): HealthService {
		return $this->health ??= new HealthService(
			$this->runner(),
			new VerdictStore( $this->services->db, $this->services->logs()->log ),
			$this->services->journal(),
			$this->services->clock
		);
	}

	/** @return array<string, Probe> By id. */
	public function probes(): array {
		return $this->runner()->probes();
	}

	private function runner(): ProbeRunner {
		return $this->runner ??= new ProbeRunner( ( new Probes( $this->services, $this ) )->all(), $this->services->clock );
	}

	public function mail_results(): MailResults {
		return $this->mail_results ??= new MailResults( $this->services->heartbeats() );
	}

	public function mail_transport(): MailTransport {
		return $this->transport ??= new MailTransport( wp_get_environment_type() );
	}

	public function loopback(): Loopback {
		return $this->loopback ??= new Loopback();
	}

	public function versions(): Versions {
		return $this->versions ??= new Versions( $this->services->wpdb(), $this->services->gravity_forms(), $this->services->action_scheduler(), $this->mail_transport(), $this->services->config );
	}

	public function site_health(): SiteHealth {
		$services = $this->services;
		return $this->site_health ??= new SiteHealth(
			$this->health(),
			new SiteHealthInfo( $services->action_scheduler(), $services->gravity_forms(), $services->smart_alloc(), $services->wp_cron(), $this->mail_transport(), $this->versions(), $services->flags(), $services->config )
		);
	}
}
