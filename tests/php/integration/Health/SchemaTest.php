<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Form;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;

/** SchemaChecker over forms as Gravity Forms stores them. */
final class SchemaTest extends HealthTestCase {
	public function test_the_form_of_smartalloc_fits(): void {
		$state = $this->measured( 'schema' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertSame( [ 1, 1 ], [ $state->reading->value, $state->reading->n ] );
	}

	/** @param callable( array<string, mixed> ): array<string, mixed> $change */
	#[DataProvider( 'changes' )]
	public function test_what_differs_is_critical_and_named( callable $change, string $named ): void {
		$this->store( $change );
		$state = $this->measured( 'schema' );
		self::assertSame( Status::Critical, $state->status() );
		self::assertSame( 'differs', $state->reading->reason );
		self::assertStringContainsString( $named, $state->reading->finding );
		self::assertSame( 0, $state->reading->value );
		self::assertStringContainsString( 'page=gf_edit_forms&id=150', $state->reading->actions[0]->target );
	}

	/** @return iterable<string, array{callable, string}> */
	public static function changes(): iterable {
		foreach ( [ 39, 20, 92, 93, 94, 75 ] as $id ) {
			yield "without field $id" => [ self::without( $id ), "field $id is missing" ];
			yield "field $id of another type" => [ self::with( $id, [ 'type' => 'textarea' ] ), "field $id is of type textarea instead of" ];
		}
		foreach ( [ 20, 92, 93, 94, 75 ] as $id ) {
			yield "field $id optional" => [ self::with( $id, [ 'isRequired' => false ] ), "field $id is not required" ];
		}
	}

	public function test_a_field_that_takes_its_input_as_the_expected_type_fits(): void {
		$this->store( self::with( 92, [ 'type' => 'survey', 'inputType' => 'radio' ] ) );
		self::assertSame( Status::Good, $this->measured( 'schema' )->status() );
	}

	public function test_the_school_may_be_optional_or_required(): void {
		$this->store( self::with( 39, [ 'isRequired' => true ] ) );
		self::assertSame( Status::Good, $this->measured( 'schema' )->status() );
	}

	public function test_a_definition_that_cannot_be_read_is_critical_and_is_never_unserialized(): void {
		global $wpdb;
		$wpdb->update( $wpdb->prefix . 'gf_form_meta', [ 'display_meta' => serialize( [ 'fields' => [] ] ) ], [ 'form_id' => 150 ] );
		$state = $this->measured( 'schema' );
		self::assertSame( [ Status::Critical, 'unreadable' ], [ $state->status(), $state->reading->reason ] );
	}

	public function test_one_of_two_forms_that_differs_is_counted(): void {
		$this->configure( [ 'forms' => [ 150, 999 ] ] );
		$state = $this->measured( 'schema' );
		self::assertSame( Status::Critical, $state->status() );
		self::assertSame( [ 1, 2 ], [ $state->reading->value, $state->reading->n ] );
		self::assertStringContainsString( 'Form 999', $state->reading->finding );
	}

	public function test_without_an_enabled_form_there_is_nothing_to_judge(): void {
		$this->configure( [ 'forms' => [] ] );
		self::assertSame( Status::NotSetUp, $this->measured( 'schema' )->status() );
	}

	public function test_beyond_its_bound_it_does_not_say_good(): void {
		$this->configure( [ 'forms' => [ ...array_fill( 0, 60, 150 ) ] ] );
		self::assertNotSame( Status::Good, $this->measured( 'schema' )->status() );
	}

	public function test_when_the_definitions_cannot_be_read_it_is_unknown(): void {
		ActionRows::without_table( 'gf_form_meta', fn () => self::assertSame( [ Status::Unknown, 'threw' ], [ $this->measured( 'schema' )->status(), $this->measured( 'schema' )->reading->reason ] ) );
	}

	public function test_a_hundred_forms_cost_as_many_statements_as_one(): void {
		$this->configure( [ 'forms' => [ 150 ] ] );
		$one = $this->statements();
		$this->configure( [ 'forms' => range( 150, 249 ) ] );
		self::assertSame( $one, $this->statements() );
	}

	private function statements(): int {
		global $wpdb;
		$probe = $this->health()->report()->get( 'schema' )?->probe;
		self::assertNotNull( $probe );
		$probe->measure();
		$before = $wpdb->num_queries;
		$probe->measure();
		return $wpdb->num_queries - $before;
	}

	/** @param callable( array<string, mixed> ): array<string, mixed> $change */
	private function store( callable $change ): void {
		\GFAPI::update_form( $change( Form::meta() ), 150 );
	}

	/** @return \Closure( array<string, mixed> ): array<string, mixed> */
	private static function without( int $id ): \Closure {
		return static function ( array $meta ) use ( $id ): array {
			$meta['fields'] = array_values( array_filter( $meta['fields'], static fn ( array $field ): bool => $field['id'] !== $id ) );
			return $meta;
		};
	}

	/**
	 * @param array<string, mixed> $properties
	 * @return \Closure( array<string, mixed> ): array<string, mixed>
	 */
	private static function with( int $id, array $properties ): \Closure {
		return static function ( array $meta ) use ( $id, $properties ): array {
			$meta['fields'] = array_map( static fn ( array $field ): array => $field['id'] === $id ? $properties + $field : $field, $meta['fields'] );
			return $meta;
		};
	}
}
