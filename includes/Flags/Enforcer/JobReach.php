<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Work\WorkCounts;

defined( 'ABSPATH' ) || exit;

/** The lines of a reach that several flags share: jobs of some hooks now and in the last hour, and work that is held. */
final class JobReach {
	private const HOUR_MS = 3_600_000;

	public function __construct(
		private readonly ActionScheduler $action_scheduler,
		private readonly ActionQueues $queues,
		private readonly WorkCounts $counts,
		private readonly Config $config,
		private readonly Clock $clock,
	) {}

	/** @param list<string> $hooks */
	public function of_hooks( Reach $reach, array $hooks, string $waiting, string $done ): Reach {
		$presence = $this->action_scheduler->presence();
		if ( ! $presence->is_present() ) {
			return $reach->line( $waiting, null, $presence->detail )->line( $done, null, $presence->detail );
		}
		$pending = $this->queues->survey( [ 'pending' => ActionQueues::CAPS['pending'] ] )->count( 'pending', static fn ( string $hook ): bool => in_array( $hook, $hooks, true ) );
		return $reach->count( $waiting, $pending, __( 'now', 'smartalloc-ops' ) )
			->line( $done, $this->action_scheduler->completed_since( $hooks, $this->clock->now_ms() - self::HOUR_MS ), __( 'in the last hour', 'smartalloc-ops' ) );
	}

	/** What a flag holds and how long its release takes. */
	public function held( Reach $reach, string $flag, string $label, ?string $scope = null ): Reach {
		$held = new Count( 0 );
		foreach ( $this->counts->held_by_flag() as $row ) {
			$held = $flag === $row['flag'] && ( null === $scope || $scope === $row['scope'] ) ? $held->plus( $row['count'] ) : $held;
		}
		$minutes = (int) ceil( $held->value / $this->config->releases_a_minute() );
		/* translators: 1: messages a minute, 2: number of minutes. */
		return $reach->line( $label, $held, sprintf( _n( 'up to %1$d a minute: about %2$d minute', 'up to %1$d a minute: about %2$d minutes', $minutes, 'smartalloc-ops' ), $this->config->releases_a_minute(), $minutes ) );
	}
}
