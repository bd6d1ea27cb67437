<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

use SmartAllocOps\Alerts\AlertStore;
use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Health\HealthService;
use SmartAllocOps\Kpi\Gauges;
use SmartAllocOps\Kpi\KpiService;
use SmartAllocOps\Kpi\Totals;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Rollback\RollbackProcedure;
use SmartAllocOps\Run\RunStore;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Signal\StatusNote;
use SmartAllocOps\Work\WorkCounts;

defined( 'ABSPATH' ) || exit;

/**
 * Everything that a scraper gets, in one text. It measures nothing and writes nothing: what is stored is read.
 *
 * @phpstan-import-type JobCounts from Gauges
 */
final class ScrapeService {
	/** The last part of the tick. */
	private const TICK = 'tick.seal';

	public function __construct(
		private readonly Totals $totals,
		private readonly HealthService $health,
		private readonly KpiService $kpis,
		private readonly Gauges $gauges,
		private readonly WorkCounts $work,
		private readonly FlagService $flags,
		private readonly RunStore $runs,
		private readonly AlertStore $alerts,
		private readonly Heartbeats $heartbeats,
		private readonly Clock $clock,
	) {}

	/** @throws \SmartAllocOps\Platform\DatabaseError When something cannot be read: half an answer would look like a restart. */
	public function text(): string {
		$now    = $this->clock->now_ms();
		$out    = new Exposition();
		$state  = new StateFamilies( $out, $now );
		$health = $this->health->report();

		$state->about( $this->heartbeats->all()[ self::TICK ]['at'] ?? null, SMARTALLOC_OPS_VERSION );
		$state->overall( StatusNote::read( intdiv( $now, 1000 ) )[0] );
		$state->verdicts( $health, null === $health->stored ? $this->kpis->report() : $this->kpis->report_of( $health->stored ) );
		$jobs = $this->gauges->report();
		CounterFamilies::write( $out, $this->totals->all(), self::groups_seen( $jobs ) );
		$state->jobs( $jobs );
		$state->work( $this->work->by_state() );
		$state->flags( $this->flags->board(), $this->flags->catalog() );
		$state->runs( [ RollbackProcedure::KIND => (int) ( null !== $this->runs->active( RollbackProcedure::KIND ) ) ] );
		$state->alerts( $this->alerts->count_open() );
		return $out->text();
	}

	/**
	 * Groups whose jobs are seen here: of these, none that failed is a 0 and not unknown.
	 *
	 * @param JobCounts $jobs
	 * @return list<string>
	 */
	private static function groups_seen( array $jobs ): array {
		return array_values( array_unique( array_column( array_filter( $jobs['gauges'], static fn ( array $gauge ): bool => null !== $gauge['value'] ), 'scope' ) ) );
	}
}
