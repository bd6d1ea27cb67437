<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** A test that calls the API and looks at what it answers and what it leaves behind. */
abstract class RestTestCase extends IntegrationTestCase {
	protected const PATH = '/wp-json/smartalloc-ops/v1';

	/** @param callable(): HttpResponse $act */
	protected function unchanged( callable $act ): HttpResponse {
		$before = Footprint::now();
		$answer = $act();
		self::assertSame( $before, Footprint::now(), 'Something was changed. ' . $answer->describe() );
		return $answer;
	}

	/** @param callable(): HttpResponse $act */
	protected function changed( callable $act ): HttpResponse {
		$before = Footprint::now();
		$answer = $act();
		self::assertNotSame( $before, Footprint::now(), 'Nothing was changed. ' . $answer->describe() );
		return $answer;
	}

	protected static function assert_refused( int $status, string $code, HttpResponse $answer, string $message = '' ): void {
		self::assertSame( [ $status, $code ], [ $answer->status, $answer->error_code() ], trim( "{$message} {$answer->describe()}" ) );
	}

	/**
	 * The body of an answer, which must be a JSON object.
	 *
	 * @return array<string, mixed>
	 */
	protected static function object( HttpResponse $answer ): array {
		$body = $answer->json();
		self::assertIsArray( $body, $answer->describe() );
		return $body;
	}

	/**
	 * What stands beside the code and the message of an error.
	 *
	 * @return array<string, mixed>
	 */
	protected static function data( HttpResponse $answer ): array {
		$data = self::object( $answer )['data'] ?? null;
		self::assertIsArray( $data, $answer->describe() );
		return $data;
	}
}
