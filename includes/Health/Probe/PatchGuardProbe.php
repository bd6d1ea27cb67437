<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Health\PatchGuardReports;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether the last pull requests of SmartAlloc kept to Patch Guard's caps (H2). */
final class PatchGuardProbe implements Probe {
	public const ID = 'patch_guard';

	public function __construct( private readonly PatchGuardReports $reports ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Patch Guard', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'safety';
	}

	public function why(): string {
		return __( 'A pull request beyond its cap was not reviewed as a whole, and what nobody reviewed is what breaks.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %d: number of pull requests. */
		return sprintf( __( 'Critical when one of the last %d pull requests violated its cap. Not set up while nobody reports.', 'smartalloc-ops' ), PatchGuardReports::LAST );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$reports = $this->reports->last();
		if ( null === $reports ) {
			return Reading::of( Status::NotSetUp, 'absent', __( 'Nobody reports the results of Patch Guard to this site. Let the build of SmartAlloc write them into one option, newest first.', 'smartalloc-ops' ), [ self::connect() ] );
		}
		$n = count( $reports );
		if ( 0 === $n ) {
			return Reading::unknown( 'unreadable', __( 'Reports of Patch Guard are there, but none of them can be read.', 'smartalloc-ops' ), [ self::connect() ] );
		}
		$violating = array_values( array_filter( $reports, static fn ( array $report ): bool => $report['violations'] > 0 ) );
		$newest    = LocalTime::span( time() - max( array_column( $reports, 'at_s' ) ) );
		if ( [] !== $violating ) {
			$numbers = implode( ', ', array_map( static fn ( array $report ): string => '#' . $report['pull_request'], $violating ) );
			/* translators: 1: number of pull requests, 2: number of pull requests, 3: numbers of pull requests, 4: a time span. */
			$finding = sprintf( _n( '%1$d of the last %2$d pull request violated its cap: %3$s. The newest report is %4$s old.', '%1$d of the last %2$d pull requests violated their caps: %3$s. The newest report is %4$s old.', $n, 'smartalloc-ops' ), count( $violating ), $n, $numbers, $newest );
			return Reading::critical( 'violated', $finding, [ self::connect() ], count( $violating ), null, $n );
		}
		/* translators: 1: number of pull requests, 2: a time span. */
		return Reading::good( sprintf( _n( 'The last %1$d pull request kept to its cap. The newest report is %2$s old.', 'The last %1$d pull requests kept to their caps. The newest report is %2$s old.', $n, 'smartalloc-ops' ), $n, $newest ), 0, null, $n );
	}

	public function under_fault( callable $body ): mixed {
		return $this->reports->while_violated( $body );
	}

	public function fault(): string {
		return __( 'A report with one violation is read in place of the stored ones.', 'smartalloc-ops' );
	}

	private static function connect(): Action {
		return Action::command( __( 'Report from the build', 'smartalloc-ops' ), 'wp option update ' . PatchGuardReports::OPTION . ' \'[{"pull_request":1,"violations":0,"at":"2026-01-01T00:00:00Z"}]\' --format=json --autoload=no' );
	}
}
