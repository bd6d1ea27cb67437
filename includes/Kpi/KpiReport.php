<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** All KPIs as they stand now. */
final class KpiReport {
	/**
	 * @param list<KpiState> $states
	 * @param Reading        $recorder What could not be written down.
	 */
	public function __construct( public readonly array $states, public readonly Reading $recorder, public readonly int $at_ms ) {}

	/** Of those that have seen enough to be judged; a quiet site is not in trouble for being quiet. */
	public function worst(): Status {
		$judged = array_filter( $this->states, static fn ( KpiState $state ): bool => ! $state->is_quiet() );
		return [] === $judged ? Status::Unknown : Status::worst( array_map( static fn ( KpiState $state ): Status => $state->status(), $judged ) );
	}

	public function get( string $kpi_id ): ?KpiState {
		foreach ( $this->states as $state ) {
			if ( $state->kpi->id === $kpi_id ) {
				return $state;
			}
		}
		return null;
	}
}
