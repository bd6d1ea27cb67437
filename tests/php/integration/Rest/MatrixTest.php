<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;

/**
 * Every route the server lists, by every kind of caller, without a nonce, with a bad and with a good one.
 *
 * Real requests to the running site: cookies and nonces are core's business, and only there it does it.
 */
final class MatrixTest extends LiveTestCase {
	public function test_the_table_speaks_of_every_route_the_server_lists_and_of_no_other(): void {
		$known = array_keys( RouteTable::all() );
		sort( $known );
		self::assertSame( $known, RouteTable::listed_by_server() );
	}

	/** @return iterable<string, array{string}> */
	public static function routes(): iterable {
		foreach ( array_keys( RouteTable::all() ) as $name ) {
			yield $name => [ $name ];
		}
	}

	#[DataProvider( 'routes' )]
	public function test_whoever_may_not_call_it_is_refused_and_changes_nothing( string $name ): void {
		$rule    = RouteTable::all()[ $name ];
		$refused = array_filter( self::cells(), static fn ( array $cell ): bool => ! $rule->allows( ...$cell ) );
		$call    = ( $rule->arrange )();
		$before  = Footprint::now();
		$answers = self::send_together( $rule, $refused, $call );
		$this->assert_answers( $rule, $refused, $answers );
		if ( Footprint::now() !== $before ) {
			// Together they are quick; one by one they tell which it was.
			foreach ( $refused as $title => $cell ) {
				$before = Footprint::now();
				self::send_together( $rule, [ $title => $cell ], $call );
				self::assertSame( $before, Footprint::now(), "{$name} by {$title} left a trace." );
			}
			self::fail( "{$name}: something was changed by a call that was refused." );
		}
	}

	/** @return iterable<string, array{string}> */
	public static function routes_of_people(): iterable {
		foreach ( RouteTable::all() as $name => $rule ) {
			if ( ! $rule->is_for_machines() ) {
				yield $name => [ $name ];
			}
		}
	}

	#[DataProvider( 'routes_of_people' )]
	public function test_whoever_may_call_it_is_answered( string $name ): void {
		$rule    = RouteTable::all()[ $name ];
		$allowed = array_filter( self::cells(), static fn ( array $cell ): bool => $rule->allows( ...$cell ) );
		self::assertNotEmpty( $allowed );
		if ( $rule->changes ) {
			foreach ( $allowed as $title => $cell ) {
				$call   = ( $rule->arrange )();
				$before = Footprint::now();
				$this->assert_answers( $rule, [ $title => $cell ], self::send_together( $rule, [ $title => $cell ], $call ) );
				// What the same request does when it is let through: without this, "changed nothing" would prove nothing.
				self::assertNotSame( $before, Footprint::now(), "{$name} by {$title} was allowed and left no trace." );
			}
			return;
		}
		$call   = ( $rule->arrange )();
		$before = Footprint::now();
		$this->assert_answers( $rule, $allowed, self::send_together( $rule, $allowed, $call ) );
		self::assertSame( $before, Footprint::now(), "{$name} only reads, yet something was changed." );
	}

	/** Our roles hold several capabilities each, so they cannot tell which one a route asks for. */
	#[DataProvider( 'routes_of_people' )]
	public function test_it_asks_for_exactly_its_own_capability( string $name ): void {
		$rule = RouteTable::all()[ $name ];
		// The sites of tests give it to nobody, since their plugins are links into a checkout.
		add_filter( 'map_meta_cap', static fn ( array $caps, string $capability ): array => 'update_plugins' === $capability ? [ $capability ] : $caps, 20, 2 );
		foreach ( [ 'view', 'operate', 'flags', 'release', 'rollback', 'settings', 'update_plugins' ] as $right ) {
			$call   = ( $rule->arrange )();
			$answer = LocalApi::call_as( self::holder_of( 'update_plugins' === $right ? $right : "smartalloc_ops_{$right}" ), $rule->method, $call['path'], $call['body'] );
			self::assertSame( in_array( $rule->right, [ $right, 'anyone' ], true ) ? $rule->status : 403, $answer->status, "{$name} by a holder of {$right} alone: {$answer->describe()}" );
		}
	}

	private static function holder_of( string $capability ): int {
		$found = get_user_by( 'login', $capability );
		if ( false !== $found ) {
			return $found->ID;
		}
		$made = wp_insert_user(
			[
				'user_login' => $capability,
				'user_pass'  => bin2hex( random_bytes( 8 ) ),
				'role'       => '',
			]
		);
		if ( is_wp_error( $made ) ) {
			self::fail( $made->get_error_message() );
		}
		( new \WP_User( $made ) )->add_cap( $capability );
		return $made;
	}

	/**
	 * All of them on MariaDB. On SQLite each caller with a good nonce and the owner with every: what core makes of a
	 * nonce does not depend on the database.
	 *
	 * @return array<string, array{Caller, 'none'|'bad'|'good'}>
	 */
	private static function cells(): array {
		$cells = [];
		foreach ( Caller::cases() as $caller ) {
			$nonces = Environment::is_sqlite() && Caller::Owner !== $caller ? [ 'good' ] : [ 'none', 'bad', 'good' ];
			foreach ( $nonces as $nonce ) {
				$cells[ "{$caller->value}, {$nonce} nonce" ] = [ $caller, $nonce ];
			}
		}
		return $cells;
	}

	/**
	 * @param array<string, array{Caller, 'none'|'bad'|'good'}>       $cells
	 * @param array{path: string, body: array<string, mixed>|null}    $call
	 * @return list<HttpResponse>
	 */
	private static function send_together( RouteRule $rule, array $cells, array $call ): array {
		return HttpExchange::send_together(
			array_values(
				array_map(
					static fn ( array $cell ): HttpExchange => $cell[0]->client( $cell[1] )->prepare( $rule->method, self::PATH . $call['path'], $call['body'], $cell[0]->nonce_header( $cell[1] ) ),
					$cells
				)
			)
		);
	}

	/**
	 * @param array<string, array{Caller, 'none'|'bad'|'good'}> $cells
	 * @param list<HttpResponse>                                $answers
	 */
	private function assert_answers( RouteRule $rule, array $cells, array $answers ): void {
		foreach ( array_values( $cells ) as $index => $cell ) {
			$answer = $answers[ $index ];
			self::assertSame( $rule->expected( ...$cell ), [ $answer->status, $answer->error_code() ], "{$rule->name()} by {$cell[0]->value} with {$cell[1]} nonce: {$answer->describe()}" );
		}
	}
}
