<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Settings\SettingsCatalog;
use SmartAllocOps\Settings\SettingsImpact;
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

	private function settings_store(): SettingsStore {
		return $this->settings_store ??= new SettingsStore( $this->services->db, $this->services->clock, new SettingsCatalog() );
	}
}
