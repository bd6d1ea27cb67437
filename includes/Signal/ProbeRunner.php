<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** Runs probes parents first, within a time budget, and never lets one of them take the page down. */
final class ProbeRunner {
	/** One round may take this long; what is not reached is unknown, not forgotten. */
	private const BUDGET_MS = 5_000;

	/** @var array<string, Probe> */
	private array $probes = [];

	/** @param iterable<Probe> $probes */
	public function __construct( iterable $probes, private readonly Clock $clock, private readonly int $budget_ms = self::BUDGET_MS ) {
		foreach ( $probes as $probe ) {
			$this->probes[ $probe->id() ] = $probe;
		}
	}

	/** @return array<string, Probe> */
	public function probes(): array {
		return $this->probes;
	}

	/**
	 * Runs all, or some with the parents they need.
	 *
	 * @param list<string>|null $only
	 * @param bool              $with_requests False leaves out the probes that call over the network.
	 * @return array<string, Verdict>
	 */
	public function run( ?array $only = null, bool $with_requests = true ): array {
		$deadline = hrtime( true ) + $this->budget_ms * 1_000_000;
		$verdicts = [];
		foreach ( $only ?? array_keys( $this->probes ) as $id ) {
			if ( $with_requests || ! ( $this->probes[ $id ] ?? null ) instanceof MakesRequests ) {
				$this->visit( $id, $verdicts, $deadline );
			}
		}
		return $verdicts;
	}

	/** Measures one probe now, without its parents: what a self-test looks at. */
	public function measure( Probe $probe ): Verdict {
		return $this->stamp( $probe, fn (): Reading => $probe->measure() );
	}

	/**
	 * @param array<string, Verdict> $verdicts
	 * @param list<string>           $path     Probes being visited: a cycle must end.
	 */
	private function visit( string $id, array &$verdicts, int $deadline, array $path = [] ): void {
		$probe = $this->probes[ $id ] ?? null;
		if ( null === $probe || isset( $verdicts[ $id ] ) || in_array( $id, $path, true ) ) {
			return;
		}
		$path[]   = $id;
		$blockers = [];
		foreach ( $probe->parents() as $parent ) {
			$this->visit( $parent, $verdicts, $deadline, $path );
			$reading = ( $verdicts[ $parent ] ?? null )?->reading;
			$status  = $reading->status ?? Status::Unknown;
			if ( Status::Unknown === $status || ( Status::Critical === $status && true !== $reading?->is_passable ) ) {
				$blockers[] = $parent;
			}
		}
		if ( [] !== $blockers ) {
			$verdicts[ $id ] = $this->stamp( $probe, fn (): Reading => $this->waiting( $blockers ), $blockers );
			return;
		}
		if ( hrtime( true ) > $deadline ) {
			$verdicts[ $id ] = $this->stamp( $probe, static fn (): Reading => Reading::unknown( 'time_budget', __( 'Not measured in this round: the checks before it used up the time.', 'smartalloc-ops' ) ) );
			return;
		}
		$verdicts[ $id ] = $this->measure( $probe );
	}

	/** @param list<string> $blockers */
	private function waiting( array $blockers ): Reading {
		$labels = array_map( fn ( string $id ): string => isset( $this->probes[ $id ] ) ? $this->probes[ $id ]->label() : $id, $blockers );
		/* translators: %s: names of other checks. */
		return Reading::unknown( 'waits_for', sprintf( __( 'Waits for: %s.', 'smartalloc-ops' ), Sentences::listed( array_values( $labels ) ) ) );
	}

	/**
	 * @param callable(): Reading $measure
	 * @param list<string>        $waits_for
	 */
	private function stamp( Probe $probe, callable $measure, array $waits_for = [] ): Verdict {
		$started = hrtime( true );
		try {
			$reading = Sentences::recording( $measure );
		} catch ( \Throwable $thrown ) {
			$reading = Sentences::recording( static fn (): Reading => self::broken( $thrown ) );
		}
		$now = $this->clock->now_ms();
		return new Verdict( $probe->id(), $reading, $now, $now + $probe->valid_s() * 1000, intdiv( hrtime( true ) - $started, 1_000_000 ), $waits_for );
	}

	private static function broken( \Throwable $thrown ): Reading {
		$class = ( new \ReflectionClass( $thrown ) )->getShortName();
		/* translators: 1: class of an error, 2: file name and line. */
		return Reading::unknown( 'threw', sprintf( __( 'Could not be measured: %1$s at %2$s.', 'smartalloc-ops' ), $class, basename( $thrown->getFile() ) . ':' . $thrown->getLine() ) );
	}
}
