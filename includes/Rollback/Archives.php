<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Refused as NotDone;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** What a rollback must know of the builds that are kept; the composition root brings it together with whoever keeps them. */
interface Archives {
	/** The build that a person has named good; null when nobody has, or when it cannot be used. */
	public function good(): ?Kept;

	/** Why none can be used at all; null where there is only nothing named. */
	public function trouble(): ?NotDone;

	/** @return list<Kept> Newest first. */
	public function all(): array;

	/** @throws Refused When the archive is not what was kept. */
	public function prove( Kept $kept ): void;

	public function words( NotDone $reason ): Refusal;
}
