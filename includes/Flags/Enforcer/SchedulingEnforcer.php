<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags\Enforcer;

use SmartAllocOps\Flags\Enforcement;
use SmartAllocOps\Flags\FlagEnforcer;
use SmartAllocOps\Flags\FlagHolds;
use SmartAllocOps\Flags\Reach;
use SmartAllocOps\Platform\ActionQueues;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Signal\Action;

defined( 'ABSPATH' ) || exit;

/**
 * `scheduling`: Action Scheduler goes on storing, and no action of a paused group begins.
 *
 * A claim filter keeps the bulk out of every claim, a gate ends the loopback chain that would otherwise spin, a
 * refusal stops `wp action-scheduler run --group=`, and ActionGuard catches what gets past them.
 */
final class SchedulingEnforcer implements FlagEnforcer {
	/** @var list<string> What we added to the claim filter of this process. */
	private array $excluded = [];

	public function __construct( private readonly FlagHolds $holds, private readonly ActionScheduler $action_scheduler, private readonly ActionQueues $queues ) {}

	public function register(): void {
		// The last thing before every claim, and the only place an operator's own --exclude-groups does not overwrite.
		add_filter( 'action_scheduler_queue_runner_concurrent_batches', [ $this, 'action_scheduler_queue_runner_concurrent_batches' ], PHP_INT_MAX );
		add_filter( 'action_scheduler_allow_async_request_runner', [ $this, 'action_scheduler_allow_async_request_runner' ], PHP_INT_MAX );
		add_action( 'action_scheduler_init', [ $this, 'action_scheduler_init' ] );
	}

	/** Deactivating any plugin makes Action Scheduler fall back to a store without a claim filter for a minute: not here. */
	public function action_scheduler_init(): void {
		remove_action( 'deactivate_plugin', [ 'ActionScheduler_DataController', 'mark_migration_incomplete' ] );
	}

	/**
	 * @param mixed $batches Passed through unchanged.
	 * @return mixed
	 */
	public function action_scheduler_queue_runner_concurrent_batches( $batches ) {
		$this->holds->refresh();
		$paused = $this->holds->paused_groups();
		$store  = class_exists( 'ActionScheduler_Store', false ) ? \ActionScheduler_Store::instance() : null;
		if ( ( [] === $paused && [] === $this->excluded ) || ! is_callable( [ $store, 'set_claim_filter' ] ) || ! is_callable( [ $store, 'get_claim_filter' ] ) ) {
			return $batches;
		}
		try {
			// A list in which no slug exists makes every claim throw.
			$paused = $this->action_scheduler->existing_groups( $paused );
		} catch ( DatabaseError ) {
			// Without the list nothing may be claimed; the runner asks again at its next turn.
			return 0;
		}
		$operators      = array_diff( self::slugs( $store->get_claim_filter( 'exclude-groups' ) ), $this->excluded );
		$this->excluded = $paused;
		// An empty list, not null: null would switch the filter off for the rest of the process.
		$store->set_claim_filter( 'exclude-groups', array_values( array_unique( [ ...$operators, ...$paused ] ) ) );
		return $batches;
	}

	/**
	 * A due row in a paused group would make the loopback runner call itself every few seconds for ever.
	 *
	 * @param mixed $allow
	 */
	public function action_scheduler_allow_async_request_runner( $allow ): bool {
		if ( ! $allow || [] === $this->holds->paused_groups() ) {
			return (bool) $allow;
		}
		try {
			$paused = $this->holds->paused_groups();
			$due    = $this->queues->survey( [ 'pending' => ActionQueues::CAPS['pending'] ] )->due( static fn ( string $hook, string $group ): bool => ! in_array( $group, $paused, true ) );
			// Undecided counts as yes: a spare runner is cheaper than a starved queue.
			return null === $due || $due->value > 0;
		} catch ( DatabaseError ) {
			return false;
		}
	}

	/**
	 * Why `wp action-scheduler run` may not run as it was called: a group filter beats an exclusion.
	 *
	 * @param array<string, mixed> $assoc_args
	 */
	public function refusal_of_cli_run( array $assoc_args ): ?string {
		$this->holds->refresh();
		$held = array_intersect( self::slugs( $assoc_args['group'] ?? '' ), $this->holds->paused_groups() );
		if ( [] === $held ) {
			return null;
		}
		if ( [] === array_filter( $held, fn ( string $group ): bool => $this->holds->is_on( 'scheduling', $group ) ) ) {
			return SmartAlloc::kept_out();
		}
		/* translators: 1: names of groups, 2: a command. */
		return sprintf( __( 'The group %1$s is paused. Nothing was run. To resume it: %2$s', 'smartalloc-ops' ), implode( ', ', $held ), 'wp smartalloc-ops flags set scheduling on --scope=' . reset( $held ) . ' --reason=...' );
	}

	public function enforcement( string $scope ): Enforcement {
		$presence = $this->action_scheduler->presence();
		if ( ! $presence->is_present() ) {
			return Enforcement::none( $presence->detail, Action::link( __( 'Open the plugins screen', 'smartalloc-ops' ), admin_url( 'plugins.php' ) ) );
		}
		if ( ! is_callable( [ \ActionScheduler_Store::instance(), 'set_claim_filter' ] ) ) {
			return Enforcement::full( __( 'Every action is stopped one by one as it is about to begin, while Action Scheduler migrates its store.', 'smartalloc-ops' ) );
		}
		return Enforcement::full( __( 'Obeyed by WP-Cron, the loopback runner, WP-CLI and the Run link of Action Scheduler.', 'smartalloc-ops' ) );
	}

	public function reach( string $scope, string $value ): Reach {
		$reach = new Reach();
		if ( ! $this->action_scheduler->presence()->is_present() ) {
			return $reach->line( __( 'Jobs of this group', 'smartalloc-ops' ), null, $this->action_scheduler->presence()->detail );
		}
		$survey  = $this->queues->survey( [ 'pending' => ActionQueues::CAPS['pending'] ] );
		$of_ours = static fn ( string $hook, string $group ): bool => $group === $scope;
		$due     = $survey->due( $of_ours );
		$reach->count( __( 'Jobs waiting in this group', 'smartalloc-ops' ), $survey->count( 'pending', $of_ours ), __( 'now', 'smartalloc-ops' ) )
			->count( __( 'of these due', 'smartalloc-ops' ), $due, __( 'now', 'smartalloc-ops' ) );
		if ( 'off' === $value ) {
			return $reach->reassure( __( 'Nothing is deleted: jobs are stored and keep their id, arguments, time and attempts.', 'smartalloc-ops' ) )
				->reassure( __( 'Recurring jobs go on from where they are when the group is resumed.', 'smartalloc-ops' ) )
				->reassure( __( 'Other groups keep running. A job that has already begun is not interrupted.', 'smartalloc-ops' ) );
		}
		return null === $due || $due->value > 0 ? $reach->warn( __( 'The jobs that are due begin at the next run of the queue.', 'smartalloc-ops' ) ) : $reach;
	}

	public function refusals( string $scope, string $value ): array {
		return [];
	}

	/**
	 * A claim filter is a list for the web and a comma-separated text on the command line.
	 *
	 * @param mixed $filter
	 * @return list<string>
	 */
	private static function slugs( $filter ): array {
		$list = is_array( $filter ) ? $filter : explode( ',', is_string( $filter ) ? $filter : '' );
		return array_values( array_filter( array_map( static fn ( $slug ): string => is_string( $slug ) ? trim( $slug ) : '', $list ) ) );
	}
}
