<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Rest\ErrorMapper;
use SmartAllocOps\Rest\Gate;
use SmartAllocOps\Rest\Router;

/** The one way to register a route, and the one way an exception becomes an answer. */
final class RouterTest extends RestTestCase {
	public function test_a_route_without_a_policy_does_not_register(): void {
		try {
			( new Router( new Gate( static fn (): bool => true ) ) )->add( 'GET', '/nowhere', static fn (): array => [], [], [] );
			self::fail( 'It was registered.' );
		} catch ( \LogicException $refused ) {
			self::assertStringContainsString( 'GET /nowhere', $refused->getMessage() );
		}
		self::assertArrayNotHasKey( '/smartalloc-ops/v1/nowhere', rest_get_server()->get_routes( 'smartalloc-ops/v1' ) );
	}

	public function test_an_exception_nobody_expected_tells_its_class_and_place_and_not_its_message(): void {
		$error = ErrorMapper::to_wp_error( new \RuntimeException( 'Mail to ali@example.test failed, password hunter2' ) );
		self::assertSame( [ 'smartalloc_ops_unexpected', 500 ], [ $error->get_error_code(), $error->get_error_data()['status'] ] );
		self::assertSame( 'Something broke: RuntimeException at RouterTest.php:' . ( __LINE__ - 2 ) . '.', $error->get_error_message() );
	}

	public function test_a_failing_database_is_503_and_its_words_stay_inside(): void {
		$error = ErrorMapper::to_wp_error( new DatabaseError( 'SELECT failed: table site7_secret is marked as crashed' ) );
		self::assertSame( [ 'smartalloc_ops_database', 503 ], [ $error->get_error_code(), $error->get_error_data()['status'] ] );
		self::assertStringNotContainsString( 'site7_secret', $error->get_error_message() );
	}
}
