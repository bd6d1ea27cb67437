<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Recovery\Kept;
use SmartAllocOps\Recovery\Pin;
use SmartAllocOps\Recovery\Refused;

defined( 'ABSPATH' ) || exit;

/** What could be brought back here, and what stands in the way. */
final class VaultReport {
	/**
	 * @param list<Kept>            $all       Newest first.
	 * @param array<string, string> $strangers Why an archive is not believed, by its id.
	 * @param int                   $revision  Of the pin; what a person who names another one has seen. 0 for none.
	 * @param list<Refused>         $obstacles Why the pinned build could not be put in place now.
	 * @param Refused|null          $trouble   Why the vault or its pin cannot be used at all.
	 */
	public function __construct(
		public readonly array $all,
		public readonly array $strangers,
		public readonly ?Pin $pin,
		public readonly int $revision,
		public readonly array $obstacles,
		public readonly ?Refused $trouble,
	) {}

	public function good(): ?Kept {
		return null === $this->pin ? null : $this->find( $this->pin->archive );
	}

	public function find( string $id ): ?Kept {
		foreach ( $this->all as $kept ) {
			if ( $kept->id === $id ) {
				return $kept;
			}
		}
		return null;
	}
}
