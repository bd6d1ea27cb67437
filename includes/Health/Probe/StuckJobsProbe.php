<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\ActionJobs;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether a job hangs, or a runner died and left its claim. */
final class StuckJobsProbe implements Probe {
	public const ID = 'stuck_jobs';

	/** Hooks that are named in one finding. */
	private const NAMED = 3;

	public function __construct( private readonly ActionJobs $jobs, private readonly ActionScheduler $action_scheduler ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Jobs under way', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'scheduling';
	}

	public function why(): string {
		return __( 'A runner that died keeps its place until Action Scheduler gives it up; meanwhile nobody else runs the queue, and nobody knows whether its job happened.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'Critical when a job of SmartAlloc has been under way for more than %d s; recommended when a runner\'s claim is older than that.', 'smartalloc-ops' ), ActionJobs::GIVEN_UP_S );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [ ActionSchedulerProbe::ID ];
	}

	public function measure(): Reading {
		if ( ! $this->action_scheduler->presence()->is_present() ) {
			return Reading::without( $this->action_scheduler->presence() );
		}
		[ 'jobs' => $jobs, 'is_complete' => $is_complete ] = $this->jobs->stuck();
		if ( [] !== $jobs ) {
			$hooks = implode( ', ', array_slice( array_values( array_unique( array_column( $jobs, 'hook' ) ) ), 0, self::NAMED ) );
			/* translators: 1: number of jobs, 2: number of seconds, 3: names of hooks. */
			$finding = sprintf( _n( '%1$d job of SmartAlloc has been under way for up to %2$d s: %3$s.', '%1$d jobs of SmartAlloc have been under way for up to %2$d s: %3$s.', count( $jobs ), 'smartalloc-ops' ), count( $jobs ), $jobs[0]['since_s'], $hooks );
			return Reading::critical( 'stuck', $finding, self::ways_forward(), count( $jobs ), 'jobs' );
		}
		$claims = $this->jobs->stale_claims();
		if ( $claims->value > 0 ) {
			/* translators: %s: number of claims. */
			$finding = sprintf( _n( '%s runner left its claim behind: it was killed, or it still runs.', '%s runners left their claims behind: they were killed, or they still run.', $claims->value, 'smartalloc-ops' ), number_format_i18n( $claims->value ) . ( $claims->capped ? '+' : '' ) );
			return Reading::of( Status::Recommended, 'stale_claims', $finding, self::ways_forward(), $claims->value );
		}
		if ( ! $is_complete ) {
			return Reading::of( Status::Recommended, 'partly_seen', __( 'So many jobs are under way that not all of them could be looked at.', 'smartalloc-ops' ), self::ways_forward() );
		}
		return Reading::good( __( 'No job hangs and no runner left a claim behind.', 'smartalloc-ops' ), 0, 'jobs' );
	}

	public function under_fault( callable $body ): mixed {
		return $this->jobs->while_one_is_stuck( $body );
	}

	public function fault(): string {
		return __( 'A job of SmartAlloc is treated as under way for an hour.', 'smartalloc-ops' );
	}

	/** @return list<Action> */
	private static function ways_forward(): array {
		return [
			Links::tab( 'queue', __( 'Queues', 'smartalloc-ops' ) ),
			Links::scheduled_actions( 'in-progress' ),
			Action::command( __( 'Let Action Scheduler give them up', 'smartalloc-ops' ), 'wp action-scheduler run --batches=1' ),
		];
	}
}
