<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Count;
use SmartAllocOps\Queue\Queue;
use SmartAllocOps\Queue\QueueSchema;
use SmartAllocOps\Services;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** Background processors of Gravity Forms among the queues: their numbers, locks and health checks, as different versions write them. */
final class ProcessorQueueTest extends IntegrationTestCase {
	private const ID    = 'gf:gf_feed_processor';
	private const EVENT = 'wp_gf_feed_processor_cron';
	private const LOCK  = 'wp_gf_feed_processor_process_lock';

	public function test_an_empty_one_is_idle_and_truly_zero(): void {
		$queue = $this->queue();
		self::assertSame( [ 'gravity_forms', 'idle' ], [ $queue->kind, $queue->state ] );
		self::assertEquals( [ new Count( 0 ), new Count( 0 ), new Count( 0 ), null ], [ $queue->pending, $queue->due, $queue->running, $queue->failed ] );
		self::assertNotNull( $queue->processor );
		self::assertNull( $queue->processor->lock_since );
		self::assertNull( $queue->processor->health_check_at );
	}

	public function test_tasks_and_batches_are_counted_and_nothing_of_a_task_is_read(): void {
		$this->batch( 3 );
		$this->batch( 1 );
		$this->schedule( 200 );
		$queue = $this->queue();
		self::assertEquals( new Count( 4 ), $queue->pending );
		self::assertEquals( new Count( 2 ), $queue->processor?->batches );
		self::assertSame( 'waiting', $queue->state );
		self::assertNull( $queue->oldest_due_age_s, 'Batches of this version do not say when they were stored, and that is not "no age".' );
		self::assertStringNotContainsString( 'secret', (string) wp_json_encode( QueueSchema::describe( $this->services()->queues()->report() ) ) );
	}

	public function test_batches_of_newer_versions_say_how_old_they_are(): void {
		$this->batch( 1, microtime( true ) - 90.5 );
		$this->batch( 2, microtime( true ) - 40 );
		$this->schedule( 200 );
		self::assertEqualsWithDelta( 90, $this->queue()->oldest_due_age_s, 3 );
	}

	public function test_a_batch_that_does_not_say_how_many_leaves_the_number_unknown(): void {
		$this->batch( 2 );
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_1_odd', 'something else' );
		$queue = $this->queue();
		self::assertNull( $queue->pending );
		self::assertEquals( new Count( 2 ), $queue->processor?->batches );
	}

	public function test_more_batches_than_are_read_is_at_least(): void {
		global $wpdb;
		for ( $row = 0; $row < 205; $row++ ) {
			$wpdb->insert( $wpdb->options, [ 'option_name' => "wp_gf_feed_processor_batch_blog_id_1_$row", 'option_value' => serialize( [ 'blog_id' => 1, 'data' => [ 1 ] ] ), 'autoload' => 'no' ] );
		}
		self::assertEquals( new Count( 200, true ), $this->queue()->processor?->batches );
		self::assertTrue( $this->queue()->pending?->capped );
	}

	public function test_batches_of_another_site_of_a_network_are_not_ours(): void {
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_12_abc', [ 'blog_id' => 12, 'data' => [ 1 ] ] );
		self::assertEquals( new Count( 0 ), $this->queue()->pending );
	}

	/** @return array<string, array{bool}> */
	public static function versions(): array {
		return [
			'a site option, until 2.9.6'     => [ false ],
			'a site transient, since 2.9.7'  => [ true ],
		];
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'versions' )]
	public function test_a_lock_is_seen_with_its_time( bool $as_transient ): void {
		$this->batch( 1 );
		$this->lock( $as_transient, 20 );
		$queue = $this->queue();
		self::assertSame( 'running', $queue->state );
		self::assertEquals( new Count( 1 ), $queue->running );
		self::assertEqualsWithDelta( ( time() - 20 ) * 1000, $queue->processor?->lock_since, 3_000 );
		self::assertEqualsWithDelta( ( time() + 40 ) * 1000, $queue->processor?->lock_until, 3_000 );
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'versions' )]
	public function test_a_lock_that_has_run_out_is_nobody_at_work( bool $as_transient ): void {
		$this->batch( 1 );
		$this->schedule( 200 );
		$this->lock( $as_transient, 90 );
		$queue = $this->queue();
		self::assertSame( 'waiting', $queue->state );
		self::assertEqualsWithDelta( ( time() - 90 ) * 1000, $queue->processor?->lock_since, 3_000 );
		self::assertFalse( $queue->processor?->is_at_work );
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'versions' )]
	public function test_a_live_lock_stays_and_a_dead_one_can_be_taken_away( bool $as_transient ): void {
		$this->lock( $as_transient, 5 );
		$locks = $this->services()->queue_services()->locks();
		$live  = array_column( $locks->all(), null, 'id' )['gf_lock:gf_feed_processor'];
		self::assertSame( [ 'gf_lock', 'live' ], [ $live->kind, $live->state ] );
		try {
			$locks->remove( $live->id, $live->fingerprint, 'a test', Actor::cli() );
			self::fail( 'It was taken away.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'not_provably_stale', $refused->refusals[0]->code );
		}
		$this->lock( $as_transient, 600 );
		$dead = array_column( $locks->all(), null, 'id' )['gf_lock:gf_feed_processor'];
		self::assertSame( 'harmless', $dead->state );
		$locks->remove( $dead->id, $dead->fingerprint, 'a test', Actor::cli() );
		self::assertNull( array_column( $locks->all(), null, 'id' )['gf_lock:gf_feed_processor'] ?? null );
	}

	public function test_batches_without_a_health_check_are_late_and_the_reason_is_said(): void {
		$this->batch( 1 );
		$queue = $this->queue();
		self::assertSame( 'late', $queue->state );
		self::assertStringContainsString( self::EVENT, (string) $queue->processor?->finding );
		$this->schedule( 200 );
		self::assertSame( 'waiting', $this->queue()->state );
		$this->schedule( -4_000 );
		self::assertSame( 'late', $this->queue()->state );
		self::assertStringContainsString( 'WP-Cron does not come by', (string) $this->queue()->processor?->finding );
	}

	public function test_a_batch_of_this_minute_is_given_the_time_of_a_request(): void {
		$this->batch( 1, microtime( true ) - 5 );
		self::assertSame( 'waiting', $this->queue()->state );
		$this->forget_batches();
		$this->batch( 1, microtime( true ) - 120 );
		self::assertSame( 'late', $this->queue()->state );
	}

	public function test_options_that_cannot_be_read_are_not_available_and_never_zero(): void {
		add_filter( 'query', static fn ( string $sql ): string => str_contains( $sql, 'batches_1' ) ? 'SELECT broken FROM nowhere' : $sql );
		$queue = $this->queue();
		self::assertSame( [ 'unavailable', null ], [ $queue->state, $queue->pending ] );
	}

	public function test_processors_of_other_plugins_with_the_same_library_are_left_alone(): void {
		$other = new class() {
			public function handle_cron_healthcheck(): void {}
		};
		add_action( 'wp_woocommerce_updater_cron', [ $other, 'handle_cron_healthcheck' ] );
		self::assertNull( $this->services()->queues()->report()->get( 'gf:woocommerce_updater' ) );
		self::assertSame( [ 'gf_feed_processor', 'gf_notifications_processor', 'gf_upgrader' ], array_keys( $this->services()->background_processors()->all() ) );
	}

	public function test_a_batch_of_it_is_not_for_us_to_run(): void {
		try {
			$this->services()->queue_services()->batches()->run_here( self::ID, 5, 'a test', Actor::cli() );
			self::fail( 'It ran.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'wp cron event run ' . self::EVENT, $refused->refusals[0]->action?->target );
		}
	}

	public function test_without_gravity_forms_there_is_none_and_its_pause_stays_in_sight(): void {
		$this->services()->flags()->set( 'scheduling', self::ID, 'off', 0, 'a test', Actor::cli() );
		$listed = $this->wp( [ '--skip-plugins=gravityforms', 'smartalloc-ops', 'queue', 'list', '--format=json' ] );
		self::assertStringNotContainsString( 'gf:', $listed->stdout, $listed->describe() );
		$flags = $this->wp( [ '--skip-plugins=gravityforms', 'smartalloc-ops', 'flags', 'list', '--format=json' ] );
		$found = array_column( (array) $flags->json(), null, 'scope' )[ self::ID ] ?? null;
		self::assertSame( [ 'off', 'not_enforced' ], [ $found['value'] ?? null, $found['enforced'] ?? null ], $flags->describe() );
		self::assertSame( 0, $this->wp( [ '--skip-plugins=gravityforms', 'smartalloc-ops', 'flags', 'set', 'scheduling', 'on', '--scope=' . self::ID, '--reason=test', '--yes' ] )->code );
	}

	private function queue(): Queue {
		return $this->services()->queues()->report()->get( self::ID ) ?? self::fail( 'It is not listed on ' . Environment::database() );
	}

	private function batch( int $tasks, ?float $stored = null ): void {
		$batch = [
			'blog_id' => 1,
			'data'    => array_fill( 0, $tasks, [ 'secret' => 'a secret' ] ),
		];
		if ( null !== $stored ) {
			$batch += [
				'timestamp_created' => $stored,
				'timestamp_updated' => $stored + 1,
			];
		}
		add_site_option( 'wp_gf_feed_processor_batch_blog_id_1_' . bin2hex( random_bytes( 12 ) ), $batch );
	}

	private function forget_batches(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE 'wp\\_gf\\_feed\\_processor\\_batch\\_%'" );
	}

	private function lock( bool $as_transient, int $age_s ): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE '%gf\\_feed\\_processor\\_process\\_lock'" );
		$rows = $as_transient
			? [ '_site_transient_' . self::LOCK => '0.25000000 ' . ( time() - $age_s ), '_site_transient_timeout_' . self::LOCK => (string) ( time() - $age_s + 60 ) ]
			: [ self::LOCK => (string) ( time() - $age_s + 0.25 ) ];
		foreach ( $rows as $name => $value ) {
			$wpdb->insert( $wpdb->options, [ 'option_name' => $name, 'option_value' => $value, 'autoload' => 'no' ] );
		}
		wp_cache_flush();
	}

	private function schedule( int $in_s ): void {
		wp_unschedule_hook( self::EVENT );
		wp_schedule_event( time() + $in_s, 'wp_gf_feed_processor_cron_interval', self::EVENT );
	}

	private function services(): Services {
		global $wpdb;
		wp_cache_flush();
		return new Services( $wpdb );
	}
}
