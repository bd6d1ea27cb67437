<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;

/** Growing lists are read by a cursor: every row once, also when new ones come in between. */
final class PagingTest extends RestTestCase {
	private const ROWS = 5;

	/** @param callable(): mixed $add */
	#[DataProvider( 'lists' )]
	public function test_reading_on_shows_every_row_once_newest_first( string $path, string $key, callable $add ): void {
		for ( $row = 0; $row < self::ROWS; $row++ ) {
			$add();
		}
		$seen   = [];
		$before = null;
		do {
			$page   = self::object( LocalApi::call( 'administrator', 'GET', "{$path}?per_page=2" . ( null === $before ? '' : "&before={$before}" ) ) );
			$items  = $page['items'];
			self::assertIsArray( $items );
			self::assertLessThanOrEqual( 2, count( $items ) );
			$seen   = [ ...$seen, ...array_column( $items, $key ) ];
			$before = $page['next_before'];
			// A new row comes first in the list, so it shifts nothing that is still to be read.
			$add();
		} while ( null !== $before );
		$descending = $seen;
		rsort( $descending );
		self::assertCount( self::ROWS, array_unique( $seen ) );
		self::assertSame( $descending, $seen );
		self::assertCount( self::ROWS, $seen );
	}

	#[DataProvider( 'lists' )]
	public function test_a_page_holds_twenty_when_nothing_is_asked_and_a_hundred_at_most( string $path, string $key, callable $add ): void {
		for ( $row = 0; $row < 21; $row++ ) {
			$add();
		}
		self::assertCount( 20, (array) self::object( LocalApi::call( 'administrator', 'GET', $path ) )['items'] );
		self::assertCount( 21, (array) self::object( LocalApi::call( 'administrator', 'GET', "{$path}?per_page=100" ) )['items'] );
		self::assert_refused( 400, 'smartalloc_ops_invalid_field', LocalApi::call( 'administrator', 'GET', "{$path}?per_page=101" ) );
	}

	/** @return iterable<string, array{string, string, callable(): mixed}> */
	public static function lists(): iterable {
		yield 'work' => [ '/work', 'id', static fn () => Scene::work() ];
		yield 'work in one state' => [ '/work', 'id', static fn () => Scene::work( [ 'state' => 'held' ] ) ];
		yield 'runs' => [ '/runs', 'id', static fn () => Scene::run( 'contained' ) ];
		yield 'revisions of settings' => [ '/settings/revisions', 'revision', static fn () => LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() ) ];
		yield 'revisions' => [ '/flags/gppa/150/revisions', 'revision', static fn () => LocalApi::call( 'administrator', 'PUT', '/flags/gppa/150', Scene::flip( 'gppa', '150' ) ) ];
	}
}
