<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\RunningJob;
use SmartAllocOps\Work\NewWork;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/**
 * `comms`: notification jobs are held by ActionGuard, notifications of the forms at the moment Gravity Forms would send
 * them (its mail has left before `gform_after_submission`), and due WP-Cron events by CronGuard.
 */
final class CommsEnforcer implements FlagEnforcer {
	/** True while a held notification is being sent: it must not be held again by its own release. */
	private bool $is_releasing = false;

	public function __construct(
		private readonly FlagHolds $holds,
		private readonly Config $config,
		private readonly WorkStore $work,
		private readonly ActionScheduler $action_scheduler,
		private readonly GravityForms $gravity_forms,
		private readonly RunningJob $running_job,
		private readonly JobReach $jobs,
	) {}

	public function register(): void {
		foreach ( $this->config->forms() as $form_id ) {
			// The filter of the form is asked after the general one: only the last to be asked knows that nobody else says no.
			add_filter( "gform_disable_notification_$form_id", [ $this, 'gform_disable_notification' ], PHP_INT_MAX, 4 );
		}
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
			// It could not be recorded, so holding it would lose it: it goes out, as without this plugin.
			return false;
		}
		return true;
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
			return $this->jobs->held( $reach, 'comms', __( 'Messages held, to be sent now in order', 'smartalloc-ops' ) )
				->reassure( __( 'Each held message leaves once. What was cut off in the middle waits for a person.', 'smartalloc-ops' ) );
		}
		return $this->jobs->of_hooks( $reach, $this->config->notification_hooks(), __( 'Notification jobs waiting', 'smartalloc-ops' ), __( 'Notification jobs done', 'smartalloc-ops' ) )
			->line( __( 'Forms whose notifications are held', 'smartalloc-ops' ), new Count( count( $this->config->forms() ) ) )
			->reassure( __( 'Nothing is deleted. Held messages leave in order when you switch comms on again.', 'smartalloc-ops' ) )
			->reassure( __( 'Password resets and other mail of WordPress still go out.', 'smartalloc-ops' ) );
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}
}
