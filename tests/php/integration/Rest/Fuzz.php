<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** Calls made up from what the routes declare: half sensible, half nonsense, the same for the same seed. */
final class Fuzz {
	private int $drawn = 0;

	/** Whether everything in the call is sensible: chance alone would hardly ever make a whole good one. */
	private bool $is_sober = false;

	/** @var array<string, array<string, array<string, mixed>>> */
	private readonly array $fields;

	public function __construct( private readonly int $seed ) {
		// What a scraper reads takes nothing, and knows no person.
		$this->fields = array_diff_key( ServedSchemas::fields(), [ 'GET /metrics' => 0 ] );
	}

	/** @return array{route: string, method: string, path: string, body: array<string, mixed>|null} */
	public function next(): array {
		$route             = (string) $this->one_of( array_keys( $this->fields ) );
		[ $method, $path ] = explode( ' ', $route, 2 );
		$this->is_sober    = 0 === $this->draw( 3 );
		$values            = $this->values( $this->fields[ $route ] );
		if ( $this->is_sober && in_array( $path, [ '/rollbacks', '/proposals/{id}/starts' ], true ) ) {
			Scene::no_active_run();
			$values = '/rollbacks' === $path ? $values : ProposalScene::start();
		}
		$path              = strtr(
			$path,
			[
				'{id}'    => str_contains( $path, '{id}' ) ? $this->id( $path ) : '',
				'{flag}'  => (string) $this->one_of( [ 'comms', 'gppa', 'queue', 'scheduling', 'nonsense', str_repeat( 'x', 300 ) ] ),
				'{channel}' => (string) $this->one_of( [ 'webhook', 'webhook', 'mail', 'ping', 'pigeon', str_repeat( 'x', 300 ) ] ),
				'{queue}'   => str_contains( $path, '{queue}' ) ? (string) $this->one_of( [ QueueScene::queue(), 'as:nonsense', 'cron:nonsense', 'nonsense', 'gf:' . str_repeat( '9', 200 ) ] ) : '',
				'{lock}'    => (string) $this->one_of( [ 'as_lock:async-request-runner', 'as_claim:1', 'nonsense', str_repeat( 'x', 300 ) ] ),
				'{roll_up}' => (string) $this->one_of( [ 'forms', 'messages', 'nonsense', str_repeat( 'x', 300 ) ] ),
				'{archive}' => str_contains( $path, '{archive}' ) ? (string) $this->one_of( [ VaultScene::kept()->id, VaultScene::kept()->id, 'nonsense', 'pin', str_repeat( '9', 200 ) ] ) : '',
				'{trigger}' => (string) $this->one_of( [ 'delivery', 'queue_wait', 'nonces', 'nonsense', str_repeat( 'x', 300 ) ] ),
				'{kpi}'   => (string) $this->one_of( [ 'queue.wait_p95', 'forms.error_rate', 'export.crashes', 'queue.nonsense', 'a.' . str_repeat( '9', 200 ) ] ),
				'{scope}' => (string) $this->one_of( [ '150', 'smartalloc_notify', 'smartalloc_export', 'nonsense', '0', '-1', str_repeat( '9', 200 ) ] ),
			]
		);
		return [
			'route'  => $route,
			'method' => $method,
			'path'   => 'GET' === $method && [] !== $values ? $path . '?' . http_build_query( $values ) : $path,
			'body'   => 'GET' === $method ? null : $values,
		];
	}

	private function id( string $path ): string {
		$known = match ( true ) {
			str_starts_with( $path, '/work' ) => Scene::work(),
			str_starts_with( $path, '/entries' ) => Scene::entry(),
			str_starts_with( $path, '/alerts' ) => AlertScene::firing(),
			str_starts_with( $path, '/proposals' ) => ProposalScene::open(),
			str_starts_with( $path, '/decisions' ) => AlertScene::decision(),
			str_starts_with( $path, '/announcements' ) => OutboxScene::failed(),
			str_starts_with( $path, '/queues/failures' ) => QueueScene::failure(),
			str_starts_with( $path, '/queues/batches' ) => QueueScene::batch(),
			default => Scene::run( (string) $this->one_of( [ 'contained', 'needs_operator', 'running', 'aborting' ] ) ),
		};
		return (string) $this->one_of( [ (string) $known, (string) $known, '0', '99999999', '18446744073709551616', str_repeat( '9', 60 ) ] );
	}

	/**
	 * @param array<string, array<string, mixed>> $fields
	 * @return array<string, mixed>
	 */
	private function values( array $fields ): array {
		$values = [];
		foreach ( $fields as $name => $schema ) {
			$dice = $this->is_sober ? 9 : $this->draw( 10 );
			if ( $dice > 1 ) {
				$values[ $name ] = $dice > 4 ? $this->sensible( $name, $schema ) : $this->nonsense();
			}
		}
		if ( ! $this->is_sober && 0 === $this->draw( 12 ) ) {
			$values[ (string) $this->one_of( [ 'nonsense', 'id', 'flag', '0', '', 'a b', "x\0y" ] ) ] = $this->nonsense();
		}
		return $values;
	}

	/** @param array<string, mixed> $schema */
	private function sensible( string $name, array $schema ): mixed {
		$enum = $schema['enum'] ?? null;
		return match ( true ) {
			is_array( $enum ) => $this->one_of( $enum ),
			'probe' === $name => $this->one_of( [ 'utc', 'gravity_forms', 'dead_letters' ] ),
			'value' === $name => $this->one_of( [ 'on', 'off', 'wp_cron', 'action_scheduler' ] ),
			'scenario' === $name => $this->one_of( [ 'smtp_down', 'bad_release', 'export_trouble' ] ),
			'url' === $name => $this->one_of( [ null, 'https://192.0.2.1/hook', 'http://127.0.0.1/hook', 'https://user:secret@example.test/' ] ),
			'subject' === $name => $this->one_of( [ 'alert:1', 'channel:webhook', 'flag:comms' ] ),
			'confirmation' === $name => Scene::confirmation(),
			'idempotency_key' === $name => $this->one_of( [ 'fuzz-key-one', 'fuzz-key-two', "fuzz-{$this->seed}-{$this->drawn}" ] ),
			'integer' === ( $schema['type'] ?? '' ) => $this->draw( 30 ),
			'boolean' === ( $schema['type'] ?? '' ) => 0 === $this->draw( 2 ),
			default => $this->one_of( [ 'because', 'چون خراب شد', 'ring 09121234567 or a@b.example' ] ),
		};
	}

	private function nonsense(): mixed {
		return $this->one_of(
			[
				null,
				true,
				0,
				-1,
				PHP_INT_MAX,
				PHP_INT_MIN,
				1.5,
				1e300,
				'',
				' ',
				"\0",
				"\u{202e}\u{200b}\u{feff}",
				"' OR '1'='1' -- ",
				'%s %d %i %1$s %%',
				'<script>alert(1)</script>',
				'${jndi:ldap://x} {{7*7}} ../../etc/passwd',
				'O:8:"stdClass":0:{}',
				str_repeat( 'long ', 4000 ),
				str_repeat( "\u{1f600}", 400 ),
				'2038-01-19T03:14:07Z',
				[],
				[ 'off' ],
				[ 'a' => [ 'b' => [ 'c' => 1 ] ] ],
				array_fill( 0, 200, 'x' ),
			]
		);
	}

	/** @param array<mixed> $values */
	private function one_of( array $values ): mixed {
		return array_values( $values )[ $this->draw( count( $values ) ) ];
	}

	/** A number from 0 to below the limit. Not PHP's own generator: the code under test may draw from that, too. */
	private function draw( int $limit ): int {
		$digest = hash( 'sha256', "{$this->seed}:" . $this->drawn++ );
		return (int) hexdec( substr( $digest, 0, 12 ) ) % $limit;
	}
}
