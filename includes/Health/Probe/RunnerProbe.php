<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Health\RunnerCadence;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Lateness;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether a runner of jobs comes by, and how often it really does. */
final class RunnerProbe implements Probe {
	public const ID = 'runner';

	/** Nobody has come by for an hour. */
	private const DEAD_S = 3_600;

	public function __construct(
		private readonly RunnerCadence $cadence,
		private readonly ActionScheduler $action_scheduler,
		private readonly WpCron $wp_cron,
		private readonly Clock $clock,
	) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Runner of jobs', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'scheduling';
	}

	public function why(): string {
		return __( 'A job waits until a runner comes by. How often one comes is the shortest wait anybody can promise.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: number of seconds, 2: number of seconds. */
		return sprintf( __( 'Recommended when the last runner started more than %1$d s ago, or when they usually start that far apart; critical from %2$d s on. Unknown until one was seen.', 'smartalloc-ops' ), $this->limit_s(), self::DEAD_S );
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
		$cadence = $this->cadence->read();
		if ( null === $cadence ) {
			return Reading::unknown( 'never_seen', __( 'No runner has come by since this console began to look.', 'smartalloc-ops' ), $this->ways_forward() );
		}
		$age_s = max( 0, intdiv( $this->clock->now_ms() - $cadence['last_ms'], 1000 ) );
		/* translators: 1: number of seconds, 2: kinds of runners. */
		$seen = sprintf( __( 'The last runner started %1$d s ago (%2$s).', 'smartalloc-ops' ), $age_s, implode( ', ', array_map( [ self::class, 'kind' ], $cadence['kinds'] ) ) );
		if ( null !== $cadence['median_s'] ) {
			/* translators: 1: number of seconds, 2: number of gaps between runs, 3: number of minutes. */
			$seen .= ' ' . sprintf( __( 'They start every %1$d s (median of %2$d gaps in %3$d min), so a job waits up to that long on an empty queue.', 'smartalloc-ops' ), $cadence['median_s'], $cadence['n'], (int) ceil( $cadence['window_s'] / 60 ) );
		}
		if ( $age_s > $this->limit_s() ) {
			return Reading::of( $age_s >= self::DEAD_S ? Status::Critical : Status::Recommended, 'silent', $seen, $this->ways_forward(), $age_s, 's', $cadence['n'], $cadence['window_s'] );
		}
		if ( null !== $cadence['median_s'] && $cadence['median_s'] > $this->limit_s() ) {
			return Reading::of( Status::Recommended, 'slow_cadence', $seen, $this->ways_forward(), $cadence['median_s'], 's', $cadence['n'], $cadence['window_s'] );
		}
		return Reading::of( Status::Good, 'ok', $seen, [], $cadence['median_s'] ?? $age_s, 's', $cadence['n'], $cadence['window_s'] );
	}

	public function under_fault( callable $body ): mixed {
		return $this->cadence->while_silent_for( 2 * self::DEAD_S, $body );
	}

	public function fault(): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'The last runner is treated as having come by %d s earlier.', 'smartalloc-ops' ), 2 * self::DEAD_S );
	}

	private function limit_s(): int {
		return Lateness::cron_late_after_s( $this->wp_cron->is_started_by_visits() );
	}

	private static function kind( string $kind ): string {
		return match ( $kind ) {
			'wp_cron' => __( 'WP-Cron', 'smartalloc-ops' ),
			'async'   => __( 'loopback', 'smartalloc-ops' ),
			'cli'     => __( 'command line', 'smartalloc-ops' ),
			'admin'   => __( 'an admin page', 'smartalloc-ops' ),
			default   => __( 'other', 'smartalloc-ops' ),
		};
	}

	/** @return list<Action> */
	private function ways_forward(): array {
		return [
			Links::tab( 'health', __( 'WP-Cron', 'smartalloc-ops' ), [ 'focus' => WpCronProbe::ID ] ),
			Action::command( __( 'Run the queue by hand', 'smartalloc-ops' ), 'wp action-scheduler run --batches=10' ),
		];
	}
}
