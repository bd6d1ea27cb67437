<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Recovery\Vault;
use SmartAllocOps\VaultServices;

/** The vault of the site itself, filled and pinned past the services under test. */
final class VaultScene {
	/** The installed stand-in, kept. */
	public static function kept(): Kept {
		return self::vault()->keep( VaultServices::places()->plugins . '/smart-alloc', 'smart-alloc.php', '1.0.0', null, 'system:0', (int) floor( microtime( true ) * 1000 ) );
	}

	/** @return array{revision: int, reason: string} A request that names it the good one. */
	public static function pin(): array {
		try {
			$revision = self::vault()->pinned()->revision ?? 0;
		} catch ( Refused ) {
			$revision = 0;
		}
		return [
			'revision' => $revision,
			'reason'   => 'a test names it',
		];
	}

	private static function vault(): Vault {
		return VaultServices::places()->ensured_vault();
	}
}
