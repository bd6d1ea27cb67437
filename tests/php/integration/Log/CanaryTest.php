<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Log;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Integration\Rest\Caller;
use SmartAllocOps\Tests\Integration\Rest\LocalApi;
use SmartAllocOps\Tests\Integration\Rest\RouteTable;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Tables;

/**
 * Personal data of one made-up person goes in by every door; then every table of ours, every answer of the API, the log,
 * the shell and the pages are searched for each piece of it, raw and as it could be read back.
 */
final class CanaryTest extends PipelineTestCase {
	private int $entry = 0;

	public function test_no_path_lets_personal_data_through(): void {
		$this->push();
		foreach ( [ $this->tables(), $this->options(), $this->log(), $this->answers(), $this->shell(), $this->pages() ] as $places ) {
			foreach ( $places as $place => $text ) {
				self::assertSame( [], Canary::found_in( $text ), "Personal data in {$place}: " . mb_substr( $text, 0, 2000 ) );
			}
		}
	}

	/** Each place that is searched must be able to say yes: otherwise the test above proves nothing. */
	public function test_a_leak_is_found_in_every_place_that_is_searched(): void {
		global $wpdb;
		$journal = [ 'created_at' => 1, 'actor_kind' => 'cli', 'actor_id' => 0, 'event' => 'test', 'subject' => 'test', 'data' => '{}' ];
		foreach ( Canary::DATA as $kind => $value ) {
			$wpdb->insert( $wpdb->prefix . 'smartalloc_ops_journal', $journal + [ 'reason' => $value ] );
			self::assertContains( $kind, self::kinds( $this->tables() ), $kind );
			$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_journal" );
		}
		update_option( 'smartalloc_ops_test', [ 'x' => (string) json_encode( Canary::DATA['mobile, Persian'] ) ], false );
		self::assertContains( 'mobile', self::kinds( $this->options() ) );

		$folder = $this->services()->logs()->folder;
		$folder->append( '{"x":"' . Canary::DATA['e-mail'] . "\"}\n", (int) floor( microtime( true ) * 1000 ) );
		self::assertContains( 'e-mail', self::kinds( $this->log() ) );
		$folder->remove();

		// Written past everything that takes it out, a reason comes back by the API, the shell and the page.
		$wpdb->insert( $wpdb->prefix . 'smartalloc_ops_flag_revisions', [ 'flag' => 'comms', 'scope' => '', 'revision' => 1, 'value' => 'off', 'previous' => 'on', 'reason' => Canary::DATA['card, Persian'], 'actor_kind' => 'cli', 'actor_id' => 0, 'token' => 'x', 'created_at' => 1 ] );
		$this->entry = 1;
		self::assertContains( 'card', self::kinds( $this->answers() ) );
		self::assertContains( 'card', self::kinds( $this->shell() ) );
		self::assertContains( 'card', self::kinds( $this->pages() ) );
	}

	public function test_the_search_reads_what_is_disguised(): void {
		foreach ( [
			'mobile'              => '{"m":"\u06f0\u06f9\u06f1\u06f2\u06f3\u06f9\u06f8\u06f7\u06f6\u06f5\u06f4"}',
			'national id'         => "008\u{200c}457\u{200c}5948",
			'card'                => '6037 9912 3456 7893',
			'e-mail'              => 'to=zahra.mohammadizadeh%40example.org',
			'name in Persian'     => 'زهرا محمدی زاده',
			'Sheba'               => 'ir82 0540 1026 8002 0817 9090 02',
		] as $kind => $text ) {
			self::assertContains( $kind, Canary::found_in( $text ), $text );
		}
		self::assertSame( [], Canary::found_in( 'entry 48213 of form 150 at 1764126000000, 0084575940' ) );
	}

	/** By every door there is. */
	private function push(): void {
		$pii = Canary::all();

		// A form, its mail and its jobs; the mailer and the receiver both refuse, and quote what they were given.
		$this->must_use( 'add_action( "phpmailer_init", static function (): void { throw new \PHPMailer\PHPMailer\Exception( ' . var_export( $pii, true ) . ' ); } );
			add_filter( "pre_http_request", static fn () => new WP_Error( "http", ' . var_export( $pii, true ) . ' ), 1 );
			add_action( "smartalloc_notify", static function ( $message = [] ): void { if ( 4712 === ( $message["entry_id"] ?? 0 ) ) { throw new RuntimeException( ' . var_export( $pii, true ) . ' ); } }, 1 );
			add_action( "smartalloc_allocate_entry", static function ( $entry = 0 ): void { if ( 4713 === $entry ) { trigger_error( ' . var_export( $pii, true ) . ', E_USER_ERROR ); } }, 1 );' );
		$this->set_flag( 'comms', 'off' );
		$held = Testbench::submit( [ 'input_20' => Canary::DATA['mobile'] ] );
		self::assertIsArray( $held );
		$this->set_flag( 'comms', 'on' );
		$sent = Testbench::submit( [ 'input_20' => Canary::DATA['mobile, Persian'] ] );
		self::assertIsArray( $sent );
		$this->entry = (int) $sent['entry_id'];
		as_enqueue_async_action( 'smartalloc_notify', [ [ 'event_name' => Canary::DATA['name'], 'entry_id' => 4712, 'key' => Canary::DATA['e-mail'], 'to' => $pii ] ], self::NOTIFY );
		as_enqueue_async_action( 'smartalloc_allocate_entry', [ 4713 ], self::ALLOCATE );
		$this->fresh_process( "\\ActionScheduler::runner()->run( 'WP Cron' ); return 1;" );
		$this->fresh_process( "\\ActionScheduler::runner()->run( 'WP Cron' ); return 1;" );
		$this->release_everything();

		// WP-Cron mode carries arguments only as long as the job is open.
		$this->set_flag( 'queue', 'wp_cron' );
		apply_filters( 'action_scheduler_queue_runner_concurrent_batches', 1 );
		as_enqueue_async_action( 'smartalloc_webhook_seen', [ [ 'entry_id' => 4714, 'text' => $pii ] ], self::NOTIFY );
		add_action( 'smartalloc_webhook_seen', static function (): void {} );
		$this->release_everything();

		// What SmartAlloc tells, in every field.
		foreach ( [ 'form_submission', 'allocation_finished', 'export_started', 'export_finished', 'notification_result', 'webhook_result', 'dlq_pushed' ] as $hook ) {
			$keys = [ 'form_id', 'entry_id', 'path', 'result', 'status', 'duration_ms', 'conflict', 'mentor_id', 'export_id', 'rows', 'peak_bytes', 'ok', 'error', 'id', 'channel', 'event_name', 'attempt', 'request_id', 'topic', 'source_ref' ];
			foreach ( Canary::DATA as $value ) {
				do_action( "smartalloc_{$hook}", array_fill_keys( $keys, $value ) );
			}
			do_action( "smartalloc_{$hook}", $pii );
		}

		// People: reasons, and what they type in the wrong place.
		$reason = 'a parent wrote: ' . Canary::typed();
		LocalApi::call( 'administrator', 'PUT', '/flags/comms', [ 'reason' => $reason ] + Scene::flip( 'comms' ) );
		foreach ( Canary::WITHOUT_NAMES as $kind ) {
			LocalApi::call( 'administrator', 'PUT', '/flags/comms', [ 'reason' => Canary::DATA[ $kind ] ] + Scene::flip( 'comms' ) );
		}
		LocalApi::call( 'administrator', 'POST', '/work/' . Scene::work() . '/resolutions', [ 'resolution' => 'close', 'reason' => $reason ] );
		LocalApi::call( 'administrator', 'POST', '/rollbacks', [ 'reason' => $reason ] + Scene::rollback() );
		$this->wp( [ 'smartalloc-ops', 'flags', 'set', 'gppa', 'off', '--scope=150', "--reason={$reason}", '--yes' ] );
	}

	/** @return array<string, string> Rows by table; the arguments of an open job of WP-Cron mode are the one thing that is kept whole. */
	private function tables(): array {
		global $wpdb;
		$texts = [];
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			foreach ( (array) $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $table ), ARRAY_A ) as $number => $row ) {
				self::assertIsArray( $row );
				if ( 'cron_job' === ( $row['source'] ?? '' ) && ! in_array( $row['state'], [ 'done', 'closed' ], true ) ) {
					unset( $row['payload'] );
				}
				// Column by column: two numbers side by side are not one.
				$texts[ "{$table} {$number}" ] = implode( "\n|\n", array_map( 'strval', $row ) );
			}
		}
		return $texts;
	}

	/** @return array<string, string> */
	private function options(): array {
		global $wpdb;
		$texts = [];
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( 'SELECT option_name, option_value FROM %i WHERE option_name LIKE %s', $wpdb->options, '%' . $wpdb->esc_like( 'smartalloc_ops_' ) . '%' ), ARRAY_A ) as $row ) {
			$texts[ 'option ' . $row['option_name'] ] = (string) $row['option_value'];
		}
		return $texts;
	}

	/** @return array<string, string> */
	private function log(): array {
		do_action( 'action_scheduler_after_process_queue' );
		$texts = [];
		foreach ( $this->services()->logs()->folder->files( 0, PHP_INT_MAX >> 12 ) as $file ) {
			foreach ( (array) file( $file ) as $number => $line ) {
				$texts[ basename( $file ) . " {$number}" ] = (string) $line;
			}
		}
		return $texts;
	}

	/** @return array<string, string> Of every route that reads, and of what is typed in the wrong place. */
	private function answers(): array {
		$texts = [];
		foreach ( RouteTable::all() as $name => $rule ) {
			if ( $rule->only_reads() ) {
				$call           = ( $rule->arrange )();
				$texts[ $name ] = LocalApi::call( 'administrator', $rule->method, $call['path'], $call['body'] )->body;
			}
		}
		$texts['trace'] = LocalApi::call( 'administrator', 'GET', "/entries/{$this->entry}/trace" )->body;
		foreach ( Canary::WITHOUT_NAMES as $kind ) {
			$value = Canary::DATA[ $kind ];
			foreach ( RouteTable::all() as $name => $rule ) {
				if ( 'GET' !== $rule->method ) {
					$path                         = strtr( $rule->path, [ '{id}' => '7', '{flag}' => 'comms', '{scope}' => '150' ] );
					$texts[ "{$name} bad {$kind}" ] = LocalApi::call( 'administrator', $rule->method, $path, [ 'probe' => $value, 'reason' => '', 'value' => $value, 'scenario' => $value, 'resolution' => $value, $value => $value ] )->body
						. LocalApi::call( 'administrator', $rule->method, $path, [ 'probe' => $value ] )->body;
				}
			}
			$texts[ "bad query {$kind}" ] = LocalApi::call( 'administrator', 'GET', '/work?state=' . rawurlencode( $value ) )->body;
		}
		return $texts;
	}

	/** @return array<string, string> */
	private function shell(): array {
		$bad      = Canary::DATA['e-mail'];
		$commands = [
			[ 'health', 'list' ],
			[ 'health', 'check', $bad ],
			[ 'queue', 'list' ],
			[ 'flags', 'list', '--format=json' ],
			[ 'flags', 'history', 'comms' ],
			[ 'flags', 'set', $bad, 'off', '--reason=x', '--yes' ],
			[ 'work', 'list', '--format=json' ],
			[ 'work', 'resolve', $bad, 'close', '--reason=x', '--yes' ],
			[ 'rollback', 'status' ],
			[ 'metrics', 'print' ],
			[ 'trace', (string) $this->entry ],
			[ 'trace', (string) $this->entry, '--format=json' ],
			[ 'trace', '4712' ],
			[ 'log', '--limit=1000', '--format=json' ],
			[ 'log', "--event={$bad}" ],
		];
		$texts    = [];
		foreach ( array_chunk( $commands, 4 ) as $chunk ) {
			$started = [];
			foreach ( $chunk as $command ) {
				$started[ implode( ' ', $command ) ] = $this->start_wp( [ 'smartalloc-ops', ...$command ] );
			}
			foreach ( $started as $typed => $process ) {
				$texts[ "wp {$typed}" ] = self::printed( $process->wait() );
			}
		}
		return $texts;
	}

	/** @return array<string, string> */
	private function pages(): array {
		$texts = [];
		foreach ( [ '/wp-admin/admin.php?page=smartalloc-ops', "/wp-admin/admin.php?page=smartalloc-ops&tab=entry&entry={$this->entry}" ] as $path ) {
			$texts[ $path ] = Caller::Administrator->client()->get( $path )->body;
		}
		// Of Site Health's own page only what is ours: core shows what a request of its own answered.
		return $texts + [ 'Site Health' => (string) wp_json_encode( $this->services()->site_health()->debug_information( [] ) ) ];
	}

	private static function printed( ProcessResult $result ): string {
		return $result->stdout . "\n" . $result->stderr;
	}

	/**
	 * @param array<string, string> $texts
	 * @return list<string>
	 */
	private static function kinds( array $texts ): array {
		return array_values( array_unique( array_merge( ...array_map( [ Canary::class, 'found_in' ], array_values( $texts ) ) ) ) );
	}
}
