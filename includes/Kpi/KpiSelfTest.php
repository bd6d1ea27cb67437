<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/**
 * Proves that a KPI can turn red and comes back: the judge who judges what is measured is given known samples, with the
 * limits that hold on this site. They are in memory alone. That events are written down is another question, which the
 * verdict on the recorder answers.
 */
final class KpiSelfTest {
	/** What a check says of itself lasts as long here as nobody needs. */
	private const VALID_MS = 60_000;

	public function __construct( private readonly KpiService $kpis, private readonly Journal $journal, private readonly Clock $clock ) {}

	/**
	 * @return array{kpi: Kpi, before: Reading, under_fault: Reading, afterwards: Reading, passed: bool}
	 * @throws NotFound  There is no such KPI.
	 * @throws Forbidden The actor may not.
	 */
	public function prove( string $id, Actor $actor ): array {
		Forbidden::unless( $actor, Capability::OPERATE );
		$kpi         = $this->kpis->kpi( $id );
		$before      = $this->judged( $kpi, false );
		$under_fault = $this->judged( $kpi, true );
		$afterwards  = $this->judged( $kpi, false );
		$passed      = Status::Good === $before->status && $kpi->red === $under_fault->status && Status::Good === $afterwards->status;
		$this->journal->record(
			$actor,
			'kpi.self_test',
			"kpi:$id",
			'',
			[
				'passed'      => $passed,
				'under_fault' => $under_fault->status->value,
				'reason'      => $under_fault->reason,
				'afterwards'  => $afterwards->status->value,
			]
		);
		return compact( 'kpi', 'before', 'under_fault', 'afterwards', 'passed' );
	}

	/** @return list<string> */
	public function ids(): array {
		return array_map( static fn ( KpiState $state ): string => $state->kpi->id, $this->kpis->report()->states );
	}

	private function judged( Kpi $kpi, bool $is_bad ): Reading {
		$now    = $this->clock->now_ms();
		$checks = '' === $kpi->check ? [] : [ $kpi->check => new Verdict( $kpi->check, Reading::of( $is_bad ? $kpi->red : Status::Good, $is_bad ? 'over_limit' : 'ok', '' ), $now, $now + self::VALID_MS, 0 ) ];
		return ( new Judge( $is_bad ? PlayedSamples::bad( $kpi ) : PlayedSamples::good( $kpi ), null, $checks, $now ) )->judge( $kpi );
	}
}
