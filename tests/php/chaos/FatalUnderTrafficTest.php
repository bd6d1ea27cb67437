<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Services;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\WatchdogServices;
use SmartAllocOps\Watchdog\WatchdogService;

/** R12: every request dies of the new release, and many of them at once. */
final class FatalUnderTrafficTest extends ChaosTestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->watchdog()->install( 'chaos', Actor::cli() );
	}

	protected function tearDown(): void {
		$this->watchdog()->take_away();
		parent::tearDown();
	}

	public function test_of_all_that_die_of_it_one_brings_the_good_build_back_and_the_web_server_runs_it_at_once(): void {
		$this->wait_for( static fn (): bool => fileowner( WP_PLUGIN_DIR ) === WebServer::user(), 'the web server is the owner of the site' );
		$good  = $this->keep_as_good();
		$watch = new Watch( $this->places(), 'smart-alloc' );
		foreach ( [ 'at include' => 'chaos_is_not_there();', 'at init' => "add_action( 'init', static function (): void { chaos_is_not_there(); } );", 'parse error' => 'function {' ] as $way => $code ) {
			$this->release( $code );
			$watch->arm( $good, 7, 1000 * ( time() + 600 ) );
			WebServer::forget_code();
			$answers = $this->visit( 24 );
			$seen    = array_count_values( $answers );
			self::assertGreaterThan( 0, $seen['HTTP 500'] ?? 0, $way );
			self::assertSame( [ '1.0.0' => 12 ], array_count_values( $this->visit( 12 ) ), "$way: " . json_encode( [ $seen, $watch->state() ] ) );
			self::assertCount( 1, (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc/replaced-*' ), "$way: one swap, and the bad build is there as evidence." );
			self::assertSame( [ 'watchdog_brought' ], array_column( $this->places()->log()->read()['lines'], 'event' ), $way );
			self::assertFalse( $watch->state()->is_armed(), $way );
			self::assertSame( [ fileowner( WP_PLUGIN_DIR ), fileowner( WP_PLUGIN_DIR ) ], [ fileowner( WP_PLUGIN_DIR . '/smart-alloc' ), fileowner( WP_PLUGIN_DIR . '/smart-alloc/smart-alloc.php' ) ], 'Whoever brings it, it belongs to the owner of the site.' );
			$this->places()->remove();
			self::assertSame( $good, $this->keep_as_good() );
		}
	}

	/** @return list<string> What each of so many visitors, who come at once, is served. */
	private function visit( int $count ): array {
		$visitor = HttpClient::anonymous();
		$asked   = array_map( static fn ( int $n ): HttpExchange => $visitor->prepare( 'GET', "/?build=$n." . bin2hex( random_bytes( 3 ) ) ), range( 1, $count ) );
		return array_map( static fn ( HttpResponse $answer ): string => 200 === $answer->status ? $answer->body : "HTTP $answer->status", HttpExchange::send_together( $asked ) );
	}

	private function watchdog(): WatchdogService {
		global $wpdb;
		return WatchdogServices::of( new Services( $wpdb ) );
	}
}
