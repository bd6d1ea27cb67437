<?php
/**
 * Run by WP-CLI in the site of `npm run bench`: statements and time of an action that does nothing, as JSON.
 *
 * @package SmartAllocOps
 *
 * @var list<string> $args `with` or `without` what this plugin measures of jobs.
 */

declare(strict_types=1);

const ACTIONS = 500;

if ( 'without' === $args[0] ) {
	foreach ( $GLOBALS['wp_filter'] as $hook => $callbacks ) {
		foreach ( $callbacks->callbacks as $priority => $those ) {
			foreach ( $those as $one ) {
				$function = $one['function'];
				$owner    = $function instanceof Closure ? ( new ReflectionFunction( $function ) )->getClosureThis() : ( is_array( $function ) ? $function[0] : null );
				if ( is_object( $owner ) && str_starts_with( $owner::class, 'SmartAllocOps\Kpi\\' ) ) {
					remove_filter( $hook, $function, $priority );
				}
			}
		}
	}
}
add_action( 'smartalloc_bench', static function (): void {} );
for ( $n = 0; $n < ACTIONS; $n++ ) {
	as_schedule_single_action( time() - 60, 'smartalloc_bench', [ $n ], 'smartalloc_notify' );
}
$statements = 0;
add_filter(
	'query',
	static function ( $sql ) use ( &$statements ) {
		++$statements;
		return $sql;
	}
);
// The whole of it in one run, however slow the machine.
add_filter( 'action_scheduler_queue_runner_time_limit', static fn (): int => 600 );
$began = hrtime( true );
$done  = ActionScheduler_QueueRunner::instance()->run( 'WP Cron' );
$ms    = ( hrtime( true ) - $began ) / 1e6;
echo wp_json_encode(
	[
		'actions'    => $done,
		'statements' => $statements / max( 1, $done ),
		'ms'         => $ms / max( 1, $done ),
	]
);
global $wpdb;
$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_actions" );
$wpdb->query( "DELETE FROM {$wpdb->prefix}actionscheduler_logs" );
