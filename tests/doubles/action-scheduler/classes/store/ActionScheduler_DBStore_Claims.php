<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Claims: a runner marks a batch of due rows with its claim id before it runs them.
 */
trait ActionScheduler_DBStore_Claims {

	/** @var array<string, mixed> */
	private array $claim_filters = [ 'group' => '', 'hooks' => '', 'exclude-groups' => '' ];

	private ?DateTime $claim_before_date = null;

	/**
	 * Narrows every later claim of this process. A filter set to null is gone for good, as isset() no longer finds it.
	 *
	 * @param string $filter_name   group, hooks or exclude-groups.
	 * @param mixed  $filter_values Slug, hook or list.
	 */
	public function set_claim_filter( $filter_name, $filter_values ): void {
		if ( isset( $this->claim_filters[ $filter_name ] ) ) {
			$this->claim_filters[ $filter_name ] = $filter_values;
		}
	}

	/**
	 * @param string $filter_name group, hooks or exclude-groups.
	 * @return mixed
	 */
	public function get_claim_filter( $filter_name ) {
		return $this->claim_filters[ $filter_name ] ?? '';
	}

	/**
	 * Hooks and group given here stay behind as filters of this process.
	 *
	 * @throws InvalidArgumentException When the group, or every excluded group, is unknown: the claim row stays behind.
	 */
	public function stake_claim( $max_actions = 10, ?DateTime $before_date = null, $hooks = [], $group = '' ): ActionScheduler_ActionClaim {
		global $wpdb;
		$wpdb->insert( $wpdb->actionscheduler_claims, [ 'date_created_gmt' => ActionScheduler_Schema::now() ] );
		$claim_id                = (int) $wpdb->insert_id;
		foreach ( [ 'hooks' => $hooks, 'group' => $group ] as $name => $value ) {
			if ( ! empty( $value ) ) {
				$this->set_claim_filter( $name, $value );
			}
		}
		$this->claim_before_date = $before_date;
		$this->mark_claimed( $claim_id, (int) $max_actions, $before_date );
		$action_ids              = $this->find_actions_by_claim_id( $claim_id );
		$this->claim_before_date = null;
		return new ActionScheduler_ActionClaim( $claim_id, $action_ids );
	}

	public function get_claim_count(): int {
		global $wpdb;
		return (int) $wpdb->get_var(
			$wpdb->prepare(
				"SELECT COUNT(DISTINCT claim_id) FROM {$wpdb->actionscheduler_actions} WHERE claim_id <> 0 AND status IN ( %s, %s )",
				self::STATUS_PENDING,
				self::STATUS_RUNNING
			)
		);
	}

	public function get_claim_id( $action_id ): int {
		return (int) $this->row( $action_id )->claim_id;
	}

	/** Looks at the claim only: a row whose status was changed meanwhile is still listed. */
	public function find_actions_by_claim_id( $claim_id ): array {
		global $wpdb;
		$due = gmdate( 'Y-m-d H:i:s', ( $this->claim_before_date ?? as_get_datetime_object() )->getTimestamp() );
		return array_map(
			'intval',
			$wpdb->get_col(
				$wpdb->prepare(
					"SELECT action_id FROM {$wpdb->actionscheduler_actions} WHERE claim_id = %d AND scheduled_date_gmt <= %s
					ORDER BY priority ASC, attempts ASC, scheduled_date_gmt ASC, action_id ASC",
					$claim_id,
					$due
				)
			)
		);
	}

	public function release_claim( ActionScheduler_ActionClaim $claim ): void {
		global $wpdb;
		$wpdb->update( $wpdb->actionscheduler_actions, [ 'claim_id' => 0 ], [ 'claim_id' => $claim->get_id() ], [ '%d' ], [ '%d' ] );
		$wpdb->delete( $wpdb->actionscheduler_claims, [ 'claim_id' => $claim->get_id() ], [ '%d' ] );
	}

	public function unclaim_action( $action_id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->actionscheduler_actions, [ 'claim_id' => 0 ], [ 'action_id' => (int) $action_id ], [ '%d' ], [ '%d' ] );
	}

	private function mark_claimed( int $claim_id, int $limit, ?DateTime $before_date ): void {
		global $wpdb;
		$hooks  = array_filter( (array) $this->get_claim_filter( 'hooks' ) );
		$group  = (string) $this->get_claim_filter( 'group' );
		$where  = 'claim_id = 0 AND scheduled_date_gmt <= %s AND status = %s';
		$params = [ gmdate( 'Y-m-d H:i:s', ( $before_date ?? as_get_datetime_object() )->getTimestamp() ), self::STATUS_PENDING ];
		if ( [] !== $hooks ) {
			$where .= ' AND hook IN (' . implode( ',', array_fill( 0, count( $hooks ), '%s' ) ) . ')';
			$params = array_merge( $params, array_values( $hooks ) );
		}

		$excluded = array_filter( (array) $this->get_claim_filter( 'exclude-groups' ) );
		$group_of = '' !== $group ? [ $group ] : $excluded;
		if ( [] !== $group_of ) {
			$group_ids = $this->known_group_ids( $group_of );
			$where    .= ' AND group_id ' . ( '' !== $group ? 'IN' : 'NOT IN' ) . ' (' . implode( ',', array_fill( 0, count( $group_ids ), '%d' ) ) . ')';
			$params    = array_merge( $params, $group_ids );
		}

		$order   = apply_filters( 'action_scheduler_claim_actions_order_by', 'ORDER BY priority ASC, attempts ASC, scheduled_date_gmt ASC, action_id ASC' );
		$claimed = $wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->actionscheduler_actions} SET claim_id = %d, last_attempt_gmt = %s, last_attempt_local = %s WHERE {$where} {$order} LIMIT %d",
				array_merge( [ $claim_id, ActionScheduler_Schema::now(), ActionScheduler_Schema::now_local() ], $params, [ $limit ] )
			)
		);
		if ( false === $claimed ) {
			throw new RuntimeException( 'The database refused the claim: ' . esc_html( wp_strip_all_tags( $wpdb->last_error ) ) );
		}
	}

	/**
	 * @param array<string> $slugs Group slugs.
	 * @return non-empty-list<int>
	 * @throws InvalidArgumentException When none of them exists.
	 */
	private function known_group_ids( array $slugs ): array {
		$ids = array_values( array_filter( array_map( fn ( $slug ): int => $this->group_id( (string) $slug, false ), $slugs ) ) );
		if ( [] === $ids ) {
			throw new InvalidArgumentException( sprintf( 'None of these groups exists: %s.', esc_html( implode( ', ', $slugs ) ) ) );
		}
		return $ids;
	}
}
