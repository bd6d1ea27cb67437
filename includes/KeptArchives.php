<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Refused;
use SmartAllocOps\Rollback\Archives;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Vault\VaultService;
use SmartAllocOps\Vault\VaultWords;

defined( 'ABSPATH' ) || exit;

/** The vault, as a rollback sees it. */
final class KeptArchives implements Archives {
	public function __construct( private readonly VaultService $vault ) {}

	public function good(): ?Kept {
		return $this->vault->report()->good();
	}

	public function trouble(): ?Refused {
		return $this->vault->report()->trouble;
	}

	public function all(): array {
		return $this->vault->report()->all;
	}

	public function prove( Kept $kept ): void {
		$this->vault->prove( $kept );
	}

	public function words( Refused $reason ): Refusal {
		return VaultWords::refusal( $reason );
	}
}
