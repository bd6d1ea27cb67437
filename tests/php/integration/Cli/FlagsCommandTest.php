<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Tests\Integration\Rest\Scene;

/** `wp smartalloc-ops flags`: the same service as the screen, and a shell that cannot be asked. */
final class FlagsCommandTest extends CliTestCase {
	public function test_the_list_has_every_switch_of_the_site(): void {
		$rows  = self::json( $this->ops_changing_nothing( 'flags', 'list', '--format=json' ) );
		$names = array_map( static fn ( array $row ): string => trim( "{$row['flag']} {$row['scope']}" ), $rows );
		self::assertSame( [ 'gppa', 'gppa 150', 'queue', 'comms', 'webhooks', 'scheduling smartalloc_allocate', 'scheduling smartalloc_notify', 'scheduling smartalloc_export', 'scheduling gf:gf_feed_processor', 'scheduling gf:gf_notifications_processor', 'intake 150', 'generic_path', 'export_mode' ], $names );
		self::assertSame( [ 0, 'on', null ], [ $rows[3]['revision'], $rows[3]['value'], $rows[3]['by'] ] );
	}

	public function test_a_dry_run_shows_the_reach_and_changes_nothing(): void {
		$text = $this->ops_changing_nothing( 'flags', 'set', 'comms', 'off', '--dry-run' );
		self::assert_code( 0, $text );
		self::assertStringContainsString( 'nothing was changed', $text->stdout );
		$preview = self::json( $this->ops_changing_nothing( 'flags', 'set', 'comms', 'off', '--dry-run', '--format=json' ) );
		self::assertSame( [ 'comms', 'off', 0 ], [ $preview['flag'], $preview['value'], $preview['revision'] ] );
		self::assertNotEmpty( $preview['reach'] );
	}

	public function test_an_event_and_a_processor_are_paused_like_a_group(): void {
		wp_schedule_single_event( time() + 600, 'smartalloc_nightly' );
		foreach ( [ 'cron:smartalloc_nightly', 'gf:gf_feed_processor' ] as $scope ) {
			self::assert_code( 0, $this->ops( 'flags', 'set', 'scheduling', 'off', "--scope={$scope}", '--reason=a test', '--yes' ) );
			$rows = array_column( self::json( $this->ops( 'queue', 'list', '--format=json' ) ), null, 'id' );
			self::assertSame( 'paused', $rows[ $scope ]['state'] );
			self::assert_code( 0, $this->ops( 'flags', 'revert', 'scheduling', '0', "--scope={$scope}", '--yes' ) );
		}
		self::assert_error( $this->ops( 'flags', 'set', 'scheduling', 'off', '--scope=cron:smartalloc_ops_tick', '--reason=a test', '--yes' ), 'This console lives by it' );
		self::assert_error( $this->ops( 'flags', 'set', 'scheduling', 'off', '--scope=cron:smartalloc_nothing', '--reason=a test', '--yes' ), 'There is no queue' );
	}

	public function test_set_writes_a_revision_with_who_and_why(): void {
		self::assert_code( 0, $this->ops( 'flags', 'set', 'scheduling', 'off', '--scope=smartalloc_export', '--reason=Exports run out of memory', '--yes' ) );
		self::assertSame(
			[
				'revision' => 1,
				'value'    => 'off',
			],
			Scene::flag( 'scheduling', 'smartalloc_export' )
		);
		$rows = self::json( $this->ops( 'flags', 'history', 'scheduling', '--scope=smartalloc_export', '--format=json' ) );
		self::assertSame( [ 1, 'on', 'off', 'WP-CLI', 'Exports run out of memory' ], [ $rows[0]['revision'], $rows[0]['previous'], $rows[0]['value'], $rows[0]['by'], $rows[0]['reason'] ] );
	}

	public function test_set_for_a_while_says_when_it_ends_and_what_comes_then(): void {
		$set = $this->ops( 'flags', 'set', 'comms', 'off', '--until=+2 hours', '--then=ask', '--reason=SMTP is down', '--yes' );
		self::assert_code( 0, $set );
		self::assertStringContainsString( 'asks a person', $set->stdout );
		$rows = self::json( $this->ops( 'flags', 'history', 'comms', '--format=json' ) );
		self::assertEqualsWithDelta( time() + 7200, strtotime( $rows[0]['until'] ), 60 );
		foreach ( [ [ '--until=yesterday' ], [ '--until=someday' ], [ '--until=+40 days' ] ] as $wrong ) {
			$refused = $this->ops_changing_nothing( 'flags', 'set', 'webhooks', 'off', '--reason=a test', '--yes', ...$wrong );
			self::assert_code( 1, $refused );
			self::assertStringContainsString( 'until', $refused->stderr );
		}
	}

	public function test_revert_sets_it_to_what_it_was_as_a_new_revision(): void {
		foreach ( [ 'off', 'on' ] as $value ) {
			self::assert_code( 0, $this->ops( 'flags', 'set', 'comms', $value, '--reason=it was ' . $value, '--yes' ) );
		}
		self::assert_code( 0, $this->ops( 'flags', 'revert', 'comms', '1', '--yes' ) );
		$rows = self::json( $this->ops( 'flags', 'history', 'comms', '--format=json' ) );
		self::assertSame( [ 3, 'off', 'Back to revision 1. it was off' ], [ $rows[0]['revision'], $rows[0]['value'], $rows[0]['reason'] ] );
		self::assert_code( 0, $this->ops( 'flags', 'revert', 'comms', '0', '--yes' ) );
		self::assertSame( 'on', Scene::flag( 'comms' )['value'] );
		$gone = $this->ops_changing_nothing( 'flags', 'revert', 'comms', '99', '--yes' );
		self::assert_code( 1, $gone );
		self::assertStringContainsString( '99', $gone->stderr );
	}

	public function test_a_freeze_can_be_started_seen_and_ended_and_refuses_meanwhile(): void {
		self::assert_code( 0, $this->ops( 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' ) );
		self::assert_code( 0, $this->ops( 'freeze', 'status' ) );
		self::assert_code( 0, $this->ops( 'freeze', 'start', '--until=+2 hours', '--reason=registrations', '--yes' ) );
		self::assert_code( 10, $this->ops( 'freeze', 'status', '--format=json' ) );
		$refused = $this->ops_changing_nothing( 'flags', 'set', 'comms', 'on', '--reason=a test', '--yes' );
		self::assert_code( 1, $refused );
		self::assertStringContainsString( 'registrations', $refused->stderr );
		self::assert_code( 0, $this->ops( 'freeze', 'stop', '--reason=it is quiet', '--yes' ) );
		self::assert_code( 0, $this->ops( 'flags', 'set', 'comms', 'on', '--reason=a test', '--yes' ) );
	}

	public function test_seen_names_the_kinds_of_process(): void {
		self::assert_code( 0, $this->ops( 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' ) );
		$rows  = self::json( $this->ops( 'flags', 'seen', '--format=json' ) );
		$comms = array_values( array_filter( $rows, static fn ( array $row ): bool => 'comms' === $row['flag'] ) )[0];
		self::assertSame( [ true, null, null ], [ is_string( $comms['cli'] ), $comms['web'], $comms['cron'] ] );
	}

	public function test_set_tells_the_new_state_as_json(): void {
		$flag = self::json( $this->ops( 'flags', 'set', 'gppa', 'off', '--scope=150', '--reason=a test', '--yes', '--format=json' ) );
		self::assertSame( [ 'gppa', '150', 'off', 1, 'a test' ], [ $flag['flag'], $flag['scope'], $flag['value'], $flag['revision'], $flag['reason'] ] );
	}

	public function test_the_user_given_to_wp_cli_is_on_record(): void {
		self::assert_code( 0, $this->wp( [ '--user=owner', 'smartalloc-ops', 'flags', 'set', 'comms', 'off', '--reason=a test', '--yes' ] ) );
		self::assertSame( 'WP-CLI as owner', self::json( $this->ops( 'flags', 'history', 'comms', '--format=json' ) )[0]['by'] );
	}

	public function test_a_question_that_nobody_answers_is_a_no_and_no_success(): void {
		self::assert_error( $this->ops_changing_nothing( 'flags', 'set', 'comms', 'off', '--reason=a test' ), '--yes' );
	}

	public function test_a_mistake_is_named_and_changes_nothing(): void {
		$this->assert_mistakes_change_nothing( self::mistakes() );
	}

	/** @return iterable<string, array{list<string>, string}> */
	private static function mistakes(): iterable {
		$why = [ '--reason=a test', '--yes' ];
		yield 'no reason' => [ [ 'flags', 'set', 'comms', 'off', '--yes' ], 'reason: ' ];
		yield 'an empty reason' => [ [ 'flags', 'set', 'comms', 'off', '--reason=  ', '--yes' ], 'reason: ' ];
		yield 'a flag that is not there' => [ [ 'flags', 'set', 'nonsense', 'off', ...$why ], '"nonsense"' ];
		yield 'a value that is not there' => [ [ 'flags', 'set', 'comms', 'perhaps', ...$why ], 'value: ' ];
		yield 'the value it has' => [ [ 'flags', 'set', 'comms', 'on', ...$why ], 'value: ' ];
		yield 'a scope that is not there' => [ [ 'flags', 'set', 'scheduling', 'off', '--scope=nonsense', ...$why ], '"nonsense"' ];
		yield 'no scope where one is needed' => [ [ 'flags', 'set', 'scheduling', 'off', ...$why ], 'smartalloc_notify' ];
		yield 'a revision that is no number' => [ [ 'flags', 'set', 'comms', 'off', '--revision=latest', ...$why ], 'revision: ' ];
		yield 'an option that is not there' => [ [ 'flags', 'set', 'comms', 'off', '--nonsense=1', ...$why ], 'nonsense' ];
		yield 'a format that is not there' => [ [ 'flags', 'set', 'comms', 'off', '--format=nonsense', ...$why ], 'format' ];
	}

	public function test_a_lost_race_says_who_was_first_and_changes_nothing(): void {
		self::assert_code( 0, $this->ops( 'flags', 'set', 'comms', 'off', '--revision=0', '--reason=I was first', '--yes' ) );
		self::assert_error( $this->ops_changing_nothing( 'flags', 'set', 'comms', 'on', '--revision=0', '--reason=I was second', '--yes' ), 'changed meanwhile', 'WP-CLI' );
	}

	public function test_a_refusal_prints_its_reasons_and_changes_nothing(): void {
		as_schedule_single_action( time() + HOUR_IN_SECONDS, 'smartalloc_allocate_entry', [ 1 ], 'smartalloc_allocate' );
		$refused = $this->ops_changing_nothing( 'flags', 'set', 'queue', 'wp_cron', '--reason=a test', '--yes' );
		self::assert_error( $refused, 'needs_migration', '1 job', 'Refused. Nothing was changed.' );
		self::assertSame( 1, substr_count( $refused->stderr, 'needs_migration' ) );
		$dry = $this->ops_changing_nothing( 'flags', 'set', 'queue', 'wp_cron', '--dry-run', '--format=json' );
		self::assertSame( 'needs_migration', self::json( $dry )['refusals'][0]['code'] );
	}
}
