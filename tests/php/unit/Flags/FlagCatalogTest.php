<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Flags;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Flags\FlagCatalog;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\Config;

/** The rules that enforcers ask early and the words that people read later belong to the same flags. */
final class FlagCatalogTest extends TestCase {
	public function test_rules_and_words_name_the_same_flags_and_values(): void {
		$words = [];
		foreach ( $this->catalog()->all() as $name => $definition ) {
			$words[ $name ] = array_keys( $definition->values );
		}
		self::assertSame( array_map( static fn ( array $rule ): array => $rule['values'], FlagCatalog::RULES ), $words );
	}

	public function test_the_default_and_the_safe_value_are_values_of_the_flag(): void {
		foreach ( FlagCatalog::RULES as $name => $rule ) {
			self::assertContains( $rule['default'], $rule['values'], $name );
			self::assertContains( $rule['safe'] ?? $rule['default'], $rule['values'], $name );
		}
	}

	public function test_whatever_can_be_held_without_loss_is_safe_when_it_is_off_and_where_it_runs_or_how_has_no_safe_side(): void {
		self::assertSame( [ 'gppa' => 'off', 'queue' => null, 'comms' => 'off', 'webhooks' => 'off', 'scheduling' => 'off', 'intake' => 'off', 'generic_path' => 'off', 'export_mode' => null ], array_map( static fn ( array $rule ): ?string => $rule['safe'], FlagCatalog::RULES ) );
	}

	public function test_scopes_are_the_forms_and_groups_of_the_site(): void {
		$catalog = $this->catalog( [ 'forms' => [ 7, 8 ], 'groups' => [ 'a', 'b' ] ] );
		$scopes  = array_map( static fn ( \SmartAllocOps\Flags\FlagDefinition $definition ): array => $catalog->scopes( $definition ), $catalog->all() );
		self::assertSame( [ 'gppa' => [ '', '7', '8' ], 'queue' => [ '' ], 'comms' => [ '' ], 'webhooks' => [ '' ], 'scheduling' => [ 'a', 'b' ], 'intake' => [ '7', '8' ], 'generic_path' => [ '' ], 'export_mode' => [ '' ] ], $scopes );
	}

	public function test_a_flag_or_scope_that_does_not_exist_is_not_found(): void {
		$catalog = $this->catalog();
		try {
			$catalog->get( 'webcam' );
			self::fail( 'It was found.' );
		} catch ( NotFound $missing ) {
			self::assertStringContainsString( 'webcam', $missing->getMessage() );
		}
		$this->expectException( NotFound::class );
		$catalog->check_scope( $catalog->get( 'scheduling' ), '' );
	}

	/** @param array<string, mixed> $config */
	private function catalog( array $config = [] ): FlagCatalog {
		return new FlagCatalog( new Config( $config ) );
	}
}
