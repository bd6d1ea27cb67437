<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** A site on which every kind of thing has happened: jobs, held work in every state, flips by everybody, runs in every state, verdicts. */
final class BusySite {
	private const NOW_MS = 1_700_000_000_000;

	public static function arrange(): void {
		self::jobs();
		self::work();
		self::flips();
		self::runs();
		OutboxScene::removal();
		OutboxScene::failed();
		AlertScene::decision();
		LocalApi::call( 'administrator', 'POST', '/health/checks', [] );
	}

	private static function jobs(): void {
		// An earlier test may have left "queue is wp_cron" in the memory of this process: these are to be stored all the same.
		add_filter( 'pre_as_schedule_single_action', '__return_null', PHP_INT_MAX );
		as_schedule_single_action( time() + HOUR_IN_SECONDS, 'smartalloc_allocate_entry', [ 1 ], 'smartalloc_allocate' );
		as_schedule_single_action( time() - HOUR_IN_SECONDS, 'smartalloc_notify', [ [ 'event_name' => 'allocated', 'entry_id' => 1, 'key' => 'k1', '_attempt' => 1 ] ], 'smartalloc_notify' );
		$failed = as_schedule_single_action( time() - DAY_IN_SECONDS, 'smartalloc_export_run', [ 1 ], 'smartalloc_export' );
		remove_filter( 'pre_as_schedule_single_action', '__return_null', PHP_INT_MAX );
		\ActionScheduler::store()->mark_failure( (string) $failed );
		wp_schedule_single_event( time() - HOUR_IN_SECONDS, 'smartalloc_cron_probe', [ 'a' ] );
	}

	private static function work(): void {
		$held = [
			'held_flag'     => 'comms',
			'held_scope'    => '',
			'held_revision' => 1,
		];
		foreach ( [ 'held', 'due', 'running', 'failed', 'finished_unknown', 'done', 'closed' ] as $number => $state ) {
			Scene::work(
				[
					'state'       => $state,
					'source'      => \SmartAllocOps\Work\NewWork::SOURCES[ $number % 4 ],
					'form_id'     => 0 === $number % 2 ? 150 : null,
					'entry_id'    => 0 === $number % 2 ? $number + 1 : null,
					'payload'     => [ '{"action_id":7}', '{"form_id":150,"entry_id":2,"notification_id":"abc"}', '{"args":[{"entry_id":5,"key":"k"},7,true,null]}' ][ $number % 3 ],
					'lease_owner' => 'running' === $state ? 'somebody' : null,
					'lease_until' => 'running' === $state ? self::NOW_MS : null,
					'error_class' => 'failed' === $state ? 'RuntimeException' : null,
					'error_code'  => 'failed' === $state ? '' : null,
					'error_frame' => 'failed' === $state ? 'Transport.php:40' : null,
				] + ( 'held' === $state ? $held : [] )
			);
		}
	}

	private static function flips(): void {
		global $wpdb;
		$flips = [ [ 'comms', '', 'off' ], [ 'gppa', '150', 'off' ], [ 'scheduling', 'smartalloc_notify', 'off' ], [ 'queue', '', 'wp_cron' ] ];
		foreach ( [ 'user', 'cli', 'run', 'cron' ] as $number => $kind ) {
			[ $flag, $scope, $value ] = $flips[ $number ];
			$wpdb->insert(
				$wpdb->prefix . 'smartalloc_ops_flag_revisions',
				[
					'flag'       => $flag,
					'scope'      => $scope,
					'revision'   => 1,
					'value'      => $value,
					'previous'   => 'queue' === $flag ? 'action_scheduler' : 'on',
					'reason'     => 'a scene of the tests',
					'actor_kind' => $kind,
					'actor_id'   => 'user' === $kind ? 1 : 987654,
					'run_id'     => 'run' === $kind ? 987654 : null,
					'token'      => bin2hex( random_bytes( 16 ) ),
					'created_at' => self::NOW_MS,
				]
			);
		}
		LocalApi::call( 'administrator', 'PUT', '/flags/scheduling/smartalloc_export', Scene::flip( 'scheduling', 'smartalloc_export' ) );
	}

	private static function runs(): void {
		global $wpdb;
		foreach ( [ 'closed', 'aborted', 'needs_operator', 'aborting', 'contained', 'running' ] as $state ) {
			$run = Scene::run(
				$state,
				[
					'payload'     => '{"scenario":"smtp_down","freezes":[{"flag":"comms","scope":"","value":"off"}],"pauses":[],"release":"1.0.0"}',
					'lease_owner' => 'running' === $state ? 'somebody' : null,
					'lease_until' => 'running' === $state ? self::NOW_MS : null,
					'outcome'     => 'running' === $state || 'aborting' === $state ? null : '{"headline":"It stands.","next_steps":[{"text":"Look.","command":"wp smartalloc-ops flags list"}]}',
				]
			);
			foreach ( [ [ 'do', 'failed', '{"error":"RuntimeException at SetFlags.php:1"}' ], [ 'do', 'done', '{"evidence":[{"label":"Comms","value":"off"}]}' ], [ 'undo', 'started', null ] ] as $attempt => [ $direction, $step_state, $output ] ) {
				$wpdb->insert(
					$wpdb->prefix . 'smartalloc_ops_run_steps',
					[
						'run_id'      => $run,
						'ordinal'     => 0,
						'name'        => 'freeze',
						'direction'   => $direction,
						'attempt'     => $attempt + 1,
						'state'       => $step_state,
						'fence'       => 1,
						'input'       => '{"flags":[]}',
						'output'      => $output,
						'actor_kind'  => 'user',
						'actor_id'    => 1,
						'started_at'  => self::NOW_MS,
						'finished_at' => null === $output ? null : self::NOW_MS,
					]
				);
			}
		}
	}
}
