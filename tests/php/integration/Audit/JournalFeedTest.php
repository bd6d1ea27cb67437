<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Audit;

use SmartAllocOps\Tests\Integration\Rest\LocalApi;
use SmartAllocOps\Tests\Integration\Rest\RestTestCase;
use SmartAllocOps\Tests\Integration\Rest\Scene;

/** Flags, runs, steps, settings and acts as one feed, each row in its own table and no row twice. */
final class JournalFeedTest extends RestTestCase {
	public function test_every_kind_is_a_line_with_who_why_and_what_in_plain_words(): void {
		self::everything();
		$items = self::page( 'per_page=100' )['items'];
		$kinds = array_count_values( array_column( $items, 'kind' ) );
		ksort( $kinds );
		self::assertSame( [ 'act', 'flag', 'run', 'settings', 'step' ], array_keys( $kinds ) );
		$by_kind = array_column( $items, null, 'kind' );
		self::assertSame( 'Settings, revision 1. Limit of dead letters: from the default to 6', $by_kind['settings']['change'] );
		self::assertSame( 'a test sets it', $by_kind['settings']['reason'] );
		self::assertStringContainsString( 'was closed', $by_kind['act']['change'] );
		self::assertSame( [ 'user', 'admin' ], [ $by_kind['settings']['actor']['kind'], $by_kind['settings']['actor']['name'] ] );
		$flags = array_values( array_filter( $items, static fn ( array $item ): bool => 'flag:gppa/150' === $item['subject'] ) );
		self::assertStringContainsString( 'from on to off (revision 1)', $flags[0]['change'] );
	}

	public function test_reading_on_shows_every_line_once_in_both_directions_also_when_many_share_a_millisecond(): void {
		global $wpdb;
		self::everything();
		foreach ( [ 'flag_revisions' => 'created_at', 'runs' => 'created_at', 'run_steps' => 'started_at', 'settings_revisions' => 'created_at', 'journal' => 'created_at' ] as $table => $column ) {
			$wpdb->query( $wpdb->prepare( 'UPDATE %i SET %i = 1764000000000', "{$wpdb->prefix}smartalloc_ops_{$table}", $column ) );
		}
		$orders = [];
		foreach ( [ 'newest', 'oldest' ] as $order ) {
			$keys   = [];
			$cursor = null;
			do {
				$page   = self::page( "order={$order}&per_page=2" . ( null === $cursor ? '' : "&cursor={$cursor}" ) );
				$keys   = [ ...$keys, ...array_column( $page['items'], 'key' ) ];
				$cursor = $page['next_cursor'];
			} while ( null !== $cursor );
			self::assertSame( array_unique( $keys ), $keys );
			$orders[ $order ] = $keys;
		}
		self::assertSame( $orders['newest'], array_reverse( $orders['oldest'] ) );
		self::assertCount( count( self::page( 'per_page=100' )['items'] ), $orders['newest'] );
	}

	public function test_a_line_that_comes_in_between_shifts_nothing_that_is_still_to_be_read(): void {
		for ( $row = 0; $row < 4; $row++ ) {
			LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		}
		$first = self::page( 'kind=settings&per_page=2' );
		LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		$second = self::page( "kind=settings&per_page=2&cursor={$first['next_cursor']}" );
		self::assertCount( 4, array_unique( [ ...array_column( $first['items'], 'key' ), ...array_column( $second['items'], 'key' ) ] ) );
		self::assertNull( $second['next_cursor'] );
	}

	public function test_filters_narrow_it_by_kind_flag_subject_actor_and_time(): void {
		global $wpdb;
		$run = self::everything();
		self::assertSame( [ 'flag' ], self::kinds( 'kind=flag' ) );
		self::assertSame( [ 'flag:gppa/150' ], array_values( array_unique( array_column( self::page( 'flag=gppa' )['items'], 'subject' ) ) ) );
		self::assertEqualsCanonicalizing( [ 'run', 'step', 'act', 'flag' ], self::kinds( "subject=run:{$run}" ) );
		self::assertSame( [ 'settings' ], self::kinds( 'subject=settings' ) );
		self::assertSame( [ 'flag' ], self::kinds( 'subject=flag:gppa/150' ) );
		self::assertSame( [], self::kinds( 'actor=cli' ) );
		self::assertNotSame( [], self::kinds( 'actor=user' ) );
		self::assertSame( [], self::kinds( 'actor=user:999999' ) );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET created_at = 1764000000000', "{$wpdb->prefix}smartalloc_ops_settings_revisions" ) );
		$day = 'from=' . rawurlencode( '2025-11-24T16:00:00Z' ) . '&to=' . rawurlencode( '2025-11-24T16:00:00.001Z' );
		self::assertSame( [ 'settings' ], self::kinds( $day ), 'The beginning is in, the end is out.' );
		self::assertSame( [], self::kinds( 'to=' . rawurlencode( '2025-11-24T16:00:00Z' ) . '&kind=settings' ) );
	}

	public function test_an_unknown_event_is_still_shown_by_its_name(): void {
		global $wpdb;
		$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_journal", [ 'created_at' => 1764000000000, 'actor_kind' => 'system', 'actor_id' => 0, 'event' => 'orchard.watered', 'subject' => 'tree:7', 'reason' => 'a later version', 'data' => '{}' ] );
		self::assertSame( 'orchard.watered: tree:7', self::page( 'kind=act' )['items'][0]['change'] );
	}

	/** An event that somebody adds without words would be read as its code. */
	public function test_every_event_that_the_code_records_has_words_of_its_own(): void {
		global $wpdb;
		$events = [];
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( dirname( SMARTALLOC_OPS_FILE ) . '/includes', \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			preg_match_all( '/(?:journal->record\(\s*[^,]+,\s*|new Decision\(\s*|const EVENT += )[\'"]([a-z_]+\.[a-z_]+)[\'"]/', (string) file_get_contents( (string) $file ), $found );
			array_push( $events, ...$found[1] );
		}
		self::assertSame( [], array_diff( [ 'run.closed', 'settings.restored', 'privacy.erased' ], $events ) );
		foreach ( array_unique( $events ) as $event ) {
			$wpdb->insert( "{$wpdb->prefix}smartalloc_ops_journal", [ 'created_at' => 1764000000000, 'actor_kind' => 'system', 'actor_id' => 0, 'event' => $event, 'subject' => 'thing:7', 'reason' => 'a test', 'data' => '{}' ] );
		}
		foreach ( self::page( 'kind=act&per_page=100' )['items'] as $item ) {
			self::assertDoesNotMatchRegularExpression( '/^[a-z_]+\.[a-z_]+: /', (string) $item['change'] );
		}
	}

	/** One of each kind; tells the run. */
	private static function everything(): int {
		LocalApi::call( 'administrator', 'PUT', '/flags/gppa/150', Scene::flip( 'gppa', '150' ) );
		LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		$run = self::object( LocalApi::call( 'administrator', 'POST', '/rollbacks', Scene::rollback() ) )['id'];
		self::assertIsInt( $run );
		LocalApi::call( 'administrator', 'POST', "/runs/{$run}/close", [ 'reason' => 'a test closes it' ] );
		return $run;
	}

	/** @return list<string> */
	private static function kinds( string $query ): array {
		return array_values( array_unique( array_column( self::page( $query )['items'], 'kind' ) ) );
	}

	/** @return array{items: list<array<string, mixed>>, next_cursor: string|null} */
	private static function page( string $query ): array {
		$page = self::object( LocalApi::call( 'smartalloc_support', 'GET', "/journal?{$query}" ) );
		self::assertArrayHasKey( 'items', $page );
		/** @var array{items: list<array<string, mixed>>, next_cursor: string|null} $page */
		return $page;
	}
}
