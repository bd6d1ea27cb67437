<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Tests\Integration\Rest\Scene;

/** `wp smartalloc-ops rollback`: what somebody types when the screen is gone. */
final class RollbackCommandTest extends CliTestCase {
	public function test_a_dry_run_needs_no_reason_and_changes_nothing(): void {
		$text = $this->ops_changing_nothing( 'rollback', 'start', '--dry-run' );
		self::assert_code( 0, $text );
		self::assertStringContainsString( 'Comms is set to off (now on).', $text->stdout );
		$plan = self::json( $this->ops_changing_nothing( 'rollback', 'start', 'smtp_down', '--dry-run', '--format=json' ) );
		self::assertSame( [ true, 'smtp_down', [] ], [ $plan['dry_run'], $plan['scenario'], $plan['refusals'] ] );
	}

	public function test_from_start_to_abort_the_codes_tell_whether_one_is_active(): void {
		self::assert_code( 0, $this->ops( 'rollback', 'status' ) );
		$run = self::json( $this->ops( 'rollback', 'start', 'smtp_down', '--reason=a test', '--yes', '--format=json' ) );
		self::assertSame( [ 'contained', 'off' ], [ $run['state'], Scene::flag( 'comms' )['value'] ] );
		$status = self::json( $this->ops_changing_nothing( 'rollback', 'status', '--format=json' ), 11 );
		self::assertSame( $run['id'], $status['id'] );
		$aborted = self::json( $this->ops( 'rollback', 'abort', (string) $run['id'], '--reason=it is good again', '--yes', '--format=json' ) );
		self::assertSame( [ 'aborted', 'on' ], [ $aborted['state'], Scene::flag( 'comms' )['value'] ] );
		self::assert_code( 0, $this->ops( 'rollback', 'status' ) );
	}

	public function test_close_leaves_the_switches_as_they_are(): void {
		$run = self::json( $this->ops( 'rollback', 'start', 'smtp_down', '--reason=a test', '--yes', '--format=json' ) );
		self::assert_code( 0, $this->ops( 'rollback', 'close', (string) $run['id'], '--reason=by hand from here', '--yes' ) );
		self::assertSame( 'off', Scene::flag( 'comms' )['value'] );
	}

	public function test_the_text_says_what_a_person_must_do_now(): void {
		$result = $this->ops( 'rollback', 'start', '--reason=a test', '--yes' );
		self::assert_code( 0, $result );
		self::assertStringContainsString( 'contained', $result->stdout );
		self::assertMatchesRegularExpression( '/^1\. Put the last good release/m', $result->stdout );
		self::assertMatchesRegularExpression( '/rollback abort \d+ --reason=/', $result->stdout );
	}

	public function test_the_same_key_never_starts_two(): void {
		$start = [ 'rollback', 'start', 'smtp_down', '--reason=a test', '--key=one-key-of-a-script', '--yes', '--format=json' ];
		$first = self::json( $this->ops( ...$start ) );
		self::assertSame( $first['id'], self::json( $this->ops_changing_nothing( ...$start ) )['id'] );
	}

	public function test_a_second_one_is_refused_while_one_is_active(): void {
		$run = Scene::run( 'contained' );
		self::assert_error( $this->ops_changing_nothing( 'rollback', 'start', 'smtp_down', '--reason=a test', '--yes' ), "Run {$run} is active" );
	}

	public function test_a_step_that_fails_ends_with_11_and_resume_goes_on_once_it_is_mended(): void {
		$this->must_use( "add_filter( 'query', static fn ( \$query ) => str_starts_with( (string) \$query, 'INSERT' ) && str_contains( (string) \$query, 'smartalloc_ops_flag_revisions' ) ? 'INSERT INTO no_such_table VALUES (1)' : \$query );" );
		$run = self::json( $this->ops( 'rollback', 'start', 'smtp_down', '--reason=a test', '--yes', '--format=json' ), 11 );
		self::assertSame( [ 'needs_operator', null ], [ $run['state'], Scene::flag( 'comms' )['value'] ] );
		self::assertSame( 'failed', $run['steps'][0]['state'] );
		foreach ( (array) glob( WPMU_PLUGIN_DIR . '/test-*.php' ) as $file ) {
			unlink( (string) $file );
		}
		$resumed = self::json( $this->ops( 'rollback', 'resume', (string) $run['id'], '--format=json' ) );
		self::assertSame( [ 'contained', 'off' ], [ $resumed['state'], Scene::flag( 'comms' )['value'] ] );
	}

	public function test_a_mistake_is_named_and_changes_nothing(): void {
		$this->assert_mistakes_change_nothing( self::mistakes( (string) Scene::run( 'closed', [ 'active_slot' => null ] ) ) );
	}

	/** @return iterable<string, array{list<string>, string}> */
	private static function mistakes( string $ended ): iterable {
		$why = [ '--reason=a test', '--yes' ];
		yield 'no reason' => [ [ 'rollback', 'start', '--yes' ], 'reason: ' ];
		yield 'an empty reason' => [ [ 'rollback', 'start', '--reason= ', '--yes' ], 'reason: ' ];
		yield 'nobody to answer' => [ [ 'rollback', 'start', '--reason=a test' ], '--yes' ];
		yield 'a scenario that is not there' => [ [ 'rollback', 'start', 'nonsense', ...$why ], 'scenario: ' ];
		yield 'a key that is none' => [ [ 'rollback', 'start', '--key=short', ...$why ], 'idempotency_key: ' ];
		yield 'a format that is not there' => [ [ 'rollback', 'status', '--format=csv' ], 'format' ];
		yield 'a run that is not there' => [ [ 'rollback', 'abort', '99999999', ...$why ], 'There is no run 99999999.' ];
		yield 'a number that is none' => [ [ 'rollback', 'close', 'nonsense', ...$why ], 'id: ' ];
		yield 'a run that has ended' => [ [ 'rollback', 'abort', $ended, ...$why ], 'has ended' ];
		yield 'nothing to resume' => [ [ 'rollback', 'resume', $ended ], 'nothing to resume' ];
	}
}
