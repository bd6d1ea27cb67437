<?php
declare(strict_types=1);

namespace SmartAllocOps\Alerts;

use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** What is known of the signals that alerts are about, and what their verdicts mean for an alert. */
final class Signals {
	/** A check or KPI that this version does not know and that nobody measured for so long is not there any more. */
	private const GONE_MS = 3_600_000;

	/** Too little is known to say that it is good or bad: the alert stays as it is. */
	private const UNDECIDED = [ 'waits_for', 'too_few_samples', 'not_measured', 'time_budget' ];

	/**
	 * @param \Closure(): array<string, Probe>                          $probes
	 * @param \Closure( string ): array{label: string, rule: string} $kpi    Words of a KPI, by its id.
	 */
	public function __construct( private readonly \Closure $probes, private readonly \Closure $kpi ) {}

	public function label( string $signal ): string {
		return AlertWatch::MASS === $signal ? __( 'Many checks at once', 'smartalloc-ops' ) : $this->probe( $signal )?->label() ?? $this->of_kpi( $signal );
	}

	public function rule( string $signal ): string {
		return $this->probe( $signal )?->rule() ?? ( $this->kpi )( self::whole( $signal ) )['rule'];
	}

	/** @return list<string> All it rests on, directly or not. */
	public function ancestors( string $signal ): array {
		$found = [];
		// A part of a KPI is no second cause while all of it is bad.
		$queue = self::whole( $signal ) === $signal ? $this->probe( $signal )?->parents() ?? [] : [ self::whole( $signal ) ];
		while ( [] !== $queue ) {
			$parent = array_shift( $queue );
			if ( ! in_array( $parent, $found, true ) ) {
				$found[] = $parent;
				array_push( $queue, ...( $this->probe( $parent )?->parents() ?? [] ) );
			}
		}
		return $found;
	}

	/** Whether this version measures such a thing, or a whole of which it is a part. */
	private function is_known( string $signal ): bool {
		return null !== $this->probe( $signal ) || '' !== ( $this->kpi )( self::whole( $signal ) )['rule'];
	}

	/**
	 * Whether that a signal has no verdict says that it is not there any more: its verdict was let go, or nothing like it is known.
	 *
	 * @param array<string, Verdict> $verdicts All that are stored.
	 */
	public function is_missed( string $signal, array $verdicts ): bool {
		$whole = self::whole( $signal );
		return $whole === $signal ? [] !== $verdicts && ! $this->is_known( $signal ) : isset( $verdicts[ $whole ] ) || ! $this->is_known( $signal );
	}

	/** @return Severity|'good'|'gone'|null How bad it is; `gone` when it is not measured any more, null when nothing can be said. */
	public function judge( Verdict $verdict, int $now_ms ): Severity|string|null {
		$is_required = true === $this->probe( $verdict->probe )?->is_required();
		$status      = $verdict->status( $now_ms );
		return match ( true ) {
			$verdict->is_gone(), $verdict->valid_until < $now_ms - self::GONE_MS && ! $this->is_known( $verdict->probe ) => 'gone',
			// A verdict that nobody brings up to date any more is one of a check that is gone, or of a tick that stood still.
			Status::Unknown === $status && ( ! $is_required || in_array( $verdict->reading->reason, self::UNDECIDED, true ) ) => null,
			Status::NotSetUp === $status => null,
			Status::Critical === $status => Severity::Critical,
			Status::Good === $status => 'good',
			default => Severity::Recommended,
		};
	}

	private function of_kpi( string $signal ): string {
		$label = ( $this->kpi )( self::whole( $signal ) )['label'];
		return trim( $label . ' ' . substr( $signal, strlen( self::whole( $signal ) ) + 1 ) );
	}

	private static function whole( string $signal ): string {
		return explode( Verdict::PART, $signal, 2 )[0];
	}

	private function probe( string $signal ): ?Probe {
		return ( $this->probes )()[ $signal ] ?? null;
	}
}
