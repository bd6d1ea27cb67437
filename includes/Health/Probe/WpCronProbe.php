<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Platform\WpCron;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Lateness;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether WP-Cron comes by: it starts Action Scheduler's runner, our own tick and SmartAlloc's events. */
final class WpCronProbe implements Probe {
	public const ID = 'wp_cron';

	/** An event this late means that nothing has run for an hour. */
	private const DEAD_S = 3_600;

	public function __construct( private readonly WpCron $wp_cron, private readonly FlagHolds $holds ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'WP-Cron', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'scheduling';
	}

	public function why(): string {
		return __( 'WP-Cron starts the runner of jobs, these checks and the release of held work. When it stands still, everything waits.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: number of seconds, 2: number of seconds. */
		return sprintf( __( 'Recommended when the most overdue event is more than %1$d s late, critical from %2$d s on. Events that a flag holds do not count.', 'smartalloc-ops' ), $this->limit_s(), self::DEAD_S );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$presence = $this->wp_cron->presence();
		if ( ! $presence->is_present() ) {
			return Reading::critical( $presence->state, $presence->detail, [ Links::site_health() ] );
		}
		$late = $this->wp_cron->most_overdue( fn ( string $hook ): bool => ! $this->holds->is_event_held( $hook ) );
		$s    = null === $late ? 0 : intdiv( $late['late_ms'], 1000 );
		if ( null === $late || $s <= $this->limit_s() ) {
			/* translators: 1: how WP-Cron is started, 2: number of seconds. */
			return Reading::good( sprintf( __( '%1$s The most overdue event is %2$d s late.', 'smartalloc-ops' ), $presence->detail, $s ), $s, 's' );
		}
		/* translators: 1: name of a hook, 2: number of seconds, 3: how WP-Cron is started. */
		$finding = sprintf( __( 'Event %1$s is %2$d s late. %3$s', 'smartalloc-ops' ), $late['hook'], $s, $presence->detail );
		$actions = [ Action::command( __( 'Run what is due', 'smartalloc-ops' ), 'wp cron event run --due-now' ), Links::site_health() ];
		return Reading::of( $s >= self::DEAD_S ? Status::Critical : Status::Recommended, 'late', $finding, $actions, $s, 's' );
	}

	public function under_fault( callable $body ): mixed {
		return $this->wp_cron->while_overdue( 'smartalloc_ops_self_test', 2 * self::DEAD_S, $body );
	}

	public function fault(): string {
		/* translators: %d: number of seconds. */
		return sprintf( __( 'The list of events is read with one that is %d s overdue.', 'smartalloc-ops' ), 2 * self::DEAD_S );
	}

	private function limit_s(): int {
		return Lateness::cron_late_after_s( $this->wp_cron->is_started_by_visits() );
	}
}
