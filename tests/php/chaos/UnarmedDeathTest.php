<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Places;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Recovery\WatchFile;
use SmartAllocOps\Tests\Integration\Rest\Caller;

/** R12: outside of an armed window, a release that dies in one kind of process while all others begin well. */
final class UnarmedDeathTest extends DyingReleaseTestCase {
	private const PAGE = '/wp-admin/admin.php?page=smartalloc-ops';

	/** A release dies in those whose file is there. */
	private const DIES_IN = [
		'pages' => self::IN_PAGES,
		'admin' => self::IN_ADMIN . ' && ! wp_doing_ajax()',
		'ajax'  => self::IN_ADMIN . ' && wp_doing_ajax()',
		'cron'  => self::IN_CRON,
		'shell' => self::IN_SHELL,
	];

	protected function setUp(): void {
		parent::setUp();
		Caller::Administrator->client();
		$this->deploy( implode( "\n", array_map( static fn ( string $kind, string $in ): string => "is_file( WP_CONTENT_DIR . '/chaos-$kind' ) && $in && " . self::DIES, array_keys( self::DIES_IN ), self::DIES_IN ) ) );
	}

	protected function tearDown(): void {
		array_map( 'unlink', array_filter( (array) glob( WP_CONTENT_DIR . '/chaos-*' ), 'is_string' ) );
		parent::tearDown();
	}

	public function test_the_dead_kind_of_process_lives_again_and_the_console_says_how(): void {
		$laid = time();
		foreach ( [ 'pages', 'admin', 'ajax', 'cron' ] as $kind ) {
			$this->await( $laid );
			touch( WP_CONTENT_DIR . "/chaos-$kind" );
			$this->stops( $kind );
			$this->begin_anew();
			$this->watchdog()->set_policy( true, 'it may', Actor::cli() );
			$this->brings( $kind );
			// Its files are as old as before.
			self::assertSame( 0, $this->rescue( 'undo', '--reason=for the next' )->code );
			unlink( WP_CONTENT_DIR . "/chaos-$kind" );
			// The web server hears of it.
			$this->build();
			$this->begin_anew();
		}
		touch( WP_CONTENT_DIR . '/chaos-shell' );
		$this->come( 'shell', 2 );
		$this->age( 'front' );
		$this->come( 'shell', 1 );
		self::assertSame( [ null, 'error', '1.0.0' ], [ $this->watch()->state()->acted, $this->watch()->state()->fatal['kind'] ?? '', $this->build() ], 'What a shell dies of may be its own PHP: the site is asked, and it begins well.' );
	}

	/** @param 'pages'|'admin'|'ajax'|'cron' $kind */
	private function stops( string $kind ): void {
		$this->die_for_long( $kind );
		$this->come( $kind, 1 );
		$this->wait_for( fn (): bool => null !== $this->watch()->state()->acted, "it acts on what dies in $kind" );
		self::assertSame( [ 'stopped', true, [ 'bad', 0, [ 'watchdog_stopped' ] ] ], [ $this->watch()->state()->acted['what'] ?? '', $this->watch()->state()->is_stopped(), $this->stands() ], $kind );
		self::assertSame( [ 'well', 'none' ], [ ...$this->come( $kind, 1 ), $this->build() ], $kind );
		$this->console_says( 'it stopped SmartAlloc, because it brought the site down.', $kind );
	}

	/** @param 'pages'|'admin'|'ajax'|'cron' $kind */
	private function brings( string $kind ): void {
		$this->die_for_long( $kind );
		$seen = array_count_values( $this->come( $kind, 24 ) );
		$this->wait_for( fn (): bool => null !== $this->watch()->state()->acted && ! $this->watch()->state()->is_stopped(), "it acts on what dies in $kind" );
		self::assertSame( [ 'brought', [ 'good', 1, [ 'watchdog_brought' ] ] ], [ $this->watch()->state()->acted['what'] ?? '', $this->stands() ], $kind . json_encode( $seen ) );
		self::assertSame( [ 'well', '1.0.0' ], [ ...$this->come( $kind, 1 ), $this->build() ], $kind );
		$this->console_says( 'it brought a kept build back.', $kind );
	}

	/**
	 * It has died for half a minute, and those of the other kinds have begun well all the while.
	 *
	 * @param 'pages'|'admin'|'ajax'|'cron' $kind
	 */
	private function die_for_long( string $kind ): void {
		$door = 'pages' === $kind ? 'front' : $kind;
		for ( $time = 1; $time <= 2; $time++ ) {
			$this->come( $kind, 1 );
			$this->wait_for( fn (): bool => $time === count( $this->watch()->state()->boot_fatals( $door ) ), "a death in $kind is seen" );
			$this->come( 'pages' === $kind ? 'ajax' : 'pages', 2 );
		}
		self::assertNull( $this->watch()->state()->acted, "$kind: not within a moment." );
		$this->age( $door );
	}

	/** As if those that died had done so half a minute earlier. */
	private function age( string $door ): void {
		$file  = WP_CONTENT_DIR . '/' . Places::WATCH . '/' . WatchFile::NAME;
		$said  = json_decode( substr( (string) file_get_contents( $file ), strlen( WatchFile::BEGINS ) ), true );
		$said['fatals'][ $door ] = array_map( static fn ( int $at ): int => $at - 35_000, $said['fatals'][ $door ] ?? [] );
		file_put_contents( $file, WatchFile::BEGINS . json_encode( $said ) );
	}

	private function console_says( string $what, string $kind ): void {
		$page = Caller::Administrator->client()->get( self::PAGE );
		self::assertSame( 200, $page->status, $kind . $page->describe() );
		self::assertStringContainsString( 'id="smartalloc-ops-root"', $page->body, $kind );
		$said = Caller::Administrator->client()->rest( 'GET', '/watchdog' )->json();
		self::assertStringContainsString( $what, $said['detail'], $kind );
	}

	/** As if nothing had ever happened; the release stands there as long as before. */
	private function begin_anew(): void {
		$this->watchdog()->take_away();
		$this->watchdog()->install( 'chaos', Actor::cli() );
		array_map( [ Tree::class, 'delete' ], array_filter( (array) glob( WP_CONTENT_DIR . '/' . Places::WORK . 'smart-alloc/replaced-*' ), 'is_string' ) );
		$this->heard = count( $this->places()->log()->read()['lines'] );
	}

	/** A tree that was just laid is not still. */
	private function await( int $laid ): void {
		$this->wait_for( static fn (): bool => time() > $laid + 31, 'the release has stood there for half a minute', 45 );
	}
}
