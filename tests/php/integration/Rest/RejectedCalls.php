<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/**
 * Calls that must be rejected, by name. `WORK`, `RUN`, `WAITING`, `ANNOUNCEMENT`, `ALERT` and `ARCHIVE` in a path stand for
 * one that is there.
 *
 * Each is `[ method, path, body, status, code without its prefix, named field ]`.
 */
final class RejectedCalls {
	private const GONE = '99999999';

	/** Larger than PHP's integers: cast carelessly, the first becomes 0. */
	private const TOO_LARGE = [ 18446744073709551616.0, 1e30 ];

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	public static function all(): array {
		return self::health() + self::kpis() + self::queues() + self::work() + self::entries() + self::flags() + self::freeze() + self::runs() + self::rollbacks() + self::settings() + self::channels() + self::alerts() + self::metrics() + self::archives() + self::watchdog() + self::proposals();
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function health(): array {
		return self::fields( 'POST', '/health/checks', [ 'probe' => 'utc' ], [ 'probe' => [ 5, true, [], [ 'utc' ] ] ], [] )
			+ self::fields( 'POST', '/health/self-tests', [ 'probe' => 'utc' ], [ 'probe' => [ 5, null, [ 'utc' ] ] ], [ 'probe' ] )
			+ [
				'a group of checks that is not there'      => self::not_found( 'GET', '/health/roll-ups/nonsense' ),
				'a check of a probe that is not there'      => self::not_found( 'POST', '/health/checks', [ 'probe' => 'nonsense' ] ),
				'a check of a probe without a name'         => self::not_found( 'POST', '/health/checks', [ 'probe' => '' ] ),
				'a self-test of a probe that is not there'  => self::not_found( 'POST', '/health/self-tests', [ 'probe' => 'nonsense' ] ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function kpis(): array {
		return self::query( '/kpis', [ 'format=xml', 'format=', 'format[]=csv' ] )
			+ self::query( '/kpis/queue.wait_p95/series', [ 'window=2h', 'window=', 'window=24', 'window[]=24h', 'scope[]=x', 'scope=' . str_repeat( 's', 65 ), 'format=xml' ] )
			+ self::query( '/kpis/export.crashes/series', [ 'scope=smartalloc_export' ] )
			+ [
				'a series of a KPI that is not there'  => self::not_found( 'GET', '/kpis/queue.speed/series' ),
				'a series of a part that is not there' => self::not_found( 'GET', '/kpis/queue.wait_p95/series?scope=nonsense' ),
				'a series of a part that is SQL'       => self::not_found( 'GET', '/kpis/queue.wait_p95/series?scope=' . rawurlencode( "x' OR '1'='1" ) ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function queues(): array {
		$good = [
			'fingerprint' => str_repeat( 'a', 32 ),
			'reason'      => 'a test takes it away',
		];
		$batch = [
			'size'            => 5,
			'reason'          => 'a test asks for it',
			'idempotency_key' => 'test-of-the-rejected',
		];
		return self::query( '/queues/failures', [ 'queue=', 'queue=cron:smartalloc_daily', 'queue=nonsense', 'queue[]=as:x', 'cursor=', 'cursor=5', 'cursor=20260101000000-x', 'per_page=0', 'per_page=101' ] )
			+ self::fields( 'POST', '/queues/as:smartalloc_allocate/batches', $batch, [ 'size' => [ 0, 51, -1, 1.5, 'x', null, [ 1 ], ...self::TOO_LARGE ], 'reason' => [ 5, null, [], ...self::empty_reasons() ], 'idempotency_key' => [ '', 'short', 'with a blank', str_repeat( 'k', 65 ), 5, null ] ], [ 'reason', 'idempotency_key' ] )
			+ self::fields( 'POST', '/queues/locks/cron_lock/removals', $good, [ 'fingerprint' => [ 5, null, [] ], 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'fingerprint', 'reason' ] )
			+ [
				'a batch of a queue of others'                => self::not_found( 'POST', '/queues/as:woocommerce/batches', $batch ),
				'a batch of everything'                       => self::not_found( 'POST', '/queues/as:/batches', $batch ),
				'a batch of a queue of a kind that is not there' => self::not_found( 'POST', '/queues/nonsense/batches', $batch ),
				'a batch that is not there'                   => self::not_found( 'GET', '/queues/batches/' . self::GONE ),
				'a failure that is not there'                 => self::not_found( 'GET', '/queues/failures/' . self::GONE ),
				'a failure with a number larger than any'     => self::not_found( 'GET', '/queues/failures/99999999999999999999999' ),
				'a lock that is not there (any more)'         => [ 'POST', '/queues/locks/as_claim:' . self::GONE . '/removals', $good, 409, 'lock_changed', null ],
				'a lock of a kind that is not there'          => [ 'POST', '/queues/locks/nonsense/removals', $good, 409, 'lock_changed', null ],
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function work(): array {
		$good = [
			'resolution' => 'close',
			'reason'     => 'a test closes it',
		];
		return self::query( '/work', [ 'state=nonsense', 'state=', 'state[]=held', 'source=nonsense', 'before=0', 'before=-1', 'before=x', 'before=1.5', 'before=1e30', 'per_page=0', 'per_page=101', 'per_page=x', 'per_page[]=5' ] )
			+ self::fields( 'POST', '/work/WORK/resolutions', $good, [ 'resolution' => [ 'explode', '', 5, null, [ 'close' ] ], 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'resolution', 'reason' ] )
			+ [
				'work that is not there'                          => self::not_found( 'GET', '/work/' . self::GONE ),
				'work with a number larger than any'              => self::not_found( 'GET', '/work/99999999999999999999999' ),
				'a resolution of work that is not there'          => self::not_found( 'POST', '/work/' . self::GONE . '/resolutions', $good ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function entries(): array {
		return [
			'an entry that nobody knows'              => self::not_found( 'GET', '/entries/' . self::GONE . '/trace' ),
			'an entry without a number'               => self::not_found( 'GET', '/entries/0/trace' ),
			'an entry with a number larger than any'  => self::not_found( 'GET', '/entries/99999999999999999999999/trace' ),
		];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function flags(): array {
		$good  = [
			'value'    => 'off',
			'revision' => 0,
			'reason'   => 'a test sets it',
		];
		$wrong = [
			'value'    => [ 'perhaps', 'OFF', '', 5, true, null, [ 'off' ] ],
			'revision' => [ -1, 1.5, 'x', '', true, null, [ 0 ], ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [ 'why' ], ...self::empty_reasons() ],
			'until'    => self::no_ends(),
			'then'     => [ 'perhaps', '', 5, null, [ 'back' ] ],
		];
		$cases = [];
		foreach ( [ '/flags/comms', '/flags/gppa/150' ] as $path ) {
			$cases += self::fields( 'PUT', $path, $good, $wrong, [ 'value', 'revision', 'reason' ] )
				+ self::fields( 'POST', "{$path}/preview", [ 'value' => 'off' ], [ 'value' => [ 'perhaps', '', 5, null, [ 'off' ] ] ], [ 'value' ] )
				+ self::query( "{$path}/revisions", [ 'before=0', 'before=x', 'before=1.5', 'before[]=3' ] )
				+ [ "PUT {$path}: the value it has" => self::invalid( 'PUT', $path, 'value', [ 'value' => 'on' ] + $good ) ];
		}
		// No such flag, no such scope, a flag that has no "everything", one that has no scopes.
		foreach ( [ '/flags/nonsense', '/flags/scheduling/nonsense', '/flags/gppa/999', '/flags/scheduling', '/flags/comms/150', '/flags/queue/smartalloc_notify' ] as $path ) {
			$cases[ "PUT {$path}" ]           = self::not_found( 'PUT', $path, $good );
			$cases[ "POST {$path}/preview" ]  = self::not_found( 'POST', "{$path}/preview", [ 'value' => 'off' ] );
			$cases[ "GET {$path}/revisions" ] = self::not_found( 'GET', "{$path}/revisions" );
		}
		$cases['a value of another flag'] = self::invalid( 'PUT', '/flags/queue', 'value', $good );
		return $cases;
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function alerts(): array {
		$good = [ 'reason' => 'a test is on it' ];
		return self::query( '/alerts', [ 'before=0', 'before=x', 'per_page=0', 'per_page=101', 'open=perhaps' ] )
			+ self::fields( 'POST', '/alerts/ALERT/acknowledgements', $good, [ 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'reason' ] )
			+ [
				'an alert that is not there'                => self::not_found( 'GET', '/alerts/' . self::GONE ),
				'an acknowledgement of what is not there'   => self::not_found( 'POST', '/alerts/' . self::GONE . '/acknowledgements', $good ),
				'a decision that is not there'              => self::not_found( 'GET', '/decisions/' . self::GONE ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function channels(): array {
		$good = [
			'url'      => 'https://hooks.example.com/x',
			'revision' => 0,
			'reason'   => 'a test sets it',
		];
		$wrong = [
			'url'      => [ 5, '', 'nonsense', 'http://hooks.example.com/x', 'https://127.0.0.1/', 'https://user@hooks.example.com/', 'https://hooks.example.com:22/', null ],
			'revision' => [ -1, 1.5, 'x', null, ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [], ...self::empty_reasons() ],
		];
		$key = [ 'idempotency_key' => 'test-of-the-rejected' ];
		return self::fields( 'PUT', '/channels/ping', $good, $wrong, [ 'url', 'revision', 'reason' ] )
			+ self::fields( 'POST', '/channels/mail/tests', $key, [ 'idempotency_key' => [ '', 'short', 'with a blank', str_repeat( 'k', 65 ), 5, null ] ], [ 'idempotency_key' ] )
			+ self::query( '/announcements', [ 'before=0', 'before=x', 'per_page=0', 'per_page=101', 'subject=', 'subject=Alert%20x' ] )
			+ self::fields( 'POST', '/announcements/ANNOUNCEMENT/retries', [ 'reason' => 'a test' ], [ 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'reason' ] )
			+ [
				'an address of a channel that has none' => self::not_found( 'PUT', '/channels/mail', $good ),
				'a test of a channel that is not there' => self::not_found( 'POST', '/channels/pigeon/tests', $key ),
				'a test of what sends no messages'      => self::not_found( 'POST', '/channels/ping/tests', $key ),
				'a retry of what is not there'          => self::not_found( 'POST', '/announcements/' . self::GONE . '/retries', [ 'reason' => 'a test' ] ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function settings(): array {
		$good  = [
			'values'   => [ 'dead_letter_limit' => 7 ],
			'revision' => 0,
			'reason'   => 'a test sets it',
		];
		$wrong = [
			'values'   => [ 5, null, [], 'forms' ],
			'revision' => [ -1, 1.5, 'x', true, null, ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [ 'why' ], ...self::empty_reasons() ],
		];
		$queries = [ 'cursor=x', 'cursor=1.2', 'cursor=-1.2.3', 'cursor[]=1', 'per_page=101', 'order=upwards', 'kind=nonsense', 'kind=', 'actor=nobody', 'actor=user:x', 'flag=Comms', 'flag[]=comms', 'from=yesterday', 'to=2026-13-40', 'subject=with%20a%20blank' ];
		$cases   = self::query( '/journal', $queries )
			+ self::fields( 'POST', '/journal/verifications', [], [ 'from' => [ 0, -1, 1.5, 'x', null, ...self::TOO_LARGE ] ], [] )
			+ self::fields( 'PUT', '/settings', $good, $wrong, [ 'values', 'revision', 'reason' ] )
			+ self::fields( 'POST', '/settings/preview', [ 'values' => $good['values'] ], [ 'values' => [ 5, null, [], 'forms' ] ], [ 'values' ] )
			+ self::query( '/settings/revisions', [ 'before=0', 'before=x', 'before[]=3' ] );
		foreach ( self::bad_settings() as $key => $values ) {
			foreach ( $values as $value ) {
				foreach ( [ 'PUT' => '/settings', 'POST' => '/settings/preview' ] as $method => $path ) {
					$body = [ 'values' => [ $key => $value ] ];
					$cases[ "{$method} {$path}: {$key} is " . json_encode( $value, JSON_THROW_ON_ERROR ) ] = self::invalid( $method, $path, $key, 'PUT' === $method ? $body + $good : $body );
				}
			}
		}
		return $cases;
	}

	/** @return array<string, list<mixed>> */
	private static function bad_settings(): array {
		return [
			'nonsense'               => [ 1, null ],
			'forms'                  => [ [], [ 0 ], [ -1 ], [ 'Sabt' ], [ 1.5 ], [ [ 150 ] ], 150, '150', range( 1, 51 ) ],
			'groups'                 => [ [], [ '' ], [ 'With Capitals' ], [ str_repeat( 'g', 65 ) ], "smartalloc_notify" ],
			'hook_prefix'            => [ '', 'ab', 'smartalloc_ops_', 'Ünicode_', 5, [] ],
			'notification_hooks'     => [ [ 'with a blank' ], [ "line\nbreak" ], 'smartalloc_notify' ],
			'minimum_php'            => [ '', 'newest', '8.1-beta', '8..1', "8.1\n", 8.1, 8 ],
			'recipients'             => [ [ 'nobody' ], [ 'a@b' ], [ 'a@example.test, b@example.test' ], 'a@example.test' ],
			'log_retention_days'     => [ 0, 366, 1.5, '30', true ],
			'journal_retention_days' => [ -1, 3651 ],
			'alert_retention_days' => [ 29, 3651 ],
			'dead_letter_limit'      => [ -1, 10001, ...self::TOO_LARGE ],
			'tell_from'              => [ 'never', '', true ],
			'quiet_from'             => [ -1, 24, '7', 1.5 ],
			'smtp_in_production'     => [ 'never', '', true ],
			'keep_data'              => [ 1, 'yes', 0 ],
		];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function runs(): array {
		$cases = self::query( '/runs', [ 'kind=nonsense', 'kind[]=rollback', 'before=0', 'before=x' ] );
		$cases['a run that is not there']             = self::not_found( 'GET', '/runs/' . self::GONE );
		$cases['a run with a number larger than any'] = self::not_found( 'GET', '/runs/99999999999999999999999' );
		$cases += self::fields( 'POST', '/runs/RUN/resume', [], [], [] );
		$cases['a resume of a run that is not there'] = self::not_found( 'POST', '/runs/' . self::GONE . '/resume', [] );
		foreach ( [ 'abort', 'close' ] as $act ) {
			$cases += self::fields( 'POST', "/runs/RUN/{$act}", [ 'reason' => 'a test does it' ], [ 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'reason' ] );
			$cases[ "{$act} of a run that is not there" ] = self::not_found( 'POST', '/runs/' . self::GONE . "/{$act}", [ 'reason' => 'a test does it' ] );
		}
		$answer = [
			'answer'   => 'passed',
			'reason'   => 'a test has seen it',
			'revision' => 1,
		];
		$wrong  = [
			'answer'   => [ '', 'perhaps', 5, null, [] ],
			'reason'   => [ 5, null, [], ...self::empty_reasons() ],
			'revision' => [ 0, -1, 1.5, 'x', null, ...self::TOO_LARGE ],
		];
		return $cases + self::fields( 'POST', '/runs/WAITING/answers', $answer, $wrong, [ 'answer', 'reason' ] )
			+ [ 'an answer to a run that is not there' => self::not_found( 'POST', '/runs/' . self::GONE . '/answers', $answer ) ];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function rollbacks(): array {
		$good  = Scene::rollback();
		$keys  = [ '', 'short', 'with a blank', 'späße-und-mehr', str_repeat( 'k', 65 ), "line\nbreak-line" ];
		$wrong = [
			'scenario'        => [ 'nonsense', '', 5, null, [ 'smtp_down' ] ],
			'reason'          => [ 5, null, [], ...self::empty_reasons() ],
			'confirmation'    => [ 'yes', '', strtolower( $good['confirmation'] ) . ' ', 5, null, [] ],
			'idempotency_key' => [ ...$keys, 5, null, [] ],
			'dry_run'         => [ 'perhaps', 2, null, [] ],
			'strategy'        => [ 'magic', '', 5, null, [] ],
			'flags'           => [ 'burn', '', 5, null, [] ],
		];
		return self::fields( 'POST', '/rollbacks', $good, $wrong, [ 'scenario', 'confirmation', 'idempotency_key', 'reason' ] )
			+ [ 'a dry run of a scenario that is not there' => self::invalid( 'POST', '/rollbacks', 'scenario', [ 'scenario' => 'nonsense', 'dry_run' => true ] ) ];
	}

	/** @return list<mixed> What is no end: no time, no zone, past, or too far off. */
	private static function no_ends(): array {
		return [ 5, true, '', 'tomorrow', '2026-11-26T18:00:00', '2020-01-01T00:00:00Z', gmdate( 'Y-m-d\TH:i:s\Z', time() + 31 * DAY_IN_SECONDS ), [ '2026-11-26T18:00:00Z' ] ];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function freeze(): array {
		$good  = [
			'frozen'   => true,
			'until'    => gmdate( 'Y-m-d\TH:i:s\Z', time() + HOUR_IN_SECONDS ),
			'revision' => 0,
			'reason'   => 'a test freezes them',
		];
		$wrong = [
			'frozen'   => [ 'perhaps', 2, null, [] ],
			'until'    => [ null, ...self::no_ends() ],
			'revision' => [ -1, 1.5, 'x', null, ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [ 'why' ], ...self::empty_reasons() ],
		];
		return self::fields( 'PUT', '/freeze', $good, $wrong, [ 'frozen', 'until', 'revision', 'reason' ] )
			+ [
				'an end to a freeze that is none' => self::invalid( 'PUT', '/freeze', 'frozen', [ 'frozen' => false, 'until' => null ] + $good ),
				'a freeze is no flag'             => self::not_found( 'PUT', '/flags/freeze', [ 'value' => 'on', 'revision' => 0, 'reason' => 'a test' ] ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function metrics(): array {
		$good  = [
			'revision' => 0,
			'reason'   => 'a test makes one',
		];
		$wrong = [
			'revision' => [ -1, 1.5, 'x', null, [], ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [], ...self::empty_reasons() ],
		];
		return self::fields( 'POST', '/metrics/tokens', $good, $wrong, [ 'revision', 'reason' ] )
			+ self::fields( 'POST', '/metrics/revocations', $good, $wrong, [ 'revision', 'reason' ] )
			+ [
				'a token at a revision that is not the present one' => [ 'POST', '/metrics/tokens', [ 'revision' => 7 ] + $good, 409, 'token_changed', null ],
				'a revocation of nothing'                           => [ 'POST', '/metrics/revocations', $good, 409, 'no_token', null ],
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function archives(): array {
		$key  = [ 'idempotency_key' => 'test-of-the-rejected' ];
		$keys = [ 'idempotency_key' => [ '', 'short', 'with a blank', str_repeat( 'k', 65 ), 5, null ] ];
		$pin = [
			'revision' => 0,
			'reason'   => 'a test names it',
		];
		return self::fields( 'POST', '/archives', [ 'reason' => 'a test keeps it' ] + $key, [ 'reason' => [ 5, null, [], ...self::empty_reasons() ] ] + $keys, [ 'reason', 'idempotency_key' ] )
			+ self::fields( 'POST', '/archives/ARCHIVE/pin', $pin, [ 'revision' => [ -1, 1.5, 'x', null, [], ...self::TOO_LARGE ], 'reason' => [ 5, null, [], ...self::empty_reasons() ] ], [ 'revision', 'reason' ] )
			+ self::fields( 'POST', '/drills', [ 'archive' => 'ARCHIVE' ] + $key, [ 'archive' => [ 5, null, [] ] ] + $keys, [ 'archive', 'idempotency_key' ] )
			+ self::fields( 'POST', '/rehearsals', $key, $keys, [ 'idempotency_key' ] )
			+ self::fields( 'POST', '/recovery-card/prints', [], [], [] )
			+ [
				'a pin at a revision that is not the present one' => [ 'POST', '/archives/ARCHIVE/pin', [ 'revision' => 4_711 ] + $pin, 409, 'pin_changed', null ],
				'a pin of an archive that is not there'           => self::not_found( 'POST', '/archives/20200101T000000Z-0123456789ab/pin', $pin ),
				'a pin of a way out of the vault'                 => self::not_found( 'POST', '/archives/pin/pin', $pin ),
				'a drill of an archive that is not there'         => self::not_found( 'POST', '/drills', [ 'archive' => '20200101T000000Z-0123456789ab' ] + $key ),
				'a drill of nothing'                              => self::not_found( 'POST', '/drills', [ 'archive' => '' ] + $key ),
				'a drill of a way out of the vault'               => self::not_found( 'POST', '/drills', [ 'archive' => '../../../wp-config' ] + $key ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function proposals(): array {
		$good   = [
			'revision' => 1,
			'reason'   => 'a test decides',
		];
		$wrong  = [
			'revision' => [ 0, -1, 1.5, 'x', null, [], ...self::TOO_LARGE ],
			'reason'   => [ 5, null, [], ...self::empty_reasons() ],
		];
		$start  = [
			'confirmation'        => [ 5, null, [], 'not the release' ],
			'strategy'            => [ 'nonsense', 5, null, [] ],
			'flags'               => [ 'nonsense', 5, null, [] ],
			'accept_newer_schema' => [ 'perhaps', 2, null, [] ],
		];
		$arming = [
			'armed'    => true,
			'revision' => 0,
			'reason'   => 'a test arms it',
		];
		return self::fields( 'POST', '/proposals/PROPOSAL/dismissals', $good, $wrong, [ 'revision', 'reason' ] )
			+ self::fields( 'POST', '/proposals/PROPOSAL/starts', $good, $wrong + $start, [ 'revision', 'reason' ] )
			+ self::fields( 'PUT', '/triggers/delivery', $arming, [ 'armed' => [ 'perhaps', 2, null, [] ], 'revision' => [ -1, 1.5, 'x', null, [], ...self::TOO_LARGE ], 'reason' => $wrong['reason'] ], [ 'armed', 'revision', 'reason' ] )
			+ self::query( '/proposals', [ 'before=0', 'before=x', 'per_page=0', 'per_page=101' ] )
			+ [
				'a dismissal of another revision' => [ 'POST', '/proposals/PROPOSAL/dismissals', [ 'revision' => 4_711 ] + $good, 409, 'proposal_changed', null ],
				'a start of another revision'     => [ 'POST', '/proposals/PROPOSAL/starts', [ 'revision' => 4_711 ] + $good, 409, 'proposal_changed', null ],
				'an arming of another revision'   => [ 'PUT', '/triggers/delivery', [ 'revision' => 4_711 ] + $arming, 409, 'trigger_changed', null ],
				'an arming of what strangers do'  => [ 'PUT', '/triggers/nonces', $arming, 422, 'by_strangers', null ],
				'no such proposal'                => self::not_found( 'GET', '/proposals/99999999', null ),
				'a dismissal of no such proposal' => self::not_found( 'POST', '/proposals/99999999/dismissals', $good ),
				'a start of no such proposal'     => self::not_found( 'POST', '/proposals/99999999/starts', $good ),
				'no such trigger'                 => self::not_found( 'PUT', '/triggers/nonsense', $arming ),
			];
	}

	/** @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> */
	private static function watchdog(): array {
		$good  = [
			'installed' => true,
			'act_alone' => false,
			'reason'    => 'a test installs it',
		];
		$wrong = [
			'installed' => [ 'perhaps', 2, null, [] ],
			'act_alone' => [ 'perhaps', 2, null, [] ],
			'reason'    => [ 5, null, [], ...self::empty_reasons() ],
		];
		return self::fields( 'PUT', '/watchdog', $good, $wrong, [ 'installed', 'act_alone', 'reason' ] )
			+ [ 'one that is not there is to act' => self::invalid( 'PUT', '/watchdog', 'act_alone', [ 'installed' => false, 'act_alone' => true ] + $good ) ];
	}

	/** @return list<string> Reasons in which nothing can be read. */
	private static function empty_reasons(): array {
		return [ '', '   ', "\n\t", "\u{200b}\u{a0}" ];
	}

	/**
	 * A good body with one thing wrong at a time: a wrong value, a field left out, a field nobody declared.
	 *
	 * @param array<string, mixed>       $good
	 * @param array<string, list<mixed>> $wrong    By field.
	 * @param list<string>               $required
	 * @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}>
	 */
	private static function fields( string $method, string $path, array $good, array $wrong, array $required ): array {
		$cases = [ "{$method} {$path}: a field that is not declared" => self::invalid( $method, $path, 'nonsense', $good + [ 'nonsense' => 1 ] ) ];
		foreach ( $wrong as $field => $values ) {
			foreach ( $values as $value ) {
				$cases[ "{$method} {$path}: {$field} is " . json_encode( $value, JSON_THROW_ON_ERROR ) ] = self::invalid( $method, $path, $field, [ $field => $value ] + $good );
			}
		}
		foreach ( $required as $field ) {
			$cases[ "{$method} {$path}: no {$field}" ] = self::invalid( $method, $path, $field, array_diff_key( $good, [ $field => 0 ] ) );
		}
		return $cases;
	}

	/**
	 * @param list<string> $queries
	 * @return array<string, array{string, string, array<string, mixed>|null, int, string, string|null}>
	 */
	private static function query( string $path, array $queries ): array {
		$cases = [];
		foreach ( $queries as $query ) {
			$cases[ "GET {$path}?{$query}" ] = self::invalid( 'GET', "{$path}?{$query}", (string) preg_replace( '/[\[=].*/', '', $query ), null );
		}
		return $cases;
	}

	/**
	 * @param array<string, mixed>|null $body
	 * @return array{string, string, array<string, mixed>|null, int, string, string|null}
	 */
	private static function invalid( string $method, string $path, string $field, ?array $body ): array {
		return [ $method, $path, $body, 400, 'invalid_field', $field ];
	}

	/**
	 * @param array<string, mixed>|null $body
	 * @return array{string, string, array<string, mixed>|null, int, string, string|null}
	 */
	private static function not_found( string $method, string $path, ?array $body = null ): array {
		return [ $method, $path, $body, 404, 'not_found', null ];
	}
}
