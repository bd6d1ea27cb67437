<?php
/**
 * Run by WP-CLI in the site of `npm run bench`: lets the table of Action Scheduler grow to so many rows.
 *
 * Of a thousand jobs 970 are complete, 15 failed, 5 canceled and 10 pending and due, as on a site that nobody cleans.
 * Three groups of twelve are SmartAlloc's. Rows are made by the database, a hundred thousand at a time.
 *
 * @package SmartAllocOps
 *
 * @var list<string> $args Number of rows.
 */

declare(strict_types=1);

const CHUNK  = 100_000;
const GROUPS = [ 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export', 'woocommerce', 'wc-admin-data', 'wc_batch_processes', 'mailchimp', 'subscriptions', 'imports', 'feeds', 'search', 'cleanup' ];
const HOOKS  = [ 'smartalloc_allocate_entry', 'smartalloc_notify', 'smartalloc_export_run' ];

global $wpdb;
$actions = $wpdb->prefix . 'actionscheduler_actions';
$groups  = $wpdb->prefix . 'actionscheduler_groups';
$wanted  = (int) $args[0];

foreach ( GROUPS as $slug ) {
	if ( null === $wpdb->get_var( $wpdb->prepare( 'SELECT group_id FROM %i WHERE slug = %s', $groups, $slug ) ) ) {
		$wpdb->insert( $groups, [ 'slug' => $slug ] );
	}
}
$ids = array_map( static fn ( string $slug ): int => (int) $wpdb->get_var( $wpdb->prepare( 'SELECT group_id FROM %i WHERE slug = %s', $groups, $slug ) ), GROUPS );

// What Action Scheduler itself writes for a job that is due once.
$template = as_schedule_single_action( time() - HOUR_IN_SECONDS, HOOKS[1], [ [ 'entry_id' => 1 ] ], GROUPS[1] );
$schedule = (string) $wpdb->get_var( $wpdb->prepare( 'SELECT schedule FROM %i WHERE action_id = %d', $actions, $template ) );
$wpdb->delete( $actions, [ 'action_id' => $template ] );

$from = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $actions" );
while ( $from < $wanted ) {
	$to   = min( $wanted, $from + CHUNK );
	$made = $wpdb->query(
		$wpdb->prepare(
			"INSERT INTO %i (hook, status, scheduled_date_gmt, scheduled_date_local, priority, args, schedule, group_id, attempts, last_attempt_gmt, last_attempt_local, claim_id)
			SELECT ELT(1 + seq MOD 12, %s, %s, %s, 'woocommerce_cleanup', 'wc_admin_daily', 'wc_batch', 'mailchimp_sync', 'renewal', 'import_row', 'feed_item', 'search_index', 'cleanup_old'),
				CASE WHEN seq MOD 1000 < 970 THEN 'complete' WHEN seq MOD 1000 < 985 THEN 'failed' WHEN seq MOD 1000 < 990 THEN 'canceled' ELSE 'pending' END,
				due, due, 10, CONCAT('[{\"entry_id\":', seq, '}]'), %s, ELT(1 + seq MOD 12, " . implode( ', ', array_fill( 0, count( GROUPS ), '%d' ) ) . '),
				CASE WHEN seq MOD 1000 < 985 THEN 1 ELSE 0 END, ran, ran, 0
			FROM (SELECT seq, DATE_SUB(UTC_TIMESTAMP(), INTERVAL 60 + seq MOD 2592000 SECOND) AS due, CASE WHEN seq MOD 1000 < 985 THEN DATE_SUB(UTC_TIMESTAMP(), INTERVAL 58 + seq MOD 2592000 SECOND) ELSE %s END AS ran FROM seq_' . ( $from + 1 ) . "_to_{$to}) jobs",
			$actions,
			HOOKS[0],
			HOOKS[1],
			HOOKS[2],
			$schedule,
			...[ ...$ids, '0000-00-00 00:00:00' ]
		)
	);
	if ( false === $made ) {
		WP_CLI::error( $wpdb->last_error );
	}
	$from = $to;
}
$wpdb->query( "ANALYZE TABLE $actions" );
