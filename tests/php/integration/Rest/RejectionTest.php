<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;

/** Calls by somebody who may, with something wrong in them: 400 names the field, 404 says that there is no such thing. */
final class RejectionTest extends RestTestCase {
	/** @param array<string, array{string, string, array<string, mixed>|null, int, string, string|null}> $calls */
	#[DataProvider( 'calls' )]
	public function test_it_is_rejected_by_name_and_changes_nothing( array $calls ): void {
		$there  = [
			'WORK' => (string) Scene::work(),
			'RUN'  => (string) Scene::run( 'contained' ),
			'WAITING' => (string) Scene::waiting_run(),
			'ANNOUNCEMENT' => (string) OutboxScene::failed(),
			'ALERT' => (string) AlertScene::firing(),
			'PROPOSAL' => (string) ProposalScene::open(),
			'ARCHIVE' => VaultScene::kept()->id,
		];
		$before = Footprint::now();
		foreach ( $calls as $name => [ $method, $path, $body, $status, $code, $field ] ) {
			$answer = LocalApi::call( 'administrator', $method, strtr( $path, $there ), $body );
			self::assert_refused( $status, "smartalloc_ops_{$code}", $answer, $name );
			self::assertSame( $field, self::data( $answer )['field'] ?? null, "{$name}: {$answer->describe()}" );
			self::assertNotSame( '', self::object( $answer )['message'], $name );
		}
		self::assertSame( $before, Footprint::now(), 'One of these left a trace: ' . implode( '; ', array_keys( $calls ) ) );
	}

	/** @return iterable<string, array{array<string, array{string, string, array<string, mixed>|null, int, string, string|null}>}> */
	public static function calls(): iterable {
		$by_route = [];
		foreach ( RejectedCalls::all() as $name => $call ) {
			$by_route[ "{$call[0]} " . explode( '?', $call[1] )[0] ][ $name ] = $call;
		}
		foreach ( $by_route as $route => $calls ) {
			yield $route => [ $calls ];
		}
	}

	public function test_there_is_a_rejected_call_for_every_route_that_takes_something(): void {
		$paths = array_map( static fn ( array $call ): string => "{$call[0]} " . strtr( explode( '?', $call[1] )[0], [ 'WORK' => '1', 'RUN' => '1', 'WAITING' => '1', 'ANNOUNCEMENT' => '1', 'ALERT' => '1', 'ARCHIVE' => '1' ] ), RejectedCalls::all() );
		foreach ( rest_get_server()->get_routes( 'smartalloc-ops/v1' ) as $route => $handlers ) {
			foreach ( $handlers as $handler ) {
				if ( '/smartalloc-ops/v1' === $route || ( [] === $handler['args'] && ! str_contains( (string) $route, '(' ) ) ) {
					continue;
				}
				foreach ( array_keys( $handler['methods'] ) as $method ) {
					$pattern = '@^' . $method . ' ' . substr( (string) $route, strlen( '/smartalloc-ops/v1' ) ) . '$@';
					self::assertNotSame( [], preg_grep( $pattern, $paths ), "Nothing wrong is ever sent to {$method} {$route}." );
				}
			}
		}
	}
}
