<?php
/**
 * Run by WP-CLI in the site of `npm run bench`: what our calls cost on the tables as they are, as JSON.
 *
 * Each call is made several times by services that remember nothing. Rows read are what the session's Handler_read
 * counters say; time is that of the middle call, without that of a ping of the database.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

use SmartAllocOps\Controllers;
use SmartAllocOps\Rest\Gate;
use SmartAllocOps\Rest\Router;
use SmartAllocOps\Services;

const TIMES = 5;

/** @return array{statements: int, rows_read: int, ms: float} */
$measure = static function ( callable $prepare, int $times = TIMES ): array {
	global $wpdb;
	$ms = [];
	for ( $time = 0; $time < $times; $time++ ) {
		$call       = $prepare();
		$statements = 0;
		$count      = static function ( $sql ) use ( &$statements ) {
			++$statements;
			return $sql;
		};
		$wpdb->query( 'FLUSH STATUS' );
		add_filter( 'query', $count );
		$began = hrtime( true );
		$call();
		$ms[] = ( hrtime( true ) - $began ) / 1e6;
		remove_filter( 'query', $count );
		$read = array_sum( array_map( 'intval', array_column( (array) $wpdb->get_results( "SHOW SESSION STATUS LIKE 'Handler_read%'", ARRAY_N ), 1 ) ) );
	}
	sort( $ms );
	return [
		'statements' => $statements,
		'rows_read'  => $read,
		'ms'         => $ms[ intdiv( count( $ms ), 2 ) ],
	];
};
$fresh = static function (): Services {
	global $wpdb;
	return new Services( $wpdb );
};
// Routes whose services remember nothing, as in a request of its own.
rest_get_server();
$route = static fn ( string $path ): Closure => static function () use ( $path, $fresh ): Closure {
	$GLOBALS['wp_rest_server'] = new WP_REST_Server();
	$router                    = new Router( new Gate( static fn (): bool => true ) );
	foreach ( ( new Controllers( $fresh() ) )->all() as $controller ) {
		$controller->register_routes( $router );
	}
	return static function () use ( $path ): void {
		$answer = rest_do_request( new WP_REST_Request( 'GET', "/smartalloc-ops/v1{$path}" ) );
		if ( 200 !== $answer->get_status() ) {
			WP_CLI::error( "$path answered " . wp_json_encode( $answer->get_data() ) );
		}
	};
};
$part  = static fn ( callable $call ): Closure => static fn (): Closure => static fn () => $call( $fresh() );

wp_set_current_user( 1 );
// What a tick has written, so that there is something to read; and every option and plugin header is known.
( new SmartAllocOps\Tick( $fresh() ) )->run();
$calls = [
	'GET /overview'        => $route( '/overview' ),
	'GET /queues'          => $route( '/queues' ),
	'GET /queues/failures' => $route( '/queues/failures' ),
	'GET /kpis'            => $route( '/kpis' ),
	'GET /metrics'         => $part( static fn ( Services $services ) => $services->metrics()->scrapes()->text() ),
	'tick: judge the KPIs' => $part( static fn ( Services $services ) => $services->kpi_services()->kpis()->judge() ),
	'tick: count the jobs' => $part( static fn ( Services $services ) => $services->kpi_services()->count_jobs() ),
];
foreach ( $calls as $prepare ) {
	$prepare()();
}
global $wpdb;
$ping  = $measure( static fn (): Closure => static fn () => $wpdb->get_var( 'SELECT 1' ), 25 );
$found = [
	'rows'    => (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}actionscheduler_actions" ),
	'pending' => (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}actionscheduler_actions WHERE status = 'pending'" ),
	'ping_ms' => $ping['ms'],
	'calls'   => array_map( $measure, $calls ),
	'theirs'  => null,
];

// Its own screen as a person opens it, and what it would take to ask its store for each group and status.
if ( class_exists( 'ActionScheduler_ListTable', false ) || is_file( WP_PLUGIN_DIR . '/action-scheduler/classes/ActionScheduler_ListTable.php' ) ) {
	require_once ABSPATH . 'wp-admin/includes/admin.php';
	set_current_screen( 'tools_page_action-scheduler' );
	$_GET['page']     = 'action-scheduler';
	$_REQUEST['page'] = 'action-scheduler';
	$screen           = static function (): void {
		ob_start();
		$table = new ActionScheduler_ListTable( ActionScheduler::store(), ActionScheduler::logger(), ActionScheduler::runner() );
		$table->display_page();
		ob_end_clean();
	};
	$groups           = static function (): void {
		foreach ( [ 'smartalloc_allocate', 'smartalloc_notify', 'smartalloc_export' ] as $group ) {
			foreach ( [ 'pending', 'in-progress', 'failed' ] as $status ) {
				ActionScheduler::store()->query_actions( [ 'group' => $group, 'status' => $status ], 'count' );
			}
		}
	};
	$screen();
	$found['theirs'] = [
		'its own screen'                        => $measure( static fn (): Closure => $screen, 3 ),
		'its store: three groups by three states' => $measure( static fn (): Closure => $groups, 3 ),
	];
}
echo wp_json_encode( $found );
