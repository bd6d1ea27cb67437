<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;
use SmartAllocOps\Signal\VerdictStore;

defined( 'ABSPATH' ) || exit;

/** Judges the KPIs each minute, keeps the verdicts beside those of the checks, and tells them. */
final class KpiService {
	/** Name of the verdict on the recorder itself. */
	public const RECORDER = 'recorder.lost';

	/** A verdict holds for some missed ticks; then nobody knows. */
	private const VALID_S = 300;

	/** The last word on a part that is gone; by then everybody who looks at verdicts has read it. */
	private const KEEP_GONE_MS = 86_400_000;

	/** Parts of one KPI that are told apart. */
	private const PARTS = 30;

	/**
	 * @param \Closure(): ?int    $cadence_s How often a runner of jobs comes by; null when that is not known.
	 * @param \Closure(): Samples $samples
	 * @param \Closure( Metric, float ): void $note Keeps what a check has measured, so that it has a history.
	 */
	public function __construct(
		private readonly KpiCatalog $catalog,
		private readonly VerdictStore $verdicts,
		private readonly \Closure $samples,
		private readonly \Closure $cadence_s,
		private readonly \Closure $note,
		private readonly Clock $clock,
	) {}

	/**
	 * Measures all of them now and keeps the verdicts.
	 *
	 * @throws DatabaseError When they cannot be kept.
	 */
	public function judge(): void {
		$stored   = $this->verdicts->all();
		$verdicts = $this->verdicts( $stored );
		$this->verdicts->save_all( [ ...$verdicts, ...$this->gone( $stored, $verdicts ) ] );
		$before = $this->clock->now_ms() - self::KEEP_GONE_MS;
		if ( [] !== array_filter( $stored, static fn ( Verdict $last ): bool => $last->is_gone() && $last->measured_at < $before ) ) {
			$this->verdicts->forget_parts( $before );
		}
		$kpis = $this->catalog->all();
		foreach ( $verdicts as $verdict ) {
			$kpi   = $kpis[ $verdict->probe ] ?? null;
			$value = $verdict->recorded->value;
			if ( null !== $kpi && KpiKind::Check === $kpi->kind && null !== $value ) {
				( $this->note )( $kpi->bad[0], (float) ( $kpi->is_inverted ? 100 - $value : $value ) );
			}
		}
	}

	/** The stored verdicts: one statement, nothing is measured. */
	public function report(): KpiReport {
		try {
			return $this->report_of( $this->verdicts->all() );
		} catch ( DatabaseError ) {
			return new KpiReport( array_map( static fn ( Kpi $kpi ): KpiState => KpiState::unreadable( $kpi ), array_values( $this->catalog->all() ) ), Reading::unknown( 'store_unreadable', KpiWords::unreadable() ), $this->clock->now_ms() );
		}
	}

	/** @param array<string, Verdict> $verdicts All that are stored, by probe. */
	public function report_of( array $verdicts ): KpiReport {
		$now   = $this->clock->now_ms();
		$parts = [];
		foreach ( $verdicts as $name => $verdict ) {
			if ( str_contains( $name, Verdict::PART ) && ! $verdict->is_stale( $now ) ) {
				[ $id, $scope ]         = explode( Verdict::PART, $name, 2 );
				$parts[ $id ][ $scope ] = $verdict;
			}
		}
		return new KpiReport(
			array_map( static fn ( Kpi $kpi ): KpiState => KpiState::of( $kpi, $verdicts[ $kpi->id ] ?? null, $parts[ $kpi->id ] ?? [], $now ), array_values( $this->catalog->all() ) ),
			KpiState::reading_of( $verdicts[ self::RECORDER ] ?? null, $now ),
			$now
		);
	}

	/** @throws NotFound When there is no such KPI. */
	public function kpi( string $id ): Kpi {
		return $this->catalog->all()[ $id ] ?? throw new NotFound(
			/* translators: 1: id of a KPI, 2: list of ids. */
			sprintf( __( 'There is no KPI "%1$s". There are: %2$s.', 'smartalloc-ops' ), $id, implode( ', ', array_keys( $this->catalog->all() ) ) )
		);
	}

	/**
	 * A part of a KPI that has a verdict now.
	 *
	 * @throws InvalidField When it has no parts.
	 * @throws NotFound     When nothing was measured of that one in a week.
	 */
	public function part( Kpi $kpi, string $scope ): void {
		if ( '' === $kpi->scope ) {
			/* translators: %s: id of a KPI. */
			throw new InvalidField( 'scope', sprintf( __( '%s is not measured by parts.', 'smartalloc-ops' ), $kpi->id ) );
		}
		$known = array_map( 'strval', array_keys( $this->report()->get( $kpi->id )->parts ?? [] ) );
		if ( ! in_array( $scope, $known, true ) ) {
			throw new NotFound(
				[] === $known
					/* translators: 1: what was asked for, 2: id of a KPI. */
					? sprintf( __( 'There is no "%1$s" among what %2$s was measured of lately: there is none at all.', 'smartalloc-ops' ), $scope, $kpi->id )
					/* translators: 1: what was asked for, 2: id of a KPI, 3: list of names. */
					: sprintf( __( 'There is no "%1$s" among what %2$s was measured of lately. There are: %3$s.', 'smartalloc-ops' ), $scope, $kpi->id, Sentences::listed( $known ) )
			);
		}
	}

	/**
	 * Says of each part that was judged before and is not now that it is gone: else it would stay forever what it was last.
	 *
	 * @param array<string, Verdict> $stored
	 * @param list<Verdict>          $judged
	 * @return list<Verdict>
	 */
	private function gone( array $stored, array $judged ): array {
		$judged = array_fill_keys( array_map( static fn ( Verdict $verdict ): string => $verdict->probe, $judged ), true );
		if ( ! isset( $judged[ self::RECORDER ] ) ) {
			// The samples could not be read: which parts there are is not known.
			return [];
		}
		$now     = $this->clock->now_ms();
		$reading = Sentences::recording( static fn (): Reading => Reading::of( Status::NotSetUp, Verdict::GONE, KpiWords::gone() ) );
		return array_map(
			static fn ( Verdict $last ): Verdict => new Verdict( $last->probe, $reading, $now, $now - 1, 0 ),
			array_values( array_filter( $stored, static fn ( Verdict $last ): bool => str_contains( $last->probe, Verdict::PART ) && ! isset( $judged[ $last->probe ] ) && ! $last->is_gone() ) )
		);
	}

	/**
	 * @param array<string, Verdict> $stored
	 * @return list<Verdict>
	 */
	private function verdicts( array $stored ): array {
		$now = $this->clock->now_ms();
		try {
			$samples = ( $this->samples )();
			$judge   = new Judge( $samples, $this->cadence(), $stored, $now );
		} catch ( DatabaseError $error ) {
			// Unknown, one and all: no number of an unreadable table is a number.
			$unreadable = Sentences::recording( static fn (): Reading => Reading::unknown( 'store_unreadable', KpiWords::unreadable() ) );
			return array_map( fn ( Kpi $kpi ): Verdict => $this->verdict( $kpi->id, $unreadable, $now ), array_values( $this->catalog->all() ) );
		}
		$lost     = $samples->of( Metric::Lost, null, Samples::DAY )->n();
		$verdicts = [ $this->verdict( self::RECORDER, Sentences::recording( static fn (): Reading => Reading::of( 0 === $lost ? Status::Good : Status::Recommended, 0 === $lost ? 'ok' : 'lost', KpiWords::lost( $lost ), [], $lost, 'count', null, Samples::DAY ) ), $now ) ];
		foreach ( $this->catalog->all() as $kpi ) {
			$verdicts[] = $this->verdict( $kpi->id, Sentences::recording( static fn (): Reading => $judge->judge( $kpi ) ), $now );
			$scopes     = '' === $kpi->scope ? [] : array_slice( $samples->scopes( ...$kpi->bad, ...$kpi->all ), 0, self::PARTS );
			foreach ( $scopes as $scope ) {
				$verdicts[] = $this->verdict( $kpi->id . Verdict::PART . $scope, Sentences::recording( static fn (): Reading => $judge->judge( $kpi, $scope ) ), $now );
			}
		}
		return $verdicts;
	}

	private function verdict( string $name, Reading $reading, int $now ): Verdict {
		return new Verdict( $name, $reading, $now, $now + self::VALID_S * 1000, max( 0, $this->clock->now_ms() - $now ) );
	}

	/** Without it waits are only judged more strictly. */
	private function cadence(): ?int {
		try {
			return ( $this->cadence_s )();
		} catch ( DatabaseError ) {
			return null;
		}
	}
}
