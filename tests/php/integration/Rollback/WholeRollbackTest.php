<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Recovery\Tree;
use SmartAllocOps\Rollback\Wish;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** A bad release goes and the last known good one comes back, with the queue held meanwhile and let go afterwards. */
final class WholeRollbackTest extends BadReleaseTestCase {
	private const UNTIL_SMOKE = [ 'preflight', 'tell', 'freeze', 'hold_scheduling', 'drain', 'snapshot', 'arm', 'swap', 'caches', 'probe', 'smoke' ];

	public function test_it_goes_from_the_bad_release_to_the_good_one_and_nothing_is_lost_or_done_twice(): void {
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$run = $this->roll_back();
		self::assertSame( [ RunState::WaitsForPerson, 'smoke' ], [ $run->state, $run->waiting()['reason'] ?? '' ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( self::UNTIL_SMOKE, $this->names( $run ) );
		self::assertSame( $this->good->digest, self::standing() );
		self::assertStringContainsString( 'The good build is loaded.', $this->evidence( $run, 'probe' ) );
		self::assertNull( ( new \SmartAllocOps\Recovery\Watch( self::places(), 'smart-alloc' ) )->state()->stopped_until, 'SmartAlloc loads again.' );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$this->call_wp_cron( 'action_scheduler_run_queue' );
		self::assertSame( [], self::runs(), 'Nothing begins before somebody has tried the site.' );

		$answer = Users::browser( 'smartalloc_owner' )->rest( 'POST', "/runs/{$run->id}/answers", [ 'answer' => 'passed', 'reason' => 'The form works.', 'revision' => $run->version ] );
		self::assertSame( 200, $answer->status, $answer->describe() );
		$clock = self::clock();
		for ( $minute = 0; $minute < 5 && $this->run_now()->state->is_waiting(); $minute++ ) {
			$clock->now_ms += 61_000;
			$this->services( $clock )->runs()->resume_interrupted();
		}
		$run = $this->run_now();
		self::assertSame( [ 'finished', false ], [ $run->state->value, $run->is_active ], (string) wp_json_encode( $run->outcome ) );
		$report = (array) $run->outcome['report'];
		self::assertSame( [ 'local_swap', '1.1.0', '1.0.0', 0 ], [ $report['strategy'], $report['before']['version'], $report['after']['version'], $report['failed'] ] );
		for ( $turn = 0; $turn < 3; $turn++ ) {
			$this->release_everything();
			$this->run_queue();
		}
		self::assertSame( 2, Testbench::allocations() );
		self::assertSame( [ 1, 1, 1, 1 ], array_values( self::mails() ) );
		self::assertSame( [ 1, 1 ], array_values( Testbench::counts_by_key( 'webhook' ) ) );
	}

	public function test_jobs_are_let_go_few_at_first_and_not_at_all_when_the_first_ones_fail(): void {
		for ( $entry = 1; $entry <= 10; $entry++ ) {
			$this->store_allocation( $entry );
		}
		$run   = $this->roll_back();
		$clock = self::clock();
		$this->services( $clock )->runs()->answer( $run->id, 'passed', 'fine', null, Actor::cli() );
		self::assertCount( 1, self::runs() );
		$this->services( $clock )->runs()->resume_interrupted();
		self::assertCount( 1, self::runs(), 'The minute is not over.' );
		$clock->now_ms += 61_000;
		$this->services( $clock )->runs()->resume_interrupted();
		self::assertCount( 6, self::runs() );
		\SmartAllocDouble\Faults::set( 'fail' );
		$clock->now_ms += 61_000;
		$this->services( $clock )->runs()->resume_interrupted();
		$run = $this->run_now();
		self::assertSame( RunState::NeedsOperator, $run->state, (string) wp_json_encode( $run->outcome ) );
		self::assertSame( 'off', $this->services()->flags()->state( 'scheduling', self::ALLOCATE )->value );
	}

	public function test_while_a_runner_that_died_has_jobs_in_hand_none_is_let_go_and_that_is_said(): void {
		global $wpdb;
		for ( $entry = 1; $entry <= 10; $entry++ ) {
			$this->store_allocation( $entry );
		}
		$run     = $this->roll_back();
		$clock   = self::clock();
		$actions = "{$wpdb->prefix}actionscheduler_actions";
		$claim   = static fn ( int $claim ): int|bool => $wpdb->query( $wpdb->prepare( 'UPDATE %i SET claim_id = %d WHERE action_id = %d', $actions, $claim, (int) $wpdb->get_var( $wpdb->prepare( "SELECT MAX(action_id) FROM %i WHERE status = 'pending'", $actions ) ) ) );
		$claim( 999 );
		$this->services( $clock )->runs()->answer( $run->id, 'passed', 'fine', null, Actor::cli() );
		self::assertCount( 0, self::runs() );
		$run = $this->run_now();
		self::assertSame( [ RunState::WaitsForSite, 'trickle' ], [ $run->state, $run->waiting()['reason'] ?? '' ] );
		self::assertStringContainsString( 'another queue runner has jobs in hand', (string) wp_json_encode( $run->outcome ) );
		$claim( 0 );
		$clock->now_ms += 61_000;
		$this->services( $clock )->runs()->resume_interrupted();
		self::assertCount( 1, self::runs() );
		self::assertStringNotContainsString( 'in hand', (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	public function test_what_was_born_in_the_bad_release_is_marked_and_found_and_an_abort_takes_the_marks_off(): void {
		$this->set_flag( 'comms', 'off' );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$before = count( $this->rows( 'SELECT id FROM {work}' ) );
		$db = $this->services()->db;
		$db->execute( 'UPDATE %i SET created_at = created_at - 60000', [ $db->table( 'work' ) ] );
		touch( self::folder() . '/smart-alloc.php' );
		self::assertSame( 200, $this->submit_as_visitor()->status );
		$born = count( $this->rows( 'SELECT id FROM {work}' ) ) - $before;
		self::assertGreaterThan( 0, min( $before, $born ) );

		$run  = $this->roll_back();
		self::assertStringContainsString( "\"$born\"", $this->evidence( $run, 'snapshot' ) );
		$list = Users::browser( 'administrator' )->rest( 'GET', "/work?marked_run={$run->id}" )->json()['items'];
		self::assertSame( [ $born, [ $run->id ] ], [ count( $list ), array_values( array_unique( array_column( $list, 'marked_run' ) ) ) ] );
		$this->services()->runs()->abort( $run->id, 'The other way', Actor::cli() );
		self::assertSame( [], $this->rows( 'SELECT id FROM {work} WHERE marked_run IS NOT NULL' ) );
	}

	public function test_aborting_after_the_swap_brings_back_what_stood_there(): void {
		$bad = self::standing();
		$run = $this->roll_back();
		self::assertSame( $this->good->digest, self::standing() );
		$run = $this->services()->runs()->abort( $run->id, 'it was not the release', Actor::cli() );
		self::assertSame( [ RunState::Aborted, $bad ], [ $run->state, self::standing() ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( 'on', $this->services()->flags()->state( 'comms', '' )->value );
	}

	public function test_a_reverse_swap_that_cannot_be_done_waits_for_an_operator_with_commands_that_need_no_wordpress(): void {
		$run = $this->roll_back();
		Tree::delete( WP_CONTENT_DIR . '/' . \SmartAllocOps\Recovery\Places::WORK . 'smart-alloc' );
		$run = $this->services()->runs()->abort( $run->id, 'it was not the release', Actor::cli() );
		self::assertSame( RunState::NeedsOperator, $run->state );
		self::assertStringContainsString( 'rescue.php revert', (string) wp_json_encode( $run->outcome, JSON_UNESCAPED_SLASHES ) );
		self::assertSame( $this->good->digest, self::standing() );
	}

	public function test_what_does_not_work_after_the_swap_stays_held(): void {
		$run = $this->roll_back();
		$run = $this->services()->runs()->answer( $run->id, 'failed', 'The form is empty.', $run->version, Actor::cli() );
		self::assertSame( RunState::NeedsOperator, $run->state );
		self::assertSame( 'off', $this->services()->flags()->state( 'comms', '' )->value );
		$run = $this->services()->runs()->resume( $run->id, Actor::cli() );
		self::assertSame( RunState::WaitsForPerson, $run->state, 'It is tried again.' );
	}

	public function test_where_a_swap_cannot_be_done_a_person_is_told_how_and_the_run_waits_for_the_files(): void {
		mkdir( self::folder() . '/.git' );
		$run = $this->roll_back();
		self::assertSame( [ RunState::WaitsForSite, 'build' ], [ $run->state, $run->waiting()['reason'] ?? '' ], (string) wp_json_encode( $run->outcome ) );
		self::assertStringContainsString( "{$this->good->id}.sha256", (string) wp_json_encode( $run->outcome ) );
		self::assertStringContainsString( 'git checkout', $this->evidence( $run, 'preflight' ) );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( RunState::WaitsForSite, $this->run_now()->state );
		self::put_in_place( $this->original() );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( [ 'waits_for_person', 'smoke' ], [ $this->run_now()->state->value, $this->run_now()->waiting()['reason'] ?? '' ], (string) wp_json_encode( $this->run_now()->outcome ) );
	}

	public function test_the_deployment_of_the_site_is_asked_once_and_waited_for(): void {
		$this->must_use( "add_action( 'smartalloc_ops_external_revert', static function ( array \$wanted ): void { update_option( 'smartalloc_test_asked', [ ...(array) get_option( 'smartalloc_test_asked', [] ), \$wanted ] ); } );" );
		delete_option( 'smartalloc_test_asked' );
		$run = $this->roll_back( '--strategy=external' );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		wp_cache_flush();
		self::assertSame( [ [ 'run' => $run->id, 'archive' => $this->good->id, 'digest' => $this->good->digest, 'version' => '1.0.0' ] ], get_option( 'smartalloc_test_asked' ) );
		delete_option( 'smartalloc_test_asked' );
	}

	public function test_it_refuses_with_every_reason_before_anything_is_touched_and_a_dry_run_says_the_same(): void {
		mkdir( self::folder() . '/.git' );
		update_option( 'core_updater.lock', time() );
		$archive = (string) ( glob( self::places()->vault()->folder . '/*.tar.gz' ) ?: [ '' ] )[0];
		file_put_contents( $archive, 'x', FILE_APPEND );
		$this->services()->heartbeats()->beat( 'node.another' );
		$plan  = $this->services()->rollbacks()->plan( new Wish( 'bad_release', 'local_swap' ) );
		$codes = array_column( $plan['refusals'], 'code' );
		self::assertSame( [ 'changed', 'git_checkout', 'several_nodes', 'updating' ], $codes );
		$answer = Users::browser( 'smartalloc_owner' )->rest( 'POST', '/rollbacks', [ 'scenario' => 'bad_release', 'reason' => 'why', 'confirmation' => '1.1.0', 'idempotency_key' => 'a-test-key', 'strategy' => 'local_swap' ] );
		self::assertSame( 422, $answer->status, $answer->describe() );
		self::assertSame( $codes, array_column( $answer->json()['data']['refusals'], 'code' ) );
		self::assertSame( [], $this->rows( 'SELECT id FROM {runs}' ) );
		delete_option( 'core_updater.lock' );
	}

	/** @return array<string, array{string, string, string}> */
	public static function ways(): array {
		return [
			'the good build stands there' => [ 'good', 'contain', 'stands' ],
			'nothing in the way'  => [ '', 'local_swap', '' ],
			'a checkout'          => [ 'git', 'manual', 'git_checkout' ],
			'several machines'    => [ 'node', 'manual', 'several_nodes' ],
			'no file may change'  => [ 'mods', 'manual', 'file_mods' ],
			'a deployment that listens' => [ 'deployment', 'external', 'git_checkout' ],
		];
	}

	#[DataProvider( 'ways' )]
	public function test_the_way_is_chosen_by_what_the_site_is_and_says_why( string $what, string $strategy, string $obstacle ): void {
		'git' === $what || 'deployment' === $what ? mkdir( self::folder() . '/.git' ) : null;
		'good' === $what ? self::put_in_place( $this->original() ) : null;
		'node' === $what ? $this->services()->heartbeats()->beat( 'node.another' ) : null;
		'mods' === $what ? add_filter( 'file_mod_allowed', '__return_false' ) : null;
		'deployment' === $what ? add_action( 'smartalloc_ops_external_revert', '__return_null' ) : null;
		$plan = $this->services()->rollbacks()->plan( new Wish( 'bad_release' ) );
		self::assertSame( [ $strategy, [] ], [ $plan['strategy'], $plan['refusals'] ] );
		self::assertSame( array_values( array_filter( [ $obstacle ] ) ), array_column( $plan['obstacles'], 'code' ) );
	}

	public function test_a_rehearsal_reads_everything_touches_nothing_that_runs_and_is_heard_of(): void {
		$bad  = self::standing();
		self::assertSame( 'not_set_up', $this->rehearsed() );
		$done = $this->wp( [ 'smartalloc-ops', 'rollback', 'rehearse', '--format=json' ] );
		self::assertSame( 0, $done->code, $done->describe() );
		self::assertSame( [ $bad, 'good', [] ], [ self::standing(), $this->rehearsed(), (array) glob( WP_CONTENT_DIR . '/' . \SmartAllocOps\Recovery\Places::WORK . '*' ) ] );
		self::assertSame( [], $this->rows( 'SELECT id FROM {flag_revisions}' ) );
		file_put_contents( (string) ( glob( self::places()->vault()->folder . '/*.tar.gz' ) ?: [ '' ] )[0], 'x', FILE_APPEND );
		self::assertSame( 11, $this->wp( [ 'smartalloc-ops', 'rollback', 'rehearse' ] )->code );
		self::assertSame( 'critical', $this->rehearsed() );
	}

	public function test_a_rehearsal_over_rest_changes_nothing_but_its_record_and_the_journal(): void {
		$mine    = [ 'smartalloc_ops_asks', 'smartalloc_ops_heartbeats', 'smartalloc_ops_journal' ];
		$seen    = static function () use ( $mine ): array {
			global $wpdb;
			wp_cache_flush();
			clearstatcache();
			// What a request of its own leaves behind, whoever asks for what: sessions, sightings, core's transients.
			$options = $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name NOT LIKE '%transient%' AND option_name <> 'smartalloc_ops_rehearsal' AND option_name <> 'cron' ORDER BY option_name", ARRAY_A );
			$tables  = Tables::checksums();
			// By one of them WP-Cron's way in says which build it has.
			$tables['heartbeats'] = (string) wp_json_encode( $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_heartbeats WHERE name <> 'build.cron' ORDER BY name", ARRAY_A ) );
			return [
				self::standing(),
				self::files_of_content(),
				$options,
				array_filter( $tables, static fn ( string $table ): bool => [] === array_filter( $mine, static fn ( string $name ): bool => str_ends_with( $table, $name ) ), ARRAY_FILTER_USE_KEY ),
			];
		};
		$browser = Users::browser( 'administrator' );
		self::assertSame( [ 200, null ], [ $browser->rest( 'GET', '/rehearsals' )->status, $browser->rest( 'GET', '/rehearsals' )->json()['last'] ] );
		// Every kind of process is asked, and notes once by which flags it goes.
		self::assertSame( 200, $browser->rest( 'POST', '/rehearsals', [ 'idempotency_key' => 'test-rehearsal-first' ] )->status );
		$before  = $seen();
		$done    = $browser->rest( 'POST', '/rehearsals', [ 'idempotency_key' => 'test-rehearsal' ] );
		self::assertSame( 200, $done->status, $done->describe() );
		self::assertEquals( $before, $seen() );

		$last = $browser->rest( 'GET', '/rehearsals' )->json()['last'];
		self::assertSame( $done->json()['last'], $last );
		self::assertSame( [ true, true, $this->good->id, 'admin', [ 'look', 'unpack', 'ask' ], [ null, null, null ] ], [ $last['ok'], $last['is_good'], $last['archive'], $last['actor']['name'], array_column( $last['parts'], 'id' ), array_column( $last['parts'], 'failed' ) ] );
		$tick = array_column( $browser->rest( 'GET', '/rollbacks/readiness' )->json()['ticks'], null, 'id' )['rehearsal'];
		self::assertSame( [ 'good', $last['at'] ], [ $tick['status'], $tick['at'] ] );
	}

	/** @return array<string, string> Hash by path; links are not followed. Left out are the database and logs, which every request writes to. */
	private static function files_of_content(): array {
		$files = [];
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( WP_CONTENT_DIR, \FilesystemIterator::SKIP_DOTS ), \RecursiveIteratorIterator::SELF_FIRST ) as $path => $file ) {
			assert( $file instanceof \SplFileInfo );
			if ( 1 !== preg_match( '#/database/|-log-|\.log$#', (string) $path ) ) {
				$files[ (string) $path ] = $file->isLink() || $file->isDir() ? $file->getType() : (string) md5_file( (string) $path );
			}
		}
		ksort( $files );
		return $files;
	}

	/** @phpstan-impure */
	private function rehearsed(): string {
		return array_column( $this->services()->rollbacks()->ticks(), 'status', 'id' )['rehearsal'];
	}

	/** @return list<string> */
	private function names( Run $run ): array {
		return array_map( static fn ( array $row ): string => (string) $row['name'], $this->rows( "SELECT name FROM {run_steps} WHERE run_id = {$run->id} ORDER BY id" ) );
	}

	private function evidence( Run $run, string $step ): string {
		return (string) $this->row( "SELECT output FROM {run_steps} WHERE run_id = {$run->id} AND name = '$step' ORDER BY id DESC LIMIT 1" )['output'];
	}
}
