<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Vault\VaultJournal;
use SmartAllocOps\Vault\VaultService;

defined( 'ABSPATH' ) || exit;

/** What can be brought back when a release is bad. */
final class VaultServices {
	private ?VaultService $vault = null;

	public function __construct( private readonly Services $services ) {}

	public static function places(): Places {
		return new Places( untrailingslashit( WP_CONTENT_DIR ), untrailingslashit( WP_PLUGIN_DIR ) );
	}

	public function vault(): VaultService {
		return $this->vault ??= $this->vault_in( self::places() );
	}

	/** Another wp-content: a test that plays one. */
	public function vault_in( Places $places ): VaultService {
		return new VaultService( $places, $this->services->smart_alloc(), $this->services->journal(), new VaultJournal( $this->services->db ), $this->services->heartbeats(), $this->services->clock );
	}
}
