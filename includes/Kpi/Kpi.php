<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** What one KPI is made of and judged by. Its words are in KpiWords. */
final class Kpi {
	/**
	 * @param 'queue'|'allocation'|'export'|'comms'|'forms' $area
	 * @param '%'|'ms'|'bytes'|'count'                       $unit    Of value and limit.
	 * @param int|float|null                                 $limit   In its unit; null where none is allowed, or where a check judges.
	 * @param int                                            $minimum Events that are needed to call it good.
	 * @param Status                                         $red     What a certain breach is.
	 * @param list<Metric>                                   $bad     Events that count against it, or values; of a check, what is noted of it each minute.
	 * @param list<Metric>                                   $back    Of these, events that were made good.
	 * @param list<Metric>                                   $all     All events; what was made good is in them twice.
	 * @param 'group'|'form'|'channel'|''                    $scope   What its parts are.
	 * @param string                                         $check   Probe that measures it.
	 * @param bool                                           $sustained A breach is only recommended until it lasts.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $area,
		public readonly KpiKind $kind,
		public readonly string $unit,
		public readonly int|float|null $limit,
		public readonly int $minimum,
		public readonly Status $red,
		public readonly array $bad = [],
		public readonly array $back = [],
		public readonly array $all = [],
		public readonly string $scope = '',
		public readonly string $check = '',
		public readonly bool $sustained = false,
		/** The value is the share of good events. */
		public readonly bool $is_inverted = false,
	) {}

	/** @return non-empty-list<Metric> All that it is made of. */
	public function metrics(): array {
		$metrics = [];
		foreach ( [ ...$this->bad, ...$this->back, ...$this->all ] as $metric ) {
			in_array( $metric, $metrics, true ) || $metrics[] = $metric;
		}
		return [] === $metrics ? throw new \LogicException( "{$this->id} is made of nothing." ) : $metrics;
	}

	/** The share of bad events that the limit allows. */
	public function allowed_share(): float {
		if ( KpiKind::Percentile === $this->kind ) {
			return 0.05;
		}
		return ( $this->is_inverted ? 100 - (float) $this->limit : (float) $this->limit ) / 100;
	}
}
