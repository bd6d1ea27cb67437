<?php
declare(strict_types=1);

namespace SmartAllocOps\Health;

use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** All probes as they stand now, and the worst of them. */
final class HealthReport {
	/**
	 * @param list<ProbeState>            $states
	 * @param array<string, Verdict>|null $stored Every stored verdict, also those that are no check's: they are read together.
	 */
	public function __construct( public readonly array $states, public readonly ?array $stored = null ) {}

	/** Of all but those optional ones that have seen too little to judge: a new site is not in trouble for being new. */
	public function worst(): Status {
		$judging = array_filter( $this->states, static fn ( ProbeState $state ): bool => ! $state->is_gathering() );
		return Status::worst( array_map( static fn ( ProbeState $state ): Status => $state->status(), $judging ) );
	}

	/** @return array<string, int> Number of probes by status; every status is there. */
	public function counts(): array {
		$counts = array_fill_keys( array_map( static fn ( Status $status ): string => $status->value, Status::cases() ), 0 );
		foreach ( $this->states as $state ) {
			++$counts[ $state->status()->value ];
		}
		return $counts;
	}

	public function get( string $probe_id ): ?ProbeState {
		foreach ( $this->states as $state ) {
			if ( $state->probe->id() === $probe_id ) {
				return $state;
			}
		}
		return null;
	}
}
