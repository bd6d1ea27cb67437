<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Reading many rows.
 */
trait ActionScheduler_DBStore_Queries {

	/**
	 * @param array<string, mixed> $query      hook, args, group, status (one or list), date, modified, claimed (bool or claim id), per_page, offset, orderby, order.
	 * @param string               $query_type select or count.
	 * @throws InvalidArgumentException For a condition that this double does not know: a wrong answer would be worse.
	 * @return list<int>|int
	 */
	public function query_actions( $query = [], $query_type = 'select' ) {
		global $wpdb;
		$query = array_merge(
			[
				'hook'             => '',
				'args'             => null,
				'date'             => null,
				'date_compare'     => '<=',
				'modified'         => null,
				'modified_compare' => '<=',
				'group'            => '',
				'status'           => '',
				'claimed'          => null,
				'per_page'         => 5,
				'offset'           => 0,
				'orderby'          => 'date',
				'order'            => 'ASC',
				'search'           => '',
			],
			$query
		);
		$this->refuse_unknown( $query );
		[ $where, $params ] = $this->conditions( $query );
		$from               = "FROM {$wpdb->actionscheduler_actions} a LEFT JOIN {$wpdb->actionscheduler_groups} g ON g.group_id = a.group_id WHERE {$where}";
		if ( 'count' === $query_type ) {
			$sql = "SELECT COUNT(a.action_id) {$from}";
			return (int) $wpdb->get_var( [] === $params ? $sql : $wpdb->prepare( $sql, $params ) );
		}
		$sql = "SELECT a.action_id {$from}" . $this->order( (string) $query['orderby'], (string) $query['order'] );
		if ( (int) $query['per_page'] > 0 ) {
			$sql   .= ' LIMIT %d, %d';
			$params = array_merge( $params, [ (int) $query['offset'], (int) $query['per_page'] ] );
		}
		return array_values( array_map( 'intval', $wpdb->get_col( [] === $params ? $sql : $wpdb->prepare( $sql, $params ) ) ) );
	}

	public function action_counts(): array {
		global $wpdb;
		$counts = [];
		foreach ( $wpdb->get_results( "SELECT status, COUNT(*) AS number FROM {$wpdb->actionscheduler_actions} GROUP BY status" ) as $row ) {
			if ( isset( $this->get_status_labels()[ $row->status ] ) ) {
				$counts[ $row->status ] = (int) $row->number;
			}
		}
		return $counts;
	}

	/** @param array<string, mixed> $query Conditions. */
	private function refuse_unknown( array $query ): void {
		$known = [ 'hook', 'args', 'date', 'date_compare', 'modified', 'modified_compare', 'group', 'status', 'claimed', 'per_page', 'offset', 'orderby', 'order', 'search' ];
		$other = array_diff( array_keys( $query ), $known );
		if ( 'off' === ( $query['partial_args_matching'] ?? 'off' ) ) {
			$other = array_diff( $other, [ 'partial_args_matching' ] );
		}
		if ( [] !== $other ) {
			throw new InvalidArgumentException( esc_html( 'Not modelled by the contract double: ' . implode( ', ', $other ) ) );
		}
		foreach ( [ $query['date_compare'], $query['modified_compare'] ] as $compare ) {
			if ( ! in_array( $compare, [ '=', '!=', '<', '<=', '>', '>=' ], true ) ) {
				throw new InvalidArgumentException( esc_html( 'Not a comparison: ' . $compare ) );
			}
		}
	}

	/**
	 * @param array<string, mixed> $query Conditions.
	 * @return array{string, list<mixed>} SQL and its values.
	 */
	private function conditions( array $query ): array {
		global $wpdb;
		$where  = [ '1=1' ];
		$params = [];
		$add    = static function ( string $sql, mixed ...$values ) use ( &$where, &$params ): void {
			$where[] = $sql;
			$params  = array_merge( $params, array_values( $values ) );
		};
		if ( ! empty( $query['hook'] ) ) {
			$add( 'a.hook = %s', $query['hook'] );
		}
		if ( ! empty( $query['group'] ) ) {
			$add( 'g.slug = %s', $query['group'] );
		}
		if ( is_array( $query['args'] ) ) {
			$add( 'a.args = %s', $this->args_column( (string) wp_json_encode( $query['args'] ) ) );
		}
		if ( ! empty( $query['status'] ) ) {
			$statuses = (array) $query['status'];
			$add( 'a.status IN (' . implode( ',', array_fill( 0, count( $statuses ), '%s' ) ) . ')', ...array_values( $statuses ) );
		}
		foreach ( [ 'date' => 'scheduled_date_gmt', 'modified' => 'last_attempt_gmt' ] as $key => $column ) {
			if ( $query[ $key ] instanceof DateTimeInterface ) {
				$add( "a.{$column} {$query[ $key . '_compare' ]} %s", gmdate( 'Y-m-d H:i:s', $query[ $key ]->getTimestamp() ) );
			}
		}
		if ( is_bool( $query['claimed'] ) ) {
			$add( $query['claimed'] ? 'a.claim_id <> 0' : 'a.claim_id = 0' );
		} elseif ( null !== $query['claimed'] ) {
			$add( 'a.claim_id = %d', $query['claimed'] );
		}
		if ( '' !== $query['search'] ) {
			$like = '%' . $wpdb->esc_like( $query['search'] ) . '%';
			$add( '( a.hook LIKE %s OR a.args LIKE %s OR g.slug LIKE %s )', $like, $like, $like );
		}
		return [ implode( ' AND ', $where ), $params ];
	}

	private function order( string $orderby, string $order ): string {
		$column = match ( $orderby ) {
			'hook'      => 'a.hook',
			'group'     => 'g.slug',
			'modified'  => 'a.last_attempt_gmt',
			'action_id' => 'a.action_id',
			'none'      => null,
			default     => 'a.scheduled_date_gmt',
		};
		return null === $column ? '' : " ORDER BY {$column} " . ( 'DESC' === strtoupper( $order ) ? 'DESC' : 'ASC' );
	}
}
