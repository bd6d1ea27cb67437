<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Tests\Integration\Rest\Scene;

/** `wp smartalloc-ops work`. */
final class WorkCommandTest extends CliTestCase {
	public function test_the_list_is_filtered_by_state(): void {
		$failed = Scene::work();
		Scene::work( [ 'state' => 'done' ] );
		$rows = self::json( $this->ops_changing_nothing( 'work', 'list', '--state=failed', '--format=json' ) );
		self::assertSame( [ [ $failed, 'failed' ] ], array_map( static fn ( array $row ): array => [ $row['id'], $row['state'] ], $rows ) );
		self::assertCount( 2, self::json( $this->ops( 'work', 'list', '--format=json' ) ) );
	}

	public function test_a_decision_is_taken_once_and_recorded(): void {
		$work = (string) Scene::work();
		self::assert_code( 0, $this->ops( 'work', 'resolve', $work, 'close', '--reason=dealt with by hand', '--yes' ) );
		self::assertSame( 'closed', self::json( $this->ops( 'work', 'list', '--format=json' ) )[0]['state'] );
		self::assert_error( $this->ops_changing_nothing( 'work', 'resolve', $work, 'retry', '--reason=once more', '--yes' ), 'closed' );
		global $wpdb;
		self::assertSame( [ 'cli', 'dealt with by hand' ], array_values( (array) $wpdb->get_row( $wpdb->prepare( 'SELECT actor_kind, reason FROM %i WHERE subject = %s', $wpdb->prefix . 'smartalloc_ops_journal', "work:{$work}" ), ARRAY_A ) ) );
	}

	public function test_a_mistake_is_named_and_changes_nothing(): void {
		$this->assert_mistakes_change_nothing( self::mistakes( (string) Scene::work() ) );
	}

	/** @return iterable<string, array{list<string>, string}> */
	private static function mistakes( string $work ): iterable {
		yield 'a state that is not there' => [ [ 'work', 'list', '--state=nonsense' ], 'state: ' ];
		yield 'no reason' => [ [ 'work', 'resolve', $work, 'close', '--yes' ], '--reason' ];
		yield 'an empty reason' => [ [ 'work', 'resolve', $work, 'close', '--reason=', '--yes' ], 'reason: ' ];
		yield 'nobody to answer' => [ [ 'work', 'resolve', $work, 'close', '--reason=a test' ], '--yes' ];
		yield 'a number that is none' => [ [ 'work', 'resolve', 'nonsense', 'close', '--reason=a test', '--yes' ], 'id: ' ];
		yield 'work that is not there' => [ [ 'work', 'resolve', '99999999', 'close', '--reason=a test', '--yes' ], 'There is no work 99999999.' ];
		yield 'a resolution that is not there' => [ [ 'work', 'resolve', $work, 'explode', '--reason=a test', '--yes' ], 'resolution: ' ];
	}

	public function test_run_says_how_much_it_did(): void {
		$result = $this->ops( 'work', 'run' );
		self::assert_code( 0, $result );
		self::assertStringContainsString( '0 released, 0 performed', $result->stdout );
	}
}
