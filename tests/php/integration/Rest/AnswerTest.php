<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Support\HttpResponse;

/** Real answers, held to the schema that the same route serves. */
final class AnswerTest extends LiveTestCase {
	#[DataProvider( 'sites' )]
	public function test_every_reading_route_answers_by_its_schema( bool $busy, ?string $without ): void {
		if ( $busy ) {
			BusySite::arrange();
		}
		if ( null !== $without ) {
			$left = array_values( array_diff( (array) get_option( 'active_plugins' ), [ "{$without}/{$without}.php" ] ) );
			self::assertNotSame( get_option( 'active_plugins' ), $left );
			update_option( 'active_plugins', $left );
		}
		foreach ( RouteTable::all() as $name => $rule ) {
			if ( $rule->only_reads() ) {
				$this->assert_answers_by_schema( $name );
			}
		}
	}

	/** @return iterable<string, array{bool, string|null}> */
	public static function sites(): iterable {
		yield 'where nothing has happened' => [ false, null ];
		yield 'where everything has happened' => [ true, null ];
		foreach ( [ 'action-scheduler', 'gravityforms', 'gp-populate-anything', 'smart-alloc' ] as $plugin ) {
			yield "where everything has happened, without {$plugin}" => [ true, $plugin ];
		}
	}

	#[DataProvider( 'changing_routes' )]
	public function test_a_change_answers_with_the_whole_new_state_by_its_schema( string $name ): void {
		$this->assert_answers_by_schema( $name );
	}

	/** @return iterable<string, array{string}> */
	public static function changing_routes(): iterable {
		foreach ( array_keys( RouteTable::changing() ) as $name ) {
			yield $name => [ $name ];
		}
	}

	public function test_a_dry_run_answers_by_the_schema_of_the_plan_and_changes_nothing(): void {
		$answer = $this->unchanged( static fn () => Caller::Owner->client()->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'dry_run' => true ] ) );
		self::assertSame( 200, $answer->status, $answer->describe() );
		self::assert_fits( 'POST /rollbacks', $answer );
	}

	public function test_a_started_rollback_says_where_it_can_be_followed(): void {
		$answer = Caller::Owner->client()->rest( 'POST', '/rollbacks', Scene::rollback() );
		self::assertSame( rest_url( 'smartalloc-ops/v1/runs/' . self::object( $answer )['id'] ), $answer->header( 'Location' ) );
	}

	public function test_what_is_not_known_is_null_and_never_left_out(): void {
		$body = json_decode( LocalApi::call( 'administrator', 'GET', '/flags' )->body );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'GET /flags' ), $body ) );
		// The judge must be able to say no.
		unset( $body->items[0]->changed_at );
		$body->items[1]->revision = '0';
		$body->items[2]->extra    = true;
		self::assertSame( [ '$.items[0]: no changed_at', '$.items[1].revision: string instead of integer', '$.items[2]: extra is not declared' ], StrictSchema::errors( ServedSchemas::answer( 'GET /flags' ), $body ) );
	}

	private function assert_answers_by_schema( string $name ): void {
		$rule   = RouteTable::all()[ $name ];
		$call   = ( $rule->arrange )();
		$answer = Caller::Administrator->client()->rest( $rule->method, $call['path'], $call['body'] );
		self::assertSame( $rule->status, $answer->status, "{$name}: {$answer->describe()}" );
		self::assert_fits( $name, $answer );
	}

	private static function assert_fits( string $name, HttpResponse $answer ): void {
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( $name ), json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR ) ), "{$name} does not answer by its schema." );
	}
}
