<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\ActionGround;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether Action Scheduler's table and settings are such that SmartAlloc's jobs are found quickly and failures are kept. */
final class QueueGroundProbe implements Probe {
	public const ID = 'queue_ground';

	/** Failed jobs that go sooner than this are gone before anybody looks. */
	private const KEEP_FAILED_S = DAY_IN_SECONDS;

	public function __construct( private readonly ActionGround $ground, private readonly ActionScheduler $action_scheduler ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Action Scheduler: table and settings', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'scheduling';
	}

	public function why(): string {
		return __( 'Without its indexes each run of the queue reads the whole table. When failures are cleaned away, so are the dead letters. Any plugin that brings a newer copy changes these rules for all.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Critical when failed jobs are deleted within a day; recommended when an index is missing, when failed jobs are cleaned at all, or when copies of different main versions are here.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 900;
	}

	public function parents(): array {
		return [ ActionSchedulerProbe::ID ];
	}

	public function measure(): Reading {
		if ( ! $this->action_scheduler->presence()->is_present() ) {
			return Reading::without( $this->action_scheduler->presence() );
		}
		$retention = $this->ground->retention();
		$missing   = $this->ground->missing_indexes();
		$copies    = $this->ground->copies();
		$days      = round( $retention['seconds'] / DAY_IN_SECONDS, 1 );
		$facts     = $this->facts( $retention['statuses'], $days, $copies );
		if ( in_array( 'failed', $retention['statuses'], true ) ) {
			/* translators: %s: a span of time, e.g. 30 days. */
			$finding = sprintf( __( 'Failed jobs are deleted after %s, and dead letters with them.', 'smartalloc-ops' ), self::kept_for( $days ) );
			return Reading::of( $retention['seconds'] < self::KEEP_FAILED_S ? Status::Critical : Status::Recommended, 'failures_vanish', "$finding $facts", [ Links::plugins(), Links::scheduled_actions( 'failed' ) ], $days, 'd' );
		}
		if ( [] !== $missing ) {
			/* translators: %s: names of indexes. */
			$finding = sprintf( __( 'Indexes are missing from the table of Action Scheduler: %s.', 'smartalloc-ops' ), implode( ', ', $missing ) );
			return Reading::of( Status::Recommended, 'missing_index', "$finding $facts", [ Links::site_health(), Action::command( __( 'Let it mend its tables', 'smartalloc-ops' ), 'wp action-scheduler fix-schema' ) ], count( $missing ) );
		}
		$main = array_unique( array_map( static fn ( string $version ): string => explode( '.', $version )[0], $copies ) );
		if ( count( $main ) > 1 ) {
			return Reading::of( Status::Recommended, 'two_main_versions', __( 'Plugins bring copies of different main versions of Action Scheduler; deactivating the one with the newest changes how jobs are kept and made unique.', 'smartalloc-ops' ) . " $facts", [ Links::plugins() ], count( $copies ) );
		}
		return Reading::good( __( 'All indexes are there and failed jobs are kept.', 'smartalloc-ops' ) . " $facts", count( $copies ) );
	}

	public function under_fault( callable $body ): mixed {
		return $this->ground->while_failures_vanish( $body );
	}

	public function fault(): string {
		return __( 'Action Scheduler is told, for this process, to delete failed jobs at once.', 'smartalloc-ops' );
	}

	private static function kept_for( float $days ): string {
		/* translators: %s: number of days. */
		return sprintf( _n( '%s day', '%s days', (int) ceil( $days ), 'smartalloc-ops' ), (string) $days );
	}

	/**
	 * @param list<string> $statuses
	 * @param list<string> $copies
	 */
	private function facts( array $statuses, float $days, array $copies ): string {
		$facts = [
			/* translators: 1: names of statuses, 2: a span of time, e.g. 30 days. */
			sprintf( __( 'It deletes jobs with the status %1$s after %2$s.', 'smartalloc-ops' ), Sentences::listed( $statuses ), self::kept_for( $days ) ),
			$this->ground->is_unique_by_arguments()
				? __( '"Unique" compares hook, group and arguments.', 'smartalloc-ops' )
				: __( '"Unique" compares hook and group only: a second job with other arguments is refused.', 'smartalloc-ops' ),
		];
		if ( $this->ground->cleans_failed_rows() ) {
			$facts[] = __( 'This version also cleans failed jobs, after about three months unless a filter says otherwise.', 'smartalloc-ops' );
		}
		/* translators: 1: number of copies, 2: version numbers. */
		$facts[] = sprintf( _n( '%1$d copy is loaded: %2$s.', '%1$d copies are loaded and the first runs: %2$s.', count( $copies ), 'smartalloc-ops' ), count( $copies ), implode( ', ', $copies ) );
		return implode( ' ', $facts );
	}
}
