<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Signal\Verdict;

defined( 'ABSPATH' ) || exit;

/** A KPI and what is known of it now, as a whole and by its parts. */
final class KpiState {
	/** @param array<array-key, Verdict> $parts By scope. */
	private function __construct( public readonly Kpi $kpi, public readonly Reading $reading, public readonly ?Verdict $verdict, public readonly array $parts ) {}

	/** @param array<array-key, Verdict> $parts By scope; those that hold now. */
	public static function of( Kpi $kpi, ?Verdict $verdict, array $parts, int $now_ms ): self {
		ksort( $parts );
		return new self( $kpi, self::reading_of( $verdict, $now_ms ), $verdict, $parts );
	}

	/** What a verdict says now. */
	public static function reading_of( ?Verdict $verdict, int $now_ms ): Reading {
		if ( null === $verdict ) {
			return Reading::unknown( 'not_measured', __( 'Not measured yet.', 'smartalloc-ops' ) );
		}
		/* translators: %s: what a check found when it was last run. */
		return $verdict->is_stale( $now_ms ) ? Reading::unknown( 'stale', sprintf( __( 'Not measured lately. The last finding was: %s', 'smartalloc-ops' ), $verdict->reading->finding ) ) : $verdict->reading;
	}

	public static function unreadable( Kpi $kpi ): self {
		return new self( $kpi, Reading::unknown( 'store_unreadable', KpiWords::unreadable() ), null, [] );
	}

	public function status(): Status {
		return $this->reading->status;
	}

	/** Too little traffic to judge is no problem of anybody's; it only is no green either. */
	public function is_quiet(): bool {
		return Status::Unknown === $this->reading->status && in_array( $this->reading->reason, [ 'too_few_samples', 'no_data' ], true );
	}

	/** What is wrong with the worst of its parts may hide in the whole. */
	public function worst_part(): ?string {
		$worst = null;
		foreach ( $this->parts as $scope => $part ) {
			if ( $part->reading->status->rank() > $this->reading->status->rank() && Status::Unknown !== $part->reading->status && ( null === $worst || $part->reading->status->rank() > $this->parts[ $worst ]->reading->status->rank() ) ) {
				$worst = (string) $scope;
			}
		}
		return $worst;
	}
}
