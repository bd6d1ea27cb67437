<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Rest;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Rest\PolicyMap;

final class PolicyMapTest extends TestCase {
	public function test_a_route_that_is_not_named_has_no_policy_and_so_no_registration(): void {
		$this->expectException( \LogicException::class );
		PolicyMap::capability( 'DELETE', '/flags' );
	}

	public function test_every_route_asks_for_one_of_our_capabilities_or_is_the_one_for_machines(): void {
		self::assertNotSame( [], PolicyMap::all() );
		foreach ( PolicyMap::all() as $route => $capability ) {
			self::assertContains( $capability, 'GET /metrics' === $route ? [ PolicyMap::BEARER ] : Capability::ASKED, $route );
		}
	}

	public function test_a_change_never_asks_for_viewing_alone_unless_it_only_measures(): void {
		$changes_by_viewers = array_keys( array_filter( PolicyMap::all(), static fn ( string $capability, string $route ): bool => ! str_starts_with( $route, 'GET ' ) && Capability::VIEW === $capability, ARRAY_FILTER_USE_BOTH ) );
		self::assertSame( [ 'POST /health/checks', 'POST /flags/{flag}/preview', 'POST /flags/{flag}/{scope}/preview', 'POST /journal/verifications', 'POST /settings/preview' ], $changes_by_viewers );
	}

	public function test_rolling_back_and_settings_ask_for_a_person(): void {
		$personal = array_values( array_filter( Capability::ASKED, static fn ( string $capability ): bool => null !== PolicyMap::missing_constant( $capability ) ) );
		self::assertSame( [ Capability::ROLLBACK, Capability::SETTINGS, Capability::CODE ], $personal );
	}
}
