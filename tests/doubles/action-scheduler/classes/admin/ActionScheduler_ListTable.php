<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Rows of the admin screen with their links Run and Cancel.
 */
class ActionScheduler_ListTable {

	private const PER_PAGE = 30;

	public function __construct(
		private readonly ActionScheduler_Store $store,
		private readonly ActionScheduler_Logger $logger,
		private readonly ActionScheduler_QueueRunner $runner
	) {}

	/** Obeys a row link, then redirects to the list without it. */
	public function process_actions(): void {
		if ( ! isset( $_GET['row_action'], $_GET['row_id'], $_GET['nonce'] ) || ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$verb = sanitize_key( wp_unslash( $_GET['row_action'] ) );
		$id   = absint( $_GET['row_id'] );
		if ( ! in_array( $verb, [ 'run', 'cancel' ], true ) || ! wp_verify_nonce( sanitize_text_field( wp_unslash( $_GET['nonce'] ) ), $verb . '::' . $id ) ) {
			return;
		}
		$ok = 1;
		try {
			'run' === $verb ? $this->runner->process_action( $id, 'Admin List Table' ) : $this->store->cancel_action( $id );
		} catch ( Exception $exception ) {
			$ok = 0;
			$this->logger->log( $id, 'Row action failed: ' . $exception->getMessage() );
		}
		wp_safe_redirect( add_query_arg( [ 'notice' => $verb . '-' . $ok . '-' . $id ], remove_query_arg( [ 'row_action', 'row_id', 'nonce' ] ) ) );
		exit;
	}

	public function display(): void {
		$this->display_notice();
		// phpcs:disable WordPress.Security.NonceVerification -- filters of a list.
		$status = isset( $_GET['status'] ) ? sanitize_key( wp_unslash( $_GET['status'] ) ) : '';
		$search = isset( $_GET['s'] ) ? sanitize_text_field( wp_unslash( $_GET['s'] ) ) : '';
		$page   = isset( $_GET['paged'] ) ? max( 1, absint( $_GET['paged'] ) ) : 1;
		// phpcs:enable
		echo '<ul class="subsubsub">';
		foreach ( $this->store->action_counts() as $name => $count ) {
			printf( '<li><a href="%s">%s</a> (%d) </li>', esc_url( add_query_arg( 'status', $name ) ), esc_html( $this->store->get_status_labels()[ $name ] ), (int) $count );
		}
		echo '</ul><table class="widefat striped"><thead><tr><th>ID</th><th>Hook</th><th>Status</th><th>Arguments</th><th>Group</th><th>Scheduled Date</th><th>Log</th></tr></thead><tbody>';
		$ids = $this->store->query_actions(
			[ 'status' => $status, 'search' => $search, 'per_page' => self::PER_PAGE, 'offset' => ( $page - 1 ) * self::PER_PAGE, 'orderby' => 'date', 'order' => 'DESC' ]
		);
		foreach ( is_array( $ids ) ? $ids : [] as $id ) {
			$this->display_row( $id );
		}
		echo '</tbody></table>';
	}

	private function display_row( int $id ): void {
		$action = $this->store->fetch_action( $id );
		$status = $this->store->get_status( $id );
		$date   = $action->get_schedule()->get_date();
		$logs   = array_map( static fn ( ActionScheduler_LogEntry $entry ): string => $entry->get_message(), $this->logger->get_logs( $id ) );
		printf( '<tr><td>%d</td><td>%s', (int) $id, esc_html( $action->get_hook() ) );
		if ( ActionScheduler_Store::STATUS_PENDING === $status ) {
			foreach ( [ 'run' => 'Run', 'cancel' => 'Cancel' ] as $verb => $label ) {
				$link = add_query_arg( [ 'row_action' => $verb, 'row_id' => $id, 'nonce' => wp_create_nonce( $verb . '::' . $id ) ] );
				printf( ' <a href="%s">%s</a>', esc_url( $link ), esc_html( $label ) );
			}
		}
		printf(
			'</td><td>%s</td><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td></tr>',
			esc_html( $this->store->get_status_labels()[ $status ] ?? $status ),
			esc_html( (string) wp_json_encode( $action->get_args() ) ),
			esc_html( $action->get_group() ),
			esc_html( null === $date ? 'async' : gmdate( 'Y-m-d H:i:s', $date->getTimestamp() ) . ' +0000' ),
			esc_html( implode( ' | ', $logs ) )
		);
	}

	/** As the real screen does, success is claimed even for a row that a listener kept from running. */
	private function display_notice(): void {
		$notice = isset( $_GET['notice'] ) ? sanitize_text_field( wp_unslash( $_GET['notice'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- display only.
		if ( 1 !== preg_match( '/^(run|cancel)-([01])-(\d+)$/', $notice, $match ) ) {
			return;
		}
		$verb = 'run' === $match[1] ? 'executed' : 'canceled';
		$text = '1' === $match[2] ? sprintf( 'Successfully %s action: %d', $verb, $match[3] ) : sprintf( 'Could not process action: %d', $match[3] );
		printf( '<div class="notice"><p>%s</p></div>', esc_html( $text ) );
	}
}
