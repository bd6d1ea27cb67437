<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use PHPUnit\Framework\Attributes\DataProvider;

/** R12, R14: in an armed window, a release that dies in one kind of process only, silently, by memory or by time. */
final class OneKindDiesTest extends DyingReleaseTestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->watch()->disarm();
	}

	/** @return array<string, array{string, 'pages'|'rest'|'admin'|'ajax'|'cron'|'shell'}> What the release does, and in which kind of process it dies. */
	public static function deaths(): array {
		return [
			'only in REST'                => [ self::IN_REST, 'rest' ],
			'only in WP-Cron'             => [ self::IN_CRON . ' && ' . self::DIES, 'cron' ],
			'only in WP-Cron, late'       => [ "add_action( 'wp_loaded', static function (): void { if ( " . self::IN_CRON . ' ) { ' . self::DIES . ' } } );', 'cron' ],
			'only in the admin area'      => [ self::IN_ADMIN . ' && ' . self::DIES, 'admin' ],
			'only in admin-ajax'          => [ self::IN_ADMIN . ' && wp_doing_ajax() && ' . self::DIES, 'ajax' ],
			'only in a shell'             => [ self::IN_SHELL . ' && ' . self::DIES, 'shell' ],
			'by exit'                     => [ "'cli' !== PHP_SAPI && exit;", 'pages' ],
			'by exit in the admin area'   => [ self::IN_ADMIN . ' && exit;', 'ajax' ],
			'by SIGKILL'                  => [ self::IN_PAGES . ' && ' . self::KILLED, 'pages' ],
			'by SIGKILL in WP-Cron'       => [ self::IN_CRON . ' && ' . self::KILLED, 'cron' ],
		];
	}

	/** @param 'pages'|'rest'|'admin'|'ajax'|'cron'|'shell' $kind */
	#[DataProvider( 'deaths' )]
	public function test_of_all_that_die_of_it_one_brings_the_good_build_back( string $code, string $kind ): void {
		$this->deploy( $code );
		$this->watch()->arm( $this->good, 7, 1000 * ( time() + 600 ) );
		$seen = [];
		for ( $time = 0; $time < 3 && 0 === $this->stands()[1]; $time++ ) {
			// Those of other kinds begin well all the while.
			'pages' === $kind || $this->come( 'pages', 2 );
			$seen[] = array_count_values( $this->come( $kind, 24 ) );
			'cron' === $kind && $this->wait_for_workers();
		}
		$told = json_encode( [ $seen, $this->watch()->state() ] );
		'cron' === $kind || self::assertGreaterThan( 0, 24 - ( $seen[0]['well'] ?? 0 ), (string) $told );
		'shell' === $kind && $this->build();
		self::assertSame( [ '1.0.0', [ 'good', 1, [ 'watchdog_brought' ] ] ], [ $this->build(), $this->stands() ], (string) $told );
		self::assertSame( [ 'well' => 12 ], array_count_values( $this->come( $kind, 12 ) ), (string) $told );
		self::assertSame( [ 'brought', false, false ], [ $this->watch()->state()->acted['what'] ?? '', $this->watch()->state()->is_armed(), $this->watch()->state()->is_stopped() ] );
		self::assertCount( 1, $seen, "The first twenty-four were enough: $told" );
	}

	/** @return array<string, array{string, 'ajax'|'cron'}> What the release does, and in which kind of process it dies. */
	public static function silent(): array {
		return [
			'by exit'    => [ self::IN_ADMIN . ' && exit;', 'ajax' ],
			'by SIGKILL' => [ self::IN_CRON . ' && ' . self::KILLED, 'cron' ],
		];
	}

	/** @param 'ajax'|'cron' $kind */
	#[DataProvider( 'silent' )]
	public function test_two_that_go_without_a_word_are_enough_though_pages_begin_well_between( string $code, string $kind ): void {
		$this->deploy( $code );
		$this->watch()->arm( $this->good, 7, 1000 * ( time() + 600 ) );
		foreach ( [ 1, 2 ] as $time ) {
			self::assertSame( [ 'bad', 0, [] ], $this->stands(), "After $time less one." );
			$this->come( $kind, 1 );
			$this->wait_for_workers();
		}
		self::assertSame( [ '1.0.0', [ 'good', 1, [ 'watchdog_brought' ] ], [ 'silent death' ] ], [ $this->build(), $this->stands(), array_column( $this->places()->log()->read()['lines'], 'reason' ) ] );
	}

	/** @return array<string, array{string, string}> What the release does, and what is noted of it. */
	public static function inconclusive(): array {
		return [
			'memory' => [ "ini_set( 'memory_limit', (string) ( memory_get_usage() + 8000000 ) ); str_repeat( 'x', 90000000 );", 'memory' ],
			'time'   => [ 'set_time_limit( 1 ); while ( true ) {}', 'time' ],
		];
	}

	#[DataProvider( 'inconclusive' )]
	public function test_of_memory_and_time_it_says_so_and_no_more( string $code, string $noted ): void {
		$this->deploy( "add_action( 'init', static function (): void { if ( " . self::IN_PAGES . " ) { $code } } );" );
		$this->watch()->arm( $this->good, 7, 1000 * ( time() + 600 ) );
		self::assertSame( [ 'HTTP 500' => 8 ], array_count_values( $this->come( 'pages', 8 ) ) );
		$state = $this->watch()->state();
		self::assertSame( [ $noted, null, false, true, [] ], [ $state->fatal['kind'] ?? '', $state->acted, $state->is_stopped(), $state->is_armed(), $state->boot_fatals() ] );
		self::assertSame( [ 'bad', 0, [] ], $this->stands() );
		self::assertSame( [ 'well', 'well' ], [ ...$this->come( 'admin', 1 ), ...$this->come( 'shell', 1 ) ] );
		// A person decides: from a shell it is one command.
		self::assertSame( 0, $this->rescue( 'revert', '--reason=pages run out of it' )->code );
		$this->build();
		self::assertSame( '1.0.0', $this->build() );
	}

	/** Those of WP-Cron are at work after they have answered: one more of each worker is behind them. */
	private function wait_for_workers(): void {
		$this->come( 'pages', 12 );
	}
}
