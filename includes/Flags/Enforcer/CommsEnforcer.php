<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\RunningJob;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkCounts;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * `comms`: notification jobs are held by ActionGuard, notifications of the forms at the moment Gravity Forms would send
 * them (its mail has left before `gform_after_submission`), and due WP-Cron events stay in their array.
 */
final class CommsEnforcer implements FlagEnforcer {
	private const HOUR_MS = 3_600_000;

	/** True while a held notification is being sent: it must not be held again by its own release. */
	private bool $is_releasing = false;

	public function __construct(
		private readonly FlagHolds $holds,
		private readonly Config $config,
		private readonly WorkStore $work,
		private readonly WorkCounts $counts,
		private readonly ActionScheduler $action_scheduler,
		private readonly ActionQueues $queues,
		private readonly GravityForms $gravity_forms,
		private readonly RunningJob $running_job,
		private readonly Clock $clock,
	) {}

	public function register(): void {
		foreach ( $this->config->forms() as $form_id ) {
			// The filter of the form is asked after the general one: only the last to be asked knows that nobody else says no.
			add_filter( "gform_disable_notification_$form_id", [ $this, 'gform_disable_notification' ], PHP_INT_MAX, 4 );
		}
		add_filter( 'pre_get_ready_cron_jobs', [ $this, 'pre_get_ready_cron_jobs' ], PHP_INT_MAX );
		add_filter( 'pre_wp_mail', [ $this, 'pre_wp_mail' ], PHP_INT_MAX );
	}

	/**
	 * @param mixed $is_disabled
	 * @param mixed $notification
	 * @param mixed $form
	 * @param mixed $entry
	 */
	public function gform_disable_notification( $is_disabled, $notification = [], $form = [], $entry = [] ): bool {
		$form_id = (int) ( is_array( $form ) ? ( $form['id'] ?? 0 ) : 0 );
		if ( $is_disabled || $this->is_releasing || ! in_array( $form_id, $this->config->forms(), true ) ) {
			return (bool) $is_disabled;
		}
		// A mail costs far more than this read, and it must not leave on a memory from before the flip.
		$this->holds->refresh();
		$hold = $this->holds->hold_for( 'gf_notification', '', '' );
		if ( null === $hold || ! is_array( $notification ) || ! is_array( $entry ) ) {
			return false;
		}
		$entry_id        = (int) ( $entry['id'] ?? 0 );
		$notification_id = (string) ( $notification['id'] ?? '' );
		// Without an entry there is nothing to send later from, so it may not be held: a lost mail is worse than an early one.
		if ( 0 === $entry_id || '' === $notification_id ) {
			return false;
		}
		try {
			$this->work->hold(
				new NewWork(
					strtolower( "gf:$form_id:$entry_id:$notification_id" ),
					'gf_notification',
					'gform_notification',
					'',
					[
						'form_id'         => $form_id,
						'entry_id'        => $entry_id,
						'notification_id' => $notification_id,
					],
					$form_id,
					$entry_id,
					'notification'
				),
				$hold
			);
		} catch ( \Throwable ) {
			// It could not be recorded, so it would be lost: let it go out, and the self-check of the table turns red.
			return false;
		}
		return true;
	}

	/**
	 * Due WP-Cron events of notification hooks stay where they are. WP-CLI does not ask this filter: see refusal_of_cli_cron().
	 *
	 * @param mixed $ready
	 * @return mixed
	 */
	public function pre_get_ready_cron_jobs( $ready ) {
		if ( ! $this->holds->is_on( 'comms', '' ) ) {
			return $ready;
		}
		$ready = is_array( $ready ) ? $ready : array_filter( _get_cron_array(), static fn ( $at ): bool => $at <= microtime( true ), ARRAY_FILTER_USE_KEY );
		$held  = array_flip( $this->config->notification_hooks() );
		return array_filter( array_map( static fn ( $hooks ) => is_array( $hooks ) ? array_diff_key( $hooks, $held ) : $hooks, $ready ) );
	}

	/**
	 * The last barrier: refuses a mail that a notification hook sends although comms is off. Never touches core's mail.
	 *
	 * @param mixed $short_circuit
	 * @return mixed
	 */
	public function pre_wp_mail( $short_circuit ) {
		if ( null !== $short_circuit || $this->is_releasing || ! $this->running_job->is_one_of( $this->config->notification_hooks() ) ) {
			return $short_circuit;
		}
		// The hook began before the flip, or somebody fired it by hand.
		$this->holds->refresh();
		return $this->holds->is_on( 'comms', '' ) ? false : $short_circuit;
	}

	/**
	 * Sends while the flag would hold again.
	 *
	 * @template T
	 * @param callable(): T $send
	 * @return T
	 */
	public function while_releasing( callable $send ): mixed {
		$this->is_releasing = true;
		try {
			return $send();
		} finally {
			$this->is_releasing = false;
		}
	}

	/**
	 * Why `wp cron event run` may not run as it was called: an event is gone before its hook fires, so it cannot be held there.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function refusal_of_cli_cron( array $args, array $assoc_args ): ?string {
		$this->holds->refresh();
		if ( ! $this->holds->is_on( 'comms', '' ) ) {
			return null;
		}
		$excluded = array_map( 'trim', explode( ',', (string) ( $assoc_args['exclude'] ?? '' ) ) );
		$runs_all = isset( $assoc_args['due-now'] ) || isset( $assoc_args['all'] );
		$waiting  = array_filter( $this->config->notification_hooks(), self::has_event( ... ) );
		$held     = array_diff( $runs_all ? $waiting : array_intersect( $args, $this->config->notification_hooks() ), $excluded );
		if ( [] === $held ) {
			return null;
		}
		/* translators: 1: names of hooks, 2: an option of a command. */
		return sprintf( __( 'Comms is off and these hooks send messages: %1$s. Nothing was run. Add %2$s to run the rest.', 'smartalloc-ops' ), implode( ', ', $held ), '--exclude=' . implode( ',', $held ) );
	}

	public function enforcement( string $scope ): Enforcement {
		$missing = [];
		foreach ( [ $this->action_scheduler->presence(), $this->gravity_forms->presence() ] as $presence ) {
			if ( ! $presence->is_present() ) {
				$missing[] = $presence->detail;
			}
		}
		return match ( count( $missing ) ) {
			0 => Enforcement::full( __( 'Obeyed by notification jobs, WP-Cron events and the notifications of the forms.', 'smartalloc-ops' ) ),
			default => Enforcement::partly( implode( ' ', $missing ) ),
		};
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = new Reach();
		if ( 'on' === $value ) {
			$held = new Count( 0 );
			foreach ( $this->counts->held_by_flag() as $row ) {
				$held = 'comms' === $row['flag'] ? $held->plus( $row['count'] ) : $held;
			}
			$minutes = (int) ceil( $held->value / $this->config->releases_a_minute() );
			/* translators: 1: messages a minute, 2: number of minutes. */
			$pace = sprintf( _n( 'up to %1$d a minute: about %2$d minute', 'up to %1$d a minute: about %2$d minutes', $minutes, 'smartalloc-ops' ), $this->config->releases_a_minute(), $minutes );
			return $reach->line( __( 'Messages held, to be sent now in order', 'smartalloc-ops' ), $held, $pace )
				->reassure( __( 'Each held message leaves once. What was cut off in the middle waits for a person.', 'smartalloc-ops' ) );
		}
		$this->add_jobs( $reach );
		return $reach->line( __( 'Forms whose notifications are held', 'smartalloc-ops' ), new Count( count( $this->config->forms() ) ) )
			->reassure( __( 'Nothing is deleted. Held messages leave in order when you switch comms on again.', 'smartalloc-ops' ) )
			->reassure( __( 'Password resets and other mail of WordPress still go out.', 'smartalloc-ops' ) );
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	private function add_jobs( Reach $reach ): void {
		$presence = $this->action_scheduler->presence();
		$waiting  = __( 'Notification jobs waiting', 'smartalloc-ops' );
		$hour     = __( 'Notification jobs done', 'smartalloc-ops' );
		if ( ! $presence->is_present() ) {
			$reach->line( $waiting, null, $presence->detail )->line( $hour, null, $presence->detail );
			return;
		}
		$hooks   = $this->config->notification_hooks();
		$pending = $this->queues->survey( [ 'pending' => ActionQueues::CAPS['pending'] ] )->count( 'pending', static fn ( string $hook ): bool => in_array( $hook, $hooks, true ) );
		$reach->count( $waiting, $pending, __( 'now', 'smartalloc-ops' ) )
			->line( $hour, $this->action_scheduler->completed_since( $hooks, $this->clock->now_ms() - self::HOUR_MS ), __( 'in the last hour', 'smartalloc-ops' ) );
	}

	/** Whether any event of the hook exists, whatever its arguments: wp_next_scheduled() asks for exact ones. */
	private static function has_event( string $hook ): bool {
		foreach ( _get_cron_array() as $hooks ) {
			if ( isset( $hooks[ $hook ] ) ) {
				return true;
			}
		}
		return false;
	}
}
