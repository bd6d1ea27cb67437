<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Triggers;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Triggers\ProposalState;
use SmartAllocOps\Triggers\TriggerWatch;

/** What was armed starts a rollback by itself, once a build, and whatever it would have to know is known. */
final class AutopilotTest extends TriggerTestCase {
	public function test_an_armed_trigger_brings_the_good_build_back_by_itself_and_says_who_armed_it(): void {
		$by = Users::id( 'administrator' );
		$this->arm( 'queue_failures', Actor::user( $by ) );
		$this->queue_fails();
		$run = $this->run_now();
		self::assertSame( [ RunState::WaitsForPerson, 'system' ], [ $run->state, $run->actor->kind ], (string) wp_json_encode( $run->outcome ) );
		self::assertSame( $this->good->digest, self::standing() );
		self::assertSame( "user:$by", $run->payload['armed_by'] ?? null );
		self::assertStringContainsString( "armed by user $by", $run->reason );
		$proposal = $this->newest();
		self::assertSame( [ ProposalState::Accepted, true, $run->id, $by ], [ $proposal->state, $proposal->is_automatic, $proposal->run_id, $proposal->actor?->id ] );
		self::assertSame( [ 'trigger.armed', 'proposal.opened', 'proposal.started' ], $this->journaled() );
	}

	public function test_nothing_starts_by_itself_that_nobody_armed_or_that_was_disarmed_or_while_somebody_waits_for_a_page(): void {
		$this->arm( 'delivery' );
		$row = $this->arm( 'queue_failures' );
		$this->queue_fails( false );
		self::assertNotNull( $this->open() );
		self::assertSame( 0, $this->count_runs(), 'Somebody waits for a page.' );
		$this->site()->trigger_services()->triggers()->arm( 'queue_failures', false, $row->revision, 'we are awake', Actor::cli() );
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( 0, $this->count_runs() );
	}

	public function test_what_strangers_can_bring_about_cannot_be_armed(): void {
		foreach ( [ 'signatures', 'nonces', 'capabilities', 'fatal_seen' ] as $trigger ) {
			try {
				$this->arm( $trigger );
				self::fail( $trigger );
			} catch ( Refused $refused ) {
				self::assertSame( 'by_strangers', $refused->refusals[0]->code );
			}
		}
	}

	public function test_whoever_armed_it_must_still_be_allowed_to_start_one(): void {
		$by = Users::id( 'administrator' );
		$this->arm( 'queue_failures', Actor::user( $by ) );
		( new \WP_User( $by ) )->set_role( 'subscriber' );
		try {
			$this->queue_fails();
			self::assertSame( 0, $this->count_runs() );
			self::assertSame( [ 'not_allowed' ], array_column( $this->open()->held_back ?? [], 'code' ) );
		} finally {
			( new \WP_User( $by ) )->set_role( 'administrator' );
		}
	}

	public function test_it_waits_with_its_reason_while_preflight_refuses_and_tells_once(): void {
		$this->arm( 'queue_failures' );
		update_option( 'auto_updater.lock', time() );
		$this->queue_fails();
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		$open = $this->open();
		self::assertSame( [ 'updating' ], array_column( $open->held_back ?? [], 'code' ) );
		self::assertSame( 0, $this->count_runs() );
		self::assertSame( [ "v1:proposal:$open?->id:opened", "v1:proposal:$open?->id:held_back" ], $this->told() );
		delete_option( 'auto_updater.lock' );
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( 1, $this->count_runs(), 'What hindered it is gone.' );
	}

	public function test_it_starts_nothing_a_day_after_another_one_nor_twice_for_one_build(): void {
		$this->arm( 'queue_failures' );
		$this->queue_fails();
		$bad   = $this->newest()->facts->build;
		$first = $this->run_now();
		$this->services()->runs()->abort( $first->id, 'it was not the release', Actor::cli() );
		self::assertSame( $bad, self::standing() );
		$this->minutes( 3, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Critical ] );
		self::assertSame( [ 'delivery' ], $this->open()?->triggers() );
		$this->arm( 'delivery' );
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Critical ] );
		self::assertSame( [ 'once' ], array_column( $this->open()->held_back ?? [], 'code' ) );

		// Another build, which is bad too.
		self::release( '1.2.0' );
		$this->minute( [] );
		$this->minutes( 8, [ self::FAILURES => Status::Good, self::DELIVERY => Status::Good ] );
		$this->minutes( 2, [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( [ 'cooling' ], array_column( $this->open()->held_back ?? [], 'code' ) );
		self::assertSame( 1, $this->count_runs() );
	}

	public function test_what_the_watchdog_did_is_seen_by_whoever_opens_wp_admin_and_started_by_the_tick(): void {
		\SmartAllocOps\WatchdogServices::of( $this->services() )->install( 'a test watches', Actor::cli() );
		$this->time->now_ms -= 5_000;
		$this->arm( 'fatal' );
		$watch = self::places()->watch( 'smart-alloc' );
		$watch->saw( 'boot.php', 'error', true );
		$watch->stop( $this->time->now_ms + 600_000, 'error in boot.php' );
		$watch->acted( 'stopped' );
		self::assertSame( 200, Users::browser( 'administrator' )->get( '/wp-admin/index.php' )->status );
		wp_cache_flush();
		$open = $this->open();
		self::assertSame( [ 'fatal' ], $open?->triggers(), $this->trigger( 'fatal' )->why );
		self::assertStringContainsString( 'boot.php', \SmartAllocOps\Platform\Sentences::told( $open->evidence[0]->finding ) );
		self::assertSame( 0, $this->count_runs(), 'Somebody waits for a page.' );
		delete_option( TriggerWatch::LEASE );
		$this->call_wp_cron( 'smartalloc_ops_tick' );
		self::assertSame( [ 1, $this->good->digest ], [ $this->count_runs(), self::standing() ], (string) wp_json_encode( $this->open()?->held_back ) );
	}

	public function test_many_processes_at_once_start_one(): void {
		$this->arm( 'queue_failures' );
		$this->queue_fails( false );
		$started = $this->parallel(
			5,
			'global $wpdb; $services = new \SmartAllocOps\Services( $wpdb ); $parts = $services->trigger_services(); $open = $parts->proposals()->open(); return null === $open ? null : $parts->autopilot()->consider( $open, $open->facts, $parts->store()->all() )?->id;'
		);
		wp_cache_flush();
		self::assertCount( 5, array_filter( $started, static fn ( $worker ): bool => $worker->finished ) );
		self::assertSame( 1, $this->count_runs() );
		self::assertSame( [ $this->run_now()->id ], array_values( array_unique( array_filter( array_map( static fn ( $worker ): mixed => $worker->value, $started ) ) ) ) );
		self::assertSame( $this->good->digest, self::standing() );
	}

	/** @return iterable<string, array{string, string, int}> Point, what is killed there, runs that it has left. */
	public static function kills(): iterable {
		$consider = '$open = $parts->proposals()->open(); $parts->autopilot()->consider( $open, $open->facts, $parts->store()->all() );';
		yield 'told, not considered' => [ 'triggers.proposed', 'delete_option( \SmartAllocOps\Triggers\TriggerWatch::LEASE ); $parts->watch()->run( true );', 0 ];
		yield 'before the run' => [ 'autopilot.starts', $consider, 0 ];
		yield 'after the run' => [ 'autopilot.started', $consider, 1 ];
	}

	#[DataProvider( 'kills' )]
	public function test_killed_anywhere_the_next_look_comes_to_one_run( string $point, string $code, int $left ): void {
		$this->arm( 'queue_failures' );
		$this->queue_fails( false );
		$killed = $this->wp( [ 'eval', '$parts = ( new \SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->trigger_services(); ' . $code ], [ CrashPoint::VARIABLE => $point ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		wp_cache_flush();
		self::assertSame( $left, $this->count_runs() );
		delete_option( TriggerWatch::LEASE );
		$this->minute( [ self::FAILURES => Status::Critical, self::DELIVERY => Status::Good ] );
		self::assertSame( 1, $this->count_runs() );
		self::assertSame( [ ProposalState::Accepted, $this->run_now()->id ], [ $this->newest()->state, $this->newest()->run_id ] );
	}
}
