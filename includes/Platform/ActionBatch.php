<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Runs due jobs of one group of Action Scheduler through its own claim and its own runner, so that its limits, its hooks
 * and whoever holds jobs back have their say.
 */
final class ActionBatch {
	/** Who runs, as Action Scheduler writes it into its log. */
	public const CONTEXT = 'SmartAlloc Ops';

	/** Jobs that one claim takes. */
	private const CLAIM = 25;

	public function run( string $group, BatchLimits $limits, BatchResult $result ): void {
		$counters = $this->count_into( $result );
		try {
			// Applies the filter that keeps paused groups out, besides counting the other runners.
			if ( \ActionScheduler::runner()->has_maximum_concurrent_batches() ) {
				$result->stopped = 'busy';
				return;
			}
			do_action( 'action_scheduler_before_process_queue' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- theirs.
			while ( null === $result->stopped ) {
				$result->stopped = $limits->reached( $result ) ?? $this->claim( $group, $limits, $result );
			}
			do_action( 'action_scheduler_after_process_queue' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- theirs.
		} catch ( \Throwable $thrown ) {
			$result->stopped = 'error';
			$result->error   = $thrown;
		} finally {
			foreach ( $counters as $hook => $counter ) {
				remove_action( $hook, $counter, PHP_INT_MIN );
			}
			$this->forget_group();
		}
	}

	/**
	 * One claim and its jobs.
	 *
	 * @return 'size'|'empty'|'time'|'held'|'claim_lost'|null Null: there may be more.
	 */
	private function claim( string $group, BatchLimits $limits, BatchResult $result ): ?string {
		$store   = self::store();
		$claim   = $store->stake_claim( min( self::CLAIM, $limits->size - $result->processed ), null, [], $group );
		$monitor = new \ActionScheduler_FatalErrorMonitor( $store );
		$monitor->attach( $claim );
		try {
			$ids = $claim->get_actions();
			foreach ( $ids as $id ) {
				$reached = $limits->reached( $result );
				if ( null !== $reached ) {
					return $reached;
				}
				if ( ! in_array( (int) $id, array_map( 'intval', $store->find_actions_by_claim_id( $claim->get_id() ) ), true ) ) {
					return 'claim_lost';
				}
				\ActionScheduler::runner()->process_action( $id, self::CONTEXT );
				$limits->told( $result );
			}
			return [] === $ids ? 'empty' : null;
		} finally {
			$store->release_claim( $claim );
			$monitor->detach();
		}
	}

	/** A group that was named for a claim stays behind as a filter of this process. */
	private function forget_group(): void {
		$store = self::store();
		if ( is_callable( [ $store, 'set_claim_filter' ] ) ) {
			$store->set_claim_filter( 'group', '' );
		}
	}

	/** While it migrates, its store claims in the old one too, where a group that it does not know is an error: the new one is asked. */
	private static function store(): \ActionScheduler_Store {
		$store = \ActionScheduler::store();
		if ( $store instanceof \ActionScheduler_HybridStore ) {
			$behind = \Action_Scheduler\Migration\Controller::instance()->get_migration_config_object()->get_destination_store();
			return $behind instanceof \ActionScheduler_Store ? $behind : $store;
		}
		return $store;
	}

	/** @return array<string, \Closure(): void> */
	private function count_into( BatchResult $result ): array {
		$counters = [
			'action_scheduler_completed_action'  => static function () use ( $result ): void {
				++$result->done;
			},
			'action_scheduler_failed_execution'  => static function () use ( $result ): void {
				++$result->failed;
			},
			'action_scheduler_execution_ignored' => static function () use ( $result ): void {
				++$result->held;
			},
		];
		foreach ( $counters as $hook => $counter ) {
			add_action( $hook, $counter, PHP_INT_MIN );
		}
		return $counters;
	}
}
