<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** A flag is a chain of revisions: whoever writes must have seen the last one. */
final class FlagStoreTest extends PipelineTestCase {
	private const WRITERS = 20;

	public function test_of_twenty_processes_that_set_one_flag_one_wins_and_the_others_see_who_did(): void {
		$workers = $this->parallel(
			self::WRITERS,
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			try {
				return [ "won", $flags->set( "comms", "", "off", 0, "writer $index", \SmartAllocOps\Journal\Actor::cli() )->reason ];
			} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
				return [ "lost", $lost->present->reason ];
			}'
		);
		$said    = array_map( static fn ( WorkerResult $worker ): mixed => $worker->value ?? $worker->process->describe(), $workers );
		$winners = array_values( array_filter( $said, static fn ( mixed $one ): bool => is_array( $one ) && 'won' === $one[0] ) );
		self::assertCount( 1, $winners, (string) wp_json_encode( $said ) );
		self::assertSame( array_fill( 0, self::WRITERS - 1, [ 'lost', $winners[0][1] ] ), array_values( array_filter( $said, static fn ( mixed $one ): bool => $one !== $winners[0] ) ) );
		self::assertCount( 1, $this->revisions( 'comms' ) );
		$this->assert_copy_is_the_table();
	}

	public function test_of_twenty_requests_that_set_one_flag_one_is_answered_and_nineteen_get_409_with_the_present_state(): void {
		$browser   = Users::browser( 'smartalloc_owner' );
		$exchanges = [];
		for ( $writer = 0; $writer < self::WRITERS; $writer++ ) {
			$exchanges[] = $browser->prepare( 'PUT', '/wp-json/smartalloc-ops/v1/flags/comms', [ 'value' => 'off', 'revision' => 0, 'reason' => "writer {$writer}" ] );
		}
		$by_status = [];
		foreach ( HttpExchange::send_together( $exchanges ) as $answer ) {
			$by_status[ $answer->status ][] = $answer;
		}
		ksort( $by_status );
		self::assertSame( [ 200 => 1, 409 => self::WRITERS - 1 ], array_map( 'count', $by_status ) );
		$winner = $by_status[200][0]->json();
		foreach ( $by_status[409] as $lost ) {
			self::assertSame( 'smartalloc_ops_flag_changed', $lost->error_code() );
			$flag = $lost->json()['data']['flag'];
			self::assertSame( [ $winner['value'], 1, $winner['reason'] ], [ $flag['value'], $flag['revision'], $flag['reason'] ] );
		}
		self::assertCount( 1, $this->revisions( 'comms' ) );
	}

	public function test_the_copy_is_not_behind_once_writers_of_several_flags_are_done(): void {
		$workers = $this->parallel(
			10,
			'global $wpdb;
			[ $flag, $scope ] = [ [ "comms", "" ], [ "gppa", "" ], [ "gppa", "150" ], [ "scheduling", "smartalloc_notify" ], [ "scheduling", "smartalloc_export" ] ][ $index % 5 ];
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			for ( $written = 0; $written < 4; ) {
				$now = $flags->state( $flag, $scope );
				try {
					$flags->set( $flag, $scope, "on" === $now->value ? "off" : "on", $now->revision, "writer", \SmartAllocOps\Journal\Actor::cli() );
					++$written;
				} catch ( \SmartAllocOps\Journal\Conflict $lost ) {
					continue;
				}
			}
			return $written;'
		);
		self::assertSame( array_fill( 0, 10, 4 ), array_map( static fn ( WorkerResult $worker ): mixed => $worker->value ?? $worker->process->describe(), $workers ) );
		self::assertCount( 40, $this->revisions() );
		$this->assert_copy_is_the_table();
	}

	public function test_a_writer_that_is_overtaken_between_reading_and_copying_copies_again(): void {
		$nested = function ( mixed $copy ) use ( &$nested ): mixed {
			remove_filter( 'pre_update_option_smartalloc_ops_flags', $nested );
			$this->set_flag( 'gppa', 'off' );
			return $copy;
		};
		add_filter( 'pre_update_option_smartalloc_ops_flags', $nested );
		$this->set_flag( 'comms', 'off' );
		self::assertCount( 2, $this->revisions() );
		$this->assert_copy_is_the_table();
	}

	public function test_revisions_are_kept_with_who_why_and_what_was_before(): void {
		$this->set_flag( 'comms', 'off' );
		$this->set_flag( 'comms', 'on' );
		$flags = $this->services()->flags();
		$flags->set( 'comms', '', 'off', 2, 'mail of 0912 345 6789 bounced', Actor::user( 1 ) );
		self::assertSame(
			[ [ 3, 'on', 'off', 'user' ], [ 2, 'off', 'on', 'cli' ], [ 1, 'on', 'off', 'cli' ] ],
			array_map( static fn ( FlagState $state ): array => [ $state->revision, $state->previous, $state->value, $state->actor?->kind ], $flags->revisions( 'comms', '', null, 10 ) )
		);
		self::assertStringNotContainsString( '345', $flags->state( 'comms', '' )->reason, 'A telephone number has been stored.' );
	}

	public function test_a_revision_that_was_seen_before_is_a_lost_race(): void {
		$this->set_flag( 'comms', 'off' );
		try {
			$this->services()->flags()->set( 'comms', '', 'off', 0, 'too late', Actor::cli() );
			self::fail( 'An old revision was accepted.' );
		} catch ( Conflict $lost ) {
			self::assertInstanceOf( FlagState::class, $lost->present );
			self::assertSame( 1, $lost->present->revision );
		}
	}

	public function test_a_revision_with_a_lower_id_that_shows_up_later_is_seen(): void {
		$this->insert_revision( 50, 'comms', 'off' );
		$reader = $this->services()->flag_reader();
		$reader->refresh();
		self::assertSame( 'on', $reader->value( 'gppa' ) );
		// Two writers at once: the one that was given the lower id commits second.
		$this->insert_revision( 49, 'gppa', 'off' );
		$reader->refresh();
		self::assertSame( 'off', $reader->value( 'gppa' ) );
	}

	public function test_a_writer_killed_before_the_copy_leaves_a_flag_that_runners_obey_and_the_tick_mends_the_copy(): void {
		$killed = $this->wp( [ 'smartalloc-ops', 'flags', 'set', 'comms', 'off', '--reason=x', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'flag.appended' ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		self::assertSame( 'on', $this->services()->flag_reader()->value( 'comms' ), 'The copy was written although its writer was killed before.' );

		$this->store_notification( 7 );
		$this->run_queue_elsewhere();
		self::assertSame( [], self::mails() );

		do_action( 'smartalloc_ops_tick' );
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ) );
		$this->assert_copy_is_the_table();
	}

	/** @return array<string, array{string, string, string, string, class-string<\Throwable>}> */
	public static function impossible_changes(): array {
		return [
			'a flag that does not exist'  => [ 'webcam', '', 'off', 'why', NotFound::class ],
			'a scope that does not exist' => [ 'scheduling', 'somebody_else', 'off', 'why', NotFound::class ],
			'a value it does not take'    => [ 'comms', '', 'maybe', 'why', InvalidField::class ],
			'the value it has'            => [ 'comms', '', 'on', 'why', InvalidField::class ],
			'no reason'                   => [ 'comms', '', 'off', " \n", InvalidField::class ],
		];
	}

	/** @param class-string<\Throwable> $expected */
	#[\PHPUnit\Framework\Attributes\DataProvider( 'impossible_changes' )]
	public function test_an_impossible_change_writes_nothing( string $flag, string $scope, string $value, string $reason, string $expected ): void {
		$this->assert_changes_nothing(
			function () use ( $flag, $scope, $value, $reason, $expected ): void {
				try {
					$this->services()->flags()->set( $flag, $scope, $value, 0, $reason, Actor::cli() );
					self::fail( 'It was accepted.' );
				} catch ( NotFound | InvalidField $refused ) {
					self::assertInstanceOf( $expected, $refused );
				}
			}
		);
	}

	public function test_who_may_not_switch_flags_changes_nothing(): void {
		$support = Actor::user( Users::id( 'smartalloc_support' ) );
		$this->expectException( Forbidden::class );
		$this->services()->flags()->set( 'comms', '', 'off', 0, 'why', $support );
	}

	/** @return list<array<string, string|null>> */
	private function revisions( ?string $flag = null ): array {
		global $wpdb;
		return array_values( (array) $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_flag_revisions" . ( null === $flag ? '' : $wpdb->prepare( ' WHERE flag = %s', $flag ) ) . ' ORDER BY id', ARRAY_A ) );
	}

	private function insert_revision( int $id, string $flag, string $value ): void {
		global $wpdb;
		$row = [ 'id' => $id, 'flag' => $flag, 'scope' => '', 'revision' => 1, 'value' => $value, 'previous' => 'on', 'reason' => 'a test', 'actor_kind' => 'cli', 'actor_id' => 0, 'token' => "token{$id}", 'created_at' => 1 ];
		self::assertSame( 1, $wpdb->insert( "{$wpdb->prefix}smartalloc_ops_flag_revisions", $row ), $wpdb->last_error );
	}

	/** The option that pages read says what the newest revisions say. */
	private function assert_copy_is_the_table(): void {
		wp_cache_flush();
		$newest = [];
		foreach ( $this->revisions() as $row ) {
			$newest[ "{$row['flag']}/{$row['scope']}" ] = [ $row['value'], (int) $row['revision'] ];
		}
		ksort( $newest );
		$copy = get_option( 'smartalloc_ops_flags' );
		self::assertIsArray( $copy );
		self::assertSame( $newest, $copy['values'], 'The copy is behind on ' . Environment::database() );
	}
}
