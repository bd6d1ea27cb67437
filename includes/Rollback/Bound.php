<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** A decision that a rollback was started on: the proposal, and the builds that it was about. */
final class Bound {
	/**
	 * @param string|null $standing Digest of the build that ran.
	 * @param string|null $archive  Id of the one that comes back; null when none was pinned.
	 * @param string|null $armed_by Kind and number of whoever armed what started it; null when a person did.
	 */
	public function __construct( public readonly int $proposal, private readonly ?string $standing, private readonly ?string $archive, private readonly ?string $armed_by ) {}

	/** @throws Refused When it was about other builds, or nobody is there for what a person must do. */
	public function check( Findings $found ): void {
		$refusals = [];
		if ( $found->standing !== $this->standing ) {
			$refusals[] = new Refusal( 'build_changed', __( 'Another build of SmartAlloc stands there now than the one it was proposed for.', 'smartalloc-ops' ) );
		}
		if ( $found->brings_code_back() && $found->good?->id !== $this->archive ) {
			$refusals[] = new Refusal( 'pin_changed', __( 'Another build is named the last known good one now.', 'smartalloc-ops' ) );
		}
		if ( null !== $this->armed_by && ! in_array( $found->strategy, [ Strategy::LocalSwap, Strategy::External ], true ) ) {
			$refusals[] = new Refusal( 'by_hand', __( 'On this site a person must put the good build in place, so nothing is frozen while nobody is there.', 'smartalloc-ops' ) );
		}
		if ( [] !== $refusals ) {
			throw new Refused( $refusals );
		}
	}

	/** @return array<string, string|int> Of the run. */
	public function payload(): array {
		return [ 'proposal' => $this->proposal ] + ( null === $this->armed_by ? [] : [ 'armed_by' => $this->armed_by ] );
	}
}
