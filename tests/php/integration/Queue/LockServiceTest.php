<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Queue;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Queue\Lock;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Users;

final class LockServiceTest extends PipelineTestCase {
	/** Longer than Action Scheduler itself waits for a silent runner. */
	private const LONG = 400;

	public function test_a_claim_whose_runner_died_is_shown_with_what_proves_it(): void {
		$this->dead_claim( waiting: 2, begun: 1, quiet_s: self::LONG );

		$lock = $this->only_claim();

		self::assertSame( [ 'stale', 300 ], [ $lock->state, $lock->limit_s ] );
		self::assertEqualsWithDelta( self::LONG, (int) $lock->quiet_s, 5 );
		self::assertNull( $lock->refusal );
		self::assertStringContainsString( '2 jobs that have not begun and 1', implode( ' ', $lock->evidence ) );
	}

	public function test_taking_it_away_frees_what_had_not_begun_and_fails_what_had(): void {
		[ $claim, $ids ] = $this->dead_claim( waiting: 2, begun: 1, quiet_s: self::LONG );
		$told            = [];
		add_action(
			'action_scheduler_failed_action',
			static function ( $id ) use ( &$told ): void {
				$told[] = (int) $id;
			}
		);
		self::assertSame( 1, \ActionScheduler::store()->get_claim_count() );

		$this->remove( "as_claim:{$claim}" );

		self::assertSame( [ 'pending', 'pending', 'failed' ], $this->statuses( ...$ids ) );
		self::assertSame( 0, \ActionScheduler::store()->get_claim_count() );
		self::assertSame( [ $ids[2] ], $told );
		self::assertSame( [ 'lock.removing', 'lock.removed' ], $this->journaled() );
		self::assertSame( [], $this->claims() );
	}

	public function test_a_queue_that_a_dead_claim_stopped_runs_again(): void {
		[ $claim ] = $this->dead_claim( waiting: 1, begun: 1, quiet_s: self::LONG );
		$this->store_allocation( 9 );
		// Its own cleaner would do it too, when a runner comes: here it is kept from it, as by a filter of the site.
		add_filter( 'action_scheduler_timeout_period', static fn (): int => 390 );
		add_filter( 'action_scheduler_failure_period', static fn (): int => 390 );
		self::assertTrue( \ActionScheduler::runner()->has_maximum_concurrent_batches() );

		$this->remove( "as_claim:{$claim}" );
		$this->run_queue();

		self::assertSame( 1, self::runs()['allocate:9'] ?? 0 );
	}

	public function test_a_claim_that_was_active_a_moment_ago_is_refused_with_the_way_forward(): void {
		[ $claim, $ids ] = $this->dead_claim( waiting: 2, begun: 1, quiet_s: 60 );

		try {
			$this->remove( "as_claim:{$claim}" );
			self::fail( 'It was taken away.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'not_provably_stale', $refused->refusals[0]->code );
			self::assertNotNull( $refused->refusals[0]->action );
		}
		self::assertSame( [ 'pending', 'pending', 'in-progress' ], $this->statuses( ...$ids ) );
		self::assertSame( [], $this->journaled() );
	}

	public function test_a_line_in_the_log_of_its_job_keeps_a_claim_alive(): void {
		[ $claim, $ids ] = $this->dead_claim( waiting: 0, begun: 1, quiet_s: self::LONG );
		\ActionScheduler_Logger::instance()->log( (string) $ids[0], 'still at it' );

		$this->expectException( Refused::class );
		$this->remove( "as_claim:{$claim}" );
	}

	public function test_where_a_filter_says_never_nothing_is_provable(): void {
		[ $claim ] = $this->dead_claim( waiting: 1, begun: 1, quiet_s: 90_000 );
		add_filter( 'action_scheduler_failure_period', static fn (): int => -1 );

		self::assertNull( $this->only_claim()->limit_s );
		$this->expectException( Refused::class );
		$this->remove( "as_claim:{$claim}" );
	}

	public function test_a_longer_limit_of_the_site_is_kept(): void {
		[ $claim ] = $this->dead_claim( waiting: 1, begun: 1, quiet_s: self::LONG );
		add_filter( 'action_scheduler_failure_period', static fn (): int => 1_800 );

		$this->expectException( Refused::class );
		$this->remove( "as_claim:{$claim}" );
	}

	public function test_a_claim_that_changed_since_it_was_seen_is_a_lost_race_and_shows_what_is_there_now(): void {
		[ $claim, $ids ] = $this->dead_claim( waiting: 2, begun: 0, quiet_s: self::LONG );
		$seen            = $this->only_claim();
		\ActionScheduler::store()->unclaim_action( (string) $ids[0] );

		try {
			$this->services()->queue_services()->locks()->remove( $seen->id, $seen->fingerprint, 'a test', Actor::cli() );
			self::fail( 'It was taken away.' );
		} catch ( Conflict $lost ) {
			self::assertSame( "as_claim:{$claim}", $lost->present instanceof Lock ? $lost->present->id : null );
		}
		self::assertSame( [ 'pending', 'pending' ], $this->statuses( ...$ids ) );
	}

	public function test_a_runner_that_wakes_up_between_the_look_and_the_statement_keeps_its_claim(): void {
		[ $claim, $ids ] = $this->dead_claim( waiting: 2, begun: 0, quiet_s: self::LONG );
		$seen            = $this->only_claim();
		$claims          = new \SmartAllocOps\Platform\ActionClaims( $this->services()->db );
		$this->begin( $ids[0] );

		$changed = $claims->take_away( $claim, 2, $this->services()->clock->now_ms() - (int) $seen->limit_s * 1000 );

		self::assertNull( $changed );
		self::assertSame( [ 'in-progress', 'pending' ], $this->statuses( ...$ids ) );
		self::assertSame( 1, \ActionScheduler::store()->get_claim_count() );
	}

	public function test_of_many_who_take_it_away_at_once_one_wins(): void {
		[ , $ids ] = $this->dead_claim( waiting: 2, begun: 2, quiet_s: self::LONG );
		$seen      = $this->only_claim();
		$results   = $this->parallel(
			4,
			'global $wpdb;
			try {
				( new \SmartAllocOps\Services( $wpdb ) )->queue_services()->locks()->remove( $args["id"], $args["fingerprint"], "a race", \SmartAllocOps\Journal\Actor::cli() );
				return "won";
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return "lost";
			}',
			[ 'id' => $seen->id, 'fingerprint' => $seen->fingerprint ]
		);
		$outcomes = array_map( static fn ( $worker ) => $worker->value, $results );
		sort( $outcomes );

		self::assertSame( [ 'lost', 'lost', 'lost', 'won' ], $outcomes );
		self::assertSame( [ 'pending', 'pending', 'failed', 'failed' ], $this->statuses( ...$ids ) );
		self::assertCount( 1, array_keys( $this->journaled(), 'lock.removed', true ) );
	}

	public function test_a_claim_that_holds_nothing_blocks_nobody_and_only_its_row_goes(): void {
		[ $claim ] = $this->dead_claim( waiting: 0, begun: 0, quiet_s: self::LONG );
		self::assertSame( 'harmless', $this->only_claim()->state );

		$this->remove( "as_claim:{$claim}" );

		self::assertSame( [], $this->claims() );
	}

	public function test_the_lock_of_wp_cron_is_live_while_it_holds_and_harmless_afterwards(): void {
		set_transient( 'doing_cron', sprintf( '%.22F', microtime( true ) - 10 ) );
		self::assertSame( 'live', $this->lock( 'cron_lock' )->state );
		set_transient( 'doing_cron', sprintf( '%.22F', microtime( true ) - 600 ) );
		self::assertSame( 'harmless', $this->lock( 'cron_lock' )->state );

		$this->remove( 'cron_lock' );

		self::assertFalse( get_transient( 'doing_cron' ) );
	}

	public function test_a_live_lock_of_wp_cron_is_refused(): void {
		set_transient( 'doing_cron', sprintf( '%.22F', microtime( true ) ) );
		$this->expectException( Refused::class );
		$this->remove( 'cron_lock' );
	}

	public function test_the_lock_of_the_loopback_runner_is_stale_only_where_it_would_hold_longer_than_any(): void {
		foreach ( [ 30 => 'live', -30 => 'harmless', 86_400 => 'stale' ] as $ends_in_s => $state ) {
			update_option( 'action_scheduler_lock_async-request-runner', uniqid( '', true ) . '|' . ( time() + $ends_in_s ), false );
			self::assertSame( $state, $this->lock( 'as_lock:async-request-runner' )->state, "ends in {$ends_in_s} s" );
		}

		$this->remove( 'as_lock:async-request-runner' );

		self::assertFalse( get_option( 'action_scheduler_lock_async-request-runner' ) );
	}

	public function test_a_lock_that_was_taken_anew_since_it_was_seen_stays(): void {
		update_option( 'action_scheduler_lock_async-request-runner', 'one|' . ( time() - 30 ), false );
		$seen = $this->lock( 'as_lock:async-request-runner' );
		update_option( 'action_scheduler_lock_async-request-runner', 'other|' . ( time() - 20 ), false );

		try {
			$this->services()->queue_services()->locks()->remove( $seen->id, $seen->fingerprint, 'a test', Actor::cli() );
			self::fail( 'It was taken away.' );
		} catch ( Conflict ) {
			self::assertStringStartsWith( 'other|', (string) get_option( 'action_scheduler_lock_async-request-runner' ) );
		}
	}

	public function test_who_may_only_view_takes_nothing_away_and_a_reason_is_asked_for(): void {
		[ $claim ] = $this->dead_claim( waiting: 1, begun: 0, quiet_s: self::LONG );
		$seen      = $this->only_claim();
		$locks     = $this->services()->queue_services()->locks();
		foreach ( [ Forbidden::class => [ 'a test', Actor::user( Users::id( 'smartalloc_support' ) ) ], InvalidField::class => [ '  ', Actor::cli() ] ] as $expected => [ $reason, $actor ] ) {
			$thrown = null;
			try {
				$locks->remove( $seen->id, $seen->fingerprint, $reason, $actor );
			} catch ( \Throwable $thrown ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement.DetectedCatch -- looked at below.
			}
			self::assertSame( $expected, null === $thrown ? null : get_class( $thrown ) );
		}
		self::assertSame( [ "as_claim:{$claim}" ], $this->claims() );
	}

	public function test_the_commands_list_and_take_away(): void {
		[ $claim ] = $this->dead_claim( waiting: 1, begun: 0, quiet_s: self::LONG );

		$list = $this->wp( [ 'smartalloc-ops', 'queue', 'locks', '--format=csv' ] );
		$gone = $this->wp( [ 'smartalloc-ops', 'queue', 'unlock', "as_claim:{$claim}", '--reason=its server is gone', '--yes' ] );
		$none = $this->wp( [ 'smartalloc-ops', 'queue', 'unlock', "as_claim:{$claim}", '--reason=again', '--yes' ] );

		self::assertStringContainsString( "as_claim:{$claim},stale,", $list->stdout, $list->describe() );
		self::assertSame( 0, $gone->code, $gone->describe() );
		self::assertSame( 1, $none->code, $none->describe() );
		self::assertSame( [], $this->claims() );
	}

	/**
	 * A claim as a killed runner leaves it: some of its jobs have begun.
	 *
	 * @return array{int, list<int>} Claim; ids of the waiting jobs, then of the begun ones.
	 */
	private function dead_claim( int $waiting, int $begun, int $quiet_s ): array {
		global $wpdb;
		$at  = gmdate( 'Y-m-d H:i:s', time() - $quiet_s );
		$ids = [];
		for ( $number = 0; $number < $waiting + $begun; $number++ ) {
			$ids[] = $this->store_allocation( 100 + $number );
		}
		$wpdb->insert( $wpdb->prefix . 'actionscheduler_claims', [ 'date_created_gmt' => $at ] );
		$claim = (int) $wpdb->insert_id;
		foreach ( $ids as $index => $id ) {
			$wpdb->update(
				$wpdb->prefix . 'actionscheduler_actions',
				[
					'claim_id'         => $claim,
					'status'           => $index < $waiting ? 'pending' : 'in-progress',
					'last_attempt_gmt' => $at,
				],
				[ 'action_id' => $id ]
			);
		}
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET log_date_gmt = %s', $wpdb->prefix . 'actionscheduler_logs', $at ) );
		return [ $claim, $ids ];
	}

	private function begin( int $action_id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->prefix . 'actionscheduler_actions', [ 'status' => 'in-progress', 'last_attempt_gmt' => gmdate( 'Y-m-d H:i:s' ) ], [ 'action_id' => $action_id ] );
	}

	private function remove( string $id ): void {
		$this->services()->queue_services()->locks()->remove( $id, $this->lock( $id )->fingerprint, 'a test', Actor::cli() );
	}

	private function lock( string $id ): Lock {
		foreach ( $this->services()->queue_services()->locks()->all() as $lock ) {
			if ( $lock->id === $id ) {
				return $lock;
			}
		}
		self::fail( "There is no lock {$id}." );
	}

	private function only_claim(): Lock {
		$claims = $this->claims();
		self::assertCount( 1, $claims );
		return $this->lock( $claims[0] );
	}

	/** @return list<string> */
	private function claims(): array {
		return array_values( array_filter( array_map( static fn ( Lock $lock ): string => $lock->id, $this->services()->queue_services()->locks()->all() ), static fn ( string $id ): bool => str_starts_with( $id, 'as_claim:' ) ) );
	}

	/** @return list<string> */
	private function journaled(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal ORDER BY id" );
	}
}
