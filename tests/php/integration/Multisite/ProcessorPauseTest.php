<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Multisite;

/** Sites of a network share the table of batches and the lock of a processor, and each pauses for itself. */
final class ProcessorPauseTest extends NetworkTestCase {
	private const SCOPE = 'gf:gf_feed_processor';

	protected function setUp(): void {
		parent::setUp();
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', '--network' );
		$this->wp( 1, 'plugin', 'activate', 'gravityforms', '--network' );
		self::forget();
	}

	protected function tearDown(): void {
		$this->try_wp( 1, 'plugin', 'deactivate', 'gravityforms', '--network' );
		foreach ( [ 1, $this->second ] as $site ) {
			$this->try_wp( $site, 'cron', 'event', 'delete', 'wp_gf_feed_processor_cron' );
		}
		self::forget();
		parent::tearDown();
	}

	public function test_each_site_counts_its_own_batches_and_pauses_for_itself(): void {
		$this->store( 1, 2 );
		$this->store( $this->second, 3 );
		self::assertSame( [ 2, 3 ], [ $this->pending( 1 ), $this->pending( $this->second ) ] );
		$this->wp( $this->second, 'smartalloc-ops', 'flags', 'set', 'scheduling', 'off', '--scope=' . self::SCOPE, '--reason=a test', '--yes' );

		// The process of the first site comes to the batch of the second one and leaves it to that site.
		$this->try_wp( 1, 'eval', "do_action( 'wp_gf_feed_processor_cron' );" );
		$this->try_wp( $this->second, 'eval', "do_action( 'wp_gf_feed_processor_cron' );" );
		self::assertSame( [ 0, 1 ], [ self::batches( 1 ), self::batches( $this->second ) ] );

		$this->wp( $this->second, 'smartalloc-ops', 'flags', 'set', 'scheduling', 'on', '--scope=' . self::SCOPE, '--reason=a test', '--yes' );
		$this->try_wp( $this->second, 'eval', "do_action( 'wp_gf_feed_processor_cron' );" );
		self::assertSame( 0, self::batches( $this->second ) );
	}

	/** Tasks of an add-on that is gone: each is done with as soon as it is begun. */
	private function store( int $site, int $tasks ): void {
		$this->wp( $site, 'eval', "for ( \$task = 0; \$task < $tasks; \$task++ ) { gf_feed_processor()->push_to_queue( [ 'addon' => 'Gone', 'feed' => [], 'entry_id' => 1, 'form_id' => 1 ] ); } gf_feed_processor()->save();" );
	}

	private function pending( int $site ): ?int {
		$listed = $this->try_wp( $site, 'smartalloc-ops', 'queue', 'list', '--format=json' );
		$queues = array_column( (array) $listed->json(), null, 'id' );
		return $queues[ self::SCOPE ]['pending']['value'] ?? null;
	}

	private static function batches( int $site ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->sitemeta} WHERE meta_key LIKE %s", $wpdb->esc_like( "wp_gf_feed_processor_batch_blog_id_{$site}_" ) . '%' ) );
	}

	private static function forget(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->sitemeta} WHERE meta_key LIKE 'wp\\_gf\\_%' OR meta_key LIKE '%\\_process\\_lock'" );
		wp_cache_flush();
	}
}
