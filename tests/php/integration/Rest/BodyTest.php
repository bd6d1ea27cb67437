<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;

/** Bodies as a client may really send them. */
final class BodyTest extends LiveTestCase {
	#[DataProvider( 'unreadable_bodies' )]
	public function test_a_body_that_is_no_json_object_is_rejected( string $body, string $content_type, string $code ): void {
		foreach ( RouteTable::changing() as $rule ) {
			$path   = ( $rule->arrange )()['path'];
			$answer = $this->unchanged( static fn () => Caller::Administrator->client()->rest( $rule->method, $path, $body, [ 'Content-Type' => $content_type ] ) );
			self::assert_refused( 400, $code, $answer, $rule->name() );
			if ( 'smartalloc_ops_invalid_field' === $code ) {
				self::assertSame( 'body', self::data( $answer )['field'] ?? null, $answer->describe() );
			}
		}
	}

	/** @return iterable<string, array{string, string, string}> */
	public static function unreadable_bodies(): iterable {
		yield 'a number' => [ '5', 'application/json', 'smartalloc_ops_invalid_field' ];
		yield 'a text' => [ '"value"', 'application/json', 'smartalloc_ops_invalid_field' ];
		yield 'a list' => [ '["value","off"]', 'application/json', 'smartalloc_ops_invalid_field' ];
		yield 'JSON that is said to be something else' => [ '{"value":"off"}', 'text/plain', 'smartalloc_ops_invalid_field' ];
		yield 'half an object' => [ '{"value":', 'application/json', 'rest_invalid_json' ];
		yield 'bytes that are no text' => [ "{\"reason\":\"\xff\xfe\"}", 'application/json', 'rest_invalid_json' ];
	}

	public function test_a_form_is_read_like_json_and_held_to_the_same_fields(): void {
		$form = [ 'Content-Type' => 'application/x-www-form-urlencoded' ];
		$flip = Scene::flip( 'comms' );
		$bad  = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'PUT', '/flags/comms', http_build_query( $flip + [ 'nonsense' => 1 ] ), $form ) );
		self::assert_refused( 400, 'smartalloc_ops_invalid_field', $bad );
		self::assertSame( 'nonsense', self::data( $bad )['field'] );
		self::assertSame( 200, Caller::Owner->client()->rest( 'PUT', '/flags/comms', http_build_query( $flip ), $form )->status );
	}

	public function test_parameters_of_core_are_no_fields_of_ours(): void {
		self::assertSame( 200, LocalApi::call( 'administrator', 'GET', '/work?_locale=user&_fields=items' )->status );
	}
}
