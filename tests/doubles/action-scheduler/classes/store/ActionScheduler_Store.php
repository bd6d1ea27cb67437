<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Where actions live. Parameters are untyped where the real one takes ids as text too.
 */
abstract class ActionScheduler_Store {

	public const STATUS_COMPLETE = 'complete';
	public const STATUS_PENDING  = 'pending';
	public const STATUS_RUNNING  = 'in-progress';
	public const STATUS_FAILED   = 'failed';
	public const STATUS_CANCELED = 'canceled';

	private static ?self $instance = null;

	/** The class is chosen once a process, by a filter that the data controller answers. */
	public static function instance(): self {
		if ( null === self::$instance ) {
			$class_name     = apply_filters( 'action_scheduler_store_class', ActionScheduler_DBStore::class );
			self::$instance = new $class_name();
		}
		return self::$instance;
	}

	public function init(): void {}

	/** @return int|string Stored id. */
	abstract public function save_action( ActionScheduler_Action $action, ?DateTime $scheduled_date = null );

	/** @param int|string $action_id Action. */
	abstract public function fetch_action( $action_id ): ActionScheduler_Action;

	/**
	 * @param array<string, mixed> $query      Conditions.
	 * @param string               $query_type select or count.
	 * @return list<int>|int
	 */
	abstract public function query_actions( $query = [], $query_type = 'select' );

	/** @return array<string, int> Rows by status, of the five statuses known here. */
	abstract public function action_counts(): array;

	/** @param int|string $action_id Action. */
	abstract public function cancel_action( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function delete_action( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function get_date( $action_id ): DateTime;

	/**
	 * @param int           $max_actions Most rows.
	 * @param DateTime|null $before_date Due at the latest then; null is now.
	 * @param list<string>  $hooks       Only these hooks.
	 * @param string        $group       Only this group.
	 */
	abstract public function stake_claim( $max_actions = 10, ?DateTime $before_date = null, $hooks = [], $group = '' ): ActionScheduler_ActionClaim;

	/** Claims that still hold a row which is pending or in progress. */
	abstract public function get_claim_count(): int;

	abstract public function release_claim( ActionScheduler_ActionClaim $claim ): void;

	/** @param int|string $action_id Action. */
	abstract public function unclaim_action( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function mark_failure( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function log_execution( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function mark_complete( $action_id ): void;

	/** @param int|string $action_id Action. */
	abstract public function get_status( $action_id ): string;

	/** @param int|string $action_id Action. */
	abstract public function get_claim_id( $action_id ): int;

	/**
	 * @param int|string $claim_id Claim.
	 * @return list<int>
	 */
	abstract public function find_actions_by_claim_id( $claim_id ): array;

	/**
	 * @param array<string, mixed> $query Conditions.
	 */
	public function query_action( $query ): ?int {
		$ids = $this->query_actions( [ 'per_page' => 1, 'offset' => 0 ] + $query );
		return is_array( $ids ) && isset( $ids[0] ) ? (int) $ids[0] : null;
	}

	/**
	 * @param string               $hook   Hook.
	 * @param array<string, mixed> $params args, status, group, date.
	 */
	public function find_action( $hook, $params = [] ): ?int {
		return $this->query_action( [ 'hook' => $hook ] + $params + [ 'status' => self::STATUS_PENDING, 'orderby' => 'date' ] );
	}

	/** @param string $hook Hook whose pending actions are canceled. */
	public function cancel_actions_by_hook( $hook ): void {
		$this->cancel_matching( [ 'hook' => $hook ] );
	}

	/** @param string $group Group whose pending actions are canceled. */
	public function cancel_actions_by_group( $group ): void {
		$this->cancel_matching( [ 'group' => $group ] );
	}

	/** Knows no groups and no claims: rows that a claim filter holds back count too. */
	public function has_pending_actions_due(): bool {
		$due = $this->query_actions(
			[ 'date' => as_get_datetime_object(), 'status' => self::STATUS_PENDING, 'per_page' => 1, 'orderby' => 'none' ],
			'count'
		);
		return (bool) $due;
	}

	/** @return array<string, string> Status to label. */
	public function get_status_labels(): array {
		return [
			self::STATUS_COMPLETE => 'Complete',
			self::STATUS_PENDING  => 'Pending',
			self::STATUS_RUNNING  => 'In-progress',
			self::STATUS_FAILED   => 'Failed',
			self::STATUS_CANCELED => 'Canceled',
		];
	}

	/**
	 * @param array<string, mixed> $match hook or group.
	 */
	private function cancel_matching( array $match ): void {
		do {
			$ids = $this->query_actions( $match + [ 'status' => self::STATUS_PENDING, 'per_page' => 1000, 'orderby' => 'none' ] );
			$ids = is_array( $ids ) ? $ids : [];
			if ( [] !== $ids ) {
				$this->bulk_cancel( $ids );
			}
		} while ( [] !== $ids );
	}

	/** @param non-empty-list<int> $action_ids Actions canceled together, announced by one hook. */
	abstract protected function bulk_cancel( array $action_ids ): void;
}
