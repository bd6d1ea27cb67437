<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Audit\AuditService;
use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Flags\FlagJournal;
use SmartAllocOps\Journal\ActJournal;
use SmartAllocOps\Journal\ActorSalts;
use SmartAllocOps\Journal\Erasure;
use SmartAllocOps\Journal\JournalFeed;
use SmartAllocOps\Journal\SealChain;
use SmartAllocOps\Journal\SealKey;
use SmartAllocOps\Journal\SealStore;
use SmartAllocOps\Journal\SealVerifier;
use SmartAllocOps\Run\RunJournal;
use SmartAllocOps\Run\StepJournal;
use SmartAllocOps\Settings\SettingsCatalog;
use SmartAllocOps\Settings\SettingsImpact;
use SmartAllocOps\Settings\SettingsJournal;
use SmartAllocOps\Settings\SettingsPublisher;
use SmartAllocOps\Settings\SettingsSchema;
use SmartAllocOps\Settings\SettingsService;
use SmartAllocOps\Settings\SettingsStore;

defined( 'ABSPATH' ) || exit;

/** Settings and the journal: what people laid down, and what was done. */
final class RecordServices {
	private ?SettingsStore $settings_store         = null;
	private ?SettingsPublisher $settings_publisher = null;
	private ?SettingsService $settings             = null;
	private ?AuditService $audit                   = null;

	public function __construct( private readonly Services $services ) {}

	public function settings(): SettingsService {
		return $this->settings ??= new SettingsService(
			new SettingsCatalog(),
			$this->settings_store(),
			$this->settings_publisher(),
			new SettingsImpact( new FlagCatalog( $this->services->config ), $this->services->flag_parts()->store(), $this->services->work_counts() )
		);
	}

	public function settings_schema(): SettingsSchema {
		return new SettingsSchema( $this->settings() );
	}

	public function settings_publisher(): SettingsPublisher {
		return $this->settings_publisher ??= new SettingsPublisher( $this->settings_store(), $this->services->journal() );
	}

	public function audit(): AuditService {
		return $this->audit ??= $this->make_audit();
	}

	public function erasure(): Erasure {
		return new Erasure( $this->services->db, $this->services->journal(), $this->seal_chain(), $this->seal_store(), $this->actor_salts(), Tables::columns() );
	}

	/** Everything that was done here, in one order. */
	public function feed(): JournalFeed {
		$db = $this->services->db;
		return new JournalFeed(
			[
				new FlagJournal( $db, new FlagCatalog( $this->services->config ) ),
				new RunJournal( $db ),
				new StepJournal( $db ),
				new SettingsJournal( $db, $this->settings_store(), $this->settings_schema() ),
				new ActJournal( $db ),
			]
		);
	}

	private function make_audit(): AuditService {
		$services = $this->services;
		$seals    = $this->seal_store();
		return new AuditService(
			$this->feed(),
			$seals,
			$this->seal_chain(),
			new SealVerifier( $seals, SealKey::of_site(), $this->actor_salts(), $services->clock ),
			$services->heartbeats()
		);
	}

	private function seal_store(): SealStore {
		return new SealStore( $this->services->db );
	}

	private function seal_chain(): SealChain {
		return new SealChain( $this->seal_store(), $this->services->journal(), SealKey::of_site(), $this->actor_salts(), $this->services->clock, $this->services->config );
	}

	private function actor_salts(): ActorSalts {
		return new ActorSalts( $this->services->db, $this->services->clock );
	}

	private function settings_store(): SettingsStore {
		return $this->settings_store ??= new SettingsStore( $this->services->db, $this->services->clock, new SettingsCatalog() );
	}
}
