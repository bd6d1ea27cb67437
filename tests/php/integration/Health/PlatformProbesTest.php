<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Health\PatchGuardReports;
use SmartAllocOps\Signal\Status;

/** Versions against their minimums, the object cache, and the reports of Patch Guard. */
final class PlatformProbesTest extends HealthTestCase {
	public function test_versions_at_their_minimum_are_good_and_all_are_named(): void {
		$state = $this->measured( 'versions' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		foreach ( [ 'WordPress ' . get_bloginfo( 'version' ), 'PHP ' . PHP_VERSION, 'Gravity Forms ', 'Action Scheduler ' ] as $name ) {
			self::assertStringContainsString( $name, $state->reading->finding );
		}
	}

	/** @return iterable<string, array{string, string}> */
	public static function minimums(): iterable {
		yield 'WordPress' => [ 'minimum_wordpress', 'WordPress' ];
		yield 'PHP' => [ 'minimum_php', 'PHP' ];
		yield 'Gravity Forms' => [ 'minimum_gravityforms', 'Gravity Forms' ];
		yield 'Action Scheduler' => [ 'minimum_action_scheduler', 'Action Scheduler' ];
	}

	#[DataProvider( 'minimums' )]
	public function test_one_below_the_minimum_of_this_site_is_critical_and_named( string $key, string $name ): void {
		$this->configure( [ $key => '99.0' ] );
		$state = $this->measured( 'versions' );
		self::assertSame( [ Status::Critical, 'too_old', 1 ], [ $state->status(), $state->reading->reason, $state->reading->value ] );
		self::assertMatchesRegularExpression( "/^$name \S+ is older than 99\.0\.$/", $state->reading->finding );
	}

	public function test_the_database_server_has_a_minimum_too(): void {
		if ( \SmartAllocOps\Platform\Database::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		$this->configure( [ 'minimum_mariadb' => '99.0', 'minimum_mysql' => '99.0' ] );
		self::assertSame( Status::Critical, $this->measured( 'versions' )->status() );
	}

	public function test_without_an_object_cache_it_is_not_set_up_and_stays_out_of_the_worst(): void {
		self::assertSame( Status::NotSetUp, $this->measured( 'object_cache' )->status() );
	}

	public function test_an_object_cache_that_keeps_what_it_is_given_is_good_and_one_that_does_not_is_critical(): void {
		global $wp_object_cache;
		$real = $wp_object_cache;
		wp_using_ext_object_cache( true );
		try {
			[ $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ] = [ 190, 10 ];
			self::assertSame( Status::Good, $this->probe_status( 'object_cache' )->status );
			$wp_object_cache = new class() extends \WP_Object_Cache {
				public function set( $key, $data, $group = 'default', $expire = 0 ) {
					return true;
				}
			};
			self::assertSame( 'forgets', $this->probe_status( 'object_cache' )->reason );
		} finally {
			$wp_object_cache = $real;
			wp_using_ext_object_cache( false );
		}
	}

	public function test_an_object_cache_that_rarely_answers_should_be_looked_at(): void {
		global $wp_object_cache;
		[ $hits, $misses ] = [ $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ];
		wp_using_ext_object_cache( true );
		try {
			[ $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ] = [ 20, 180 ];
			self::assertSame( 'few_hits', $this->probe_status( 'object_cache' )->reason );
			[ $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ] = [ 2, 8 ];
			self::assertSame( Status::Good, $this->probe_status( 'object_cache' )->status, 'Ten reads say nothing.' );
		} finally {
			[ $wp_object_cache->cache_hits, $wp_object_cache->cache_misses ] = [ $hits, $misses ];
			wp_using_ext_object_cache( false );
		}
	}

	public function test_patch_guard_says_how_it_is_connected(): void {
		$state = $this->measured( 'patch_guard' );
		self::assertSame( Status::NotSetUp, $state->status() );
		self::assertStringContainsString( 'wp option update smartalloc_ops_patch_guard', $state->reading->actions[0]->target );
	}

	/**
	 * @param list<int> $violations Newest first.
	 */
	#[DataProvider( 'reports' )]
	public function test_one_violation_among_the_last_ten_is_critical( array $violations, Status $status, int $n ): void {
		update_option( PatchGuardReports::OPTION, array_map( static fn ( int $count, int $age ): array => [ 'pull_request' => 100 - $age, 'violations' => $count, 'at' => gmdate( 'c', time() - $age * 3600 ) ], $violations, array_keys( $violations ) ) );
		$state = $this->measured( 'patch_guard' );
		self::assertSame( [ $status, $n ], [ $state->status(), $state->reading->n ], $state->reading->finding );
	}

	/** @return iterable<string, array{list<int>, Status, int}> */
	public static function reports(): iterable {
		yield 'none' => [ [ 0, 0, 0 ], Status::Good, 3 ];
		yield 'the newest' => [ [ 1, 0, 0 ], Status::Critical, 3 ];
		yield 'the tenth' => [ [ ...array_fill( 0, 9, 0 ), 2 ], Status::Critical, 10 ];
		yield 'the eleventh' => [ [ ...array_fill( 0, 10, 0 ), 2 ], Status::Good, 10 ];
	}

	public function test_reports_that_cannot_be_read_are_not_good(): void {
		update_option( PatchGuardReports::OPTION, [ 'nonsense', [ 'pull_request' => 'x' ] ] );
		self::assertSame( [ Status::Unknown, 'unreadable' ], [ $this->measured( 'patch_guard' )->status(), $this->measured( 'patch_guard' )->reading->reason ] );
	}

	private function probe_status( string $probe ): \SmartAllocOps\Signal\Reading {
		$found = $this->health()->report()->get( $probe );
		self::assertNotNull( $found );
		return $found->probe->measure();
	}
}
