<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\WatchdogServices;
use SmartAllocOps\Watchdog\WatchdogService;

/** A release that dies in one kind of process, and those that come to the site in each. */
abstract class DyingReleaseTestCase extends ChaosTestCase {
	protected const IN_PAGES = "'cli' !== PHP_SAPI && ! is_admin() && ! wp_doing_cron() && ! str_contains( (string) \$_SERVER['REQUEST_URI'], 'wp-json' )";
	protected const IN_ADMIN = "'cli' !== PHP_SAPI && is_admin()";
	protected const IN_CRON  = "'cli' !== PHP_SAPI && wp_doing_cron()";
	protected const IN_REST  = "add_action( 'rest_api_init', static function (): void { chaos_is_not_there(); } );";
	protected const IN_SHELL = "'cli' === PHP_SAPI";
	protected const DIES     = 'chaos_is_not_there();';
	/** As by a segmentation fault: no handler runs. PHP-FPM of an unpacked package has no posix_kill(). */
	protected const KILLED   = "exec( 'kill -9 ' . getmypid() );";

	protected string $good = '';

	/** So many events of the log belong to what was before. */
	protected int $heard = 0;

	protected function setUp(): void {
		parent::setUp();
		$this->watchdog()->install( 'chaos', Actor::cli() );
		$this->good = $this->keep_as_good();
	}

	protected function tearDown(): void {
		$this->watchdog()->take_away();
		parent::tearDown();
	}

	protected function watchdog(): WatchdogService {
		wp_cache_flush();
		return WatchdogServices::of( $this->services() );
	}

	protected function watch(): Watch {
		return $this->places()->watch( 'smart-alloc' );
	}

	protected function run_now(): Run {
		wp_cache_flush();
		return $this->services()->runs()->page( 'rollback', null, 1 )[0];
	}

	/** Lays a release that the web server has loaded anew. */
	protected function deploy( string $code ): void {
		$this->release( $code );
		WebServer::forget_code();
	}

	/**
	 * So many come at once.
	 *
	 * @param 'pages'|'rest'|'admin'|'ajax'|'cron'|'shell' $kind
	 * @return list<string> What came of each: `well`, or how it ended. WP-Cron has ended its answer before it has loaded anything.
	 */
	protected function come( string $kind, int $count ): array {
		if ( 'shell' === $kind ) {
			$begun = array_map( fn (): Process => $this->start_wp( [ 'option', 'get', 'home' ] ), range( 1, $count ) );
			return array_map( static fn ( ProcessResult $ended ): string => 0 === $ended->code ? 'well' : "exit $ended->code", array_map( static fn ( Process $process ): ProcessResult => $process->wait(), $begun ) );
		}
		$path    = [ 'pages' => '/?build=%s', 'rest' => '/wp-json/?%s', 'admin' => '/wp-admin/?%s', 'ajax' => '/wp-admin/admin-ajax.php?action=chaos&%s', 'cron' => '/wp-cron.php?doing_wp_cron=%s' ][ $kind ];
		$well    = [ 'admin' => 302, 'ajax' => 400 ][ $kind ] ?? 200;
		$visitor = HttpClient::anonymous();
		$asked   = array_map( static fn ( int $n ): HttpExchange => $visitor->prepare( 'GET', sprintf( $path, $n . bin2hex( random_bytes( 3 ) ) ) ), range( 1, $count ) );
		return array_map( static fn ( HttpResponse $answer ): string => $well === $answer->status && ( in_array( $kind, [ 'cron', 'admin' ], true ) || '' !== $answer->body ) ? 'well' : "HTTP $answer->status", HttpExchange::send_together( $asked ) );
	}

	/** @return array{string, int, list<string>} Which build stands there, how many were taken away, and what the watchdog says that it did. */
	protected function stands(): array {
		clearstatcache();
		$good = $this->places()->vault()->get( $this->good )->digest;
		return [
			$good === $this->places()->standing( 'smart-alloc' ) ? 'good' : 'bad',
			count( (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc/replaced-*' ) ),
			array_map( 'strval', array_slice( array_column( $this->places()->log()->read()['lines'], 'event' ), $this->heard ) ),
		];
	}
}
