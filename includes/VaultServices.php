<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Platform\Loopback;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Rest\AskedOnce;
use SmartAllocOps\Vault\Capture;
use SmartAllocOps\Vault\RecoveryCardSchema;
use SmartAllocOps\Vault\RecoveryCardService;
use SmartAllocOps\Vault\RescueCommand;
use SmartAllocOps\Vault\RescueImport;
use SmartAllocOps\Vault\VaultController;
use SmartAllocOps\Vault\VaultDoor;
use SmartAllocOps\Vault\VaultJournal;
use SmartAllocOps\Vault\VaultReadiness;
use SmartAllocOps\Vault\VaultSchema;
use SmartAllocOps\Vault\VaultService;

defined( 'ABSPATH' ) || exit;

/** What can be brought back when a release is bad. */
final class VaultServices {
	private readonly Places $places;
	private readonly VaultJournal $known;

	private ?VaultService $vault = null;

	/** @param Places|null $places Another wp-content: a test that plays one. */
	public function __construct( private readonly Services $services, ?Places $places = null ) {
		$this->places = $places ?? self::places();
		$this->known  = new VaultJournal( $services->db );
	}

	public static function places(): Places {
		return new Places( untrailingslashit( WP_CONTENT_DIR ), untrailingslashit( WP_PLUGIN_DIR ) );
	}

	public function vault(): VaultService {
		return $this->vault ??= new VaultService( $this->places, $this->capture(), $this->door(), $this->services->journal(), $this->known, $this->services->clock );
	}

	public function capture(): Capture {
		return new Capture( $this->places, $this->services->smart_alloc(), $this->services->journal(), $this->known, $this->services->heartbeats(), $this->services->clock );
	}

	public function rescue_import(): RescueImport {
		return new RescueImport( $this->places, $this->services->journal(), $this->known, $this->services->heartbeats() );
	}

	public function door(): VaultDoor {
		return new VaultDoor( $this->places, new Loopback(), $this->services->heartbeats(), $this->services->clock );
	}

	public function readiness(): VaultReadiness {
		return new VaultReadiness( $this->vault(), $this->places, $this->known, $this->rescue_import(), $this->door(), $this->card(), $this->services->heartbeats(), $this->services->clock );
	}

	public function card(): RecoveryCardService {
		return new RecoveryCardService( $this->vault(), $this->places, new RescueCommand( $this->places ), $this->services->smart_alloc(), $this->services->journal(), $this->services->heartbeats(), fn (): bool => WatchdogServices::of( $this->services )->status()->is_watching(), fn (): array => ( new RollbackServices( $this->services, $this->places ) )->rehearsal()->on_paper() );
	}

	/** What is typed to bring the last known good build back; null when there is none. */
	public function command(): ?string {
		return null === $this->vault()->report()->good() ? null : ( new RescueCommand( $this->places ) )->short( 'revert --reason="..."' );
	}

	/** @return non-empty-list<string> What is typed when nothing answers. Nothing is read for it. */
	public function rescue(): array {
		$command = new RescueCommand( $this->places );
		return [ $command->short( 'status' ), $command->short( 'revert --reason="..."' ) ];
	}

	public function controller(): VaultController {
		return new VaultController( $this->vault(), new VaultSchema( $this->vault(), $this->known ), $this->card(), new RecoveryCardSchema( $this->services->clock ), new AskedOnce( $this->services->db, $this->services->clock ) );
	}
}
