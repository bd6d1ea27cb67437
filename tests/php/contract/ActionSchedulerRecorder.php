<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

/**
 * Scenes that only watch: every event goes to a file, with the row as it is at that moment.
 */
final class ActionSchedulerRecorder {

	private const ACTION_EVENTS = [
		'stored_action',
		'before_execute',
		'begin_execute',
		'after_execute',
		'completed_action',
		'canceled_action',
		'execution_ignored',
		'failed_execution',
		'failed_validation',
		'failed_fetch_action',
		'failed_action',
		'reset_action',
		'unexpected_shutdown',
		'failed_to_schedule_next_instance',
	];

	private const QUEUE_EVENTS = [ 'init', 'before_process_queue', 'after_process_queue', 'bulk_cancel_actions', 'deleted_action' ];

	private const LOOPBACK = 'as_async_request_queue_runner';

	private static string $log = '';

	/** Writes every event with the row as it is at that moment. */
	public static function record( string $file ): void {
		self::$log = $file;
		foreach ( self::ACTION_EVENTS as $event ) {
			add_action(
				'action_scheduler_' . $event,
				static function ( int|string $action_id, mixed ...$details ) use ( $event ): void {
					self::write( $event, (int) $action_id, array_values( $details ) );
				},
				PHP_INT_MIN,
				4
			);
		}
		foreach ( self::QUEUE_EVENTS as $event ) {
			add_action(
				'action_scheduler_' . $event,
				static function ( mixed ...$details ) use ( $event ): void {
					self::write( $event, 0, array_values( $details ) );
				},
				PHP_INT_MIN
			);
		}
		self::record_loopbacks();
	}

	/** Which loopback runners were sent out and which have ended, so that none reaches into the next test. */
	private static function record_loopbacks(): void {
		add_filter(
			'pre_http_request',
			static function ( mixed $answer, mixed $arguments, string $url ): mixed {
				if ( str_contains( $url, self::LOOPBACK ) ) {
					self::write( 'loopback_sent', 0, [] );
				}
				return $answer;
			},
			PHP_INT_MAX,
			3
		);
		if ( self::LOOPBACK === ( $_GET['action'] ?? '' ) ) {
			add_action( 'shutdown', static fn () => self::write( 'loopback_ended', 0, [] ), PHP_INT_MAX, 0 );
		}
	}

	/** Notes which arguments a filter received and lets it pass. */
	public static function watch( string $filter, int $priority = PHP_INT_MAX ): void {
		add_filter(
			$filter,
			static function ( mixed ...$arguments ) use ( $filter ): mixed {
				self::write( 'filter', 0, [ $filter, count( $arguments ), ...array_values( $arguments ) ] );
				return $arguments[0] ?? null;
			},
			$priority,
			10
		);
	}

	/** Writes which claim a row has when a hook fires. */
	public static function note_claim( string $hook, int $action_id ): void {
		add_action(
			$hook,
			static function () use ( $action_id ): void {
				self::write( 'claim', 0, [ self::row( $action_id )['claim_id'] ?? null ] );
			}
		);
	}

	/** @return array<string, string|null>|null The row without going through any store. */
	public static function row( int $action_id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}actionscheduler_actions WHERE action_id = %d", $action_id ), ARRAY_A );
		return is_array( $row ) ? $row : null;
	}

	/** @param list<mixed> $details Hook arguments after the id. */
	public static function write( string $event, int $action_id, array $details ): void {
		if ( '' === self::$log ) {
			return;
		}
		$row  = $action_id > 0 ? self::row( $action_id ) : null;
		$line = [
			'event'   => $event,
			'id'      => $action_id,
			'details' => array_map( [ self::class, 'describe' ], $details ),
			'row'     => $row,
			'date'    => null === $row ? null : \ActionScheduler::store()->get_date( (string) $action_id )->getTimestamp(),
			'time'    => time(),
			'pid'     => getmypid(),
		];
		file_put_contents( self::$log, wp_json_encode( $line ) . "\n", FILE_APPEND | LOCK_EX );
	}

	private static function describe( mixed $value ): mixed {
		if ( $value instanceof \Throwable ) {
			$previous = $value->getPrevious();
			return [ $value::class, null === $previous ? null : $previous::class, $value->getMessage() ];
		}
		return is_object( $value ) ? $value::class : $value;
	}
}
