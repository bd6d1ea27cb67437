<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Chaos;

use SmartAllocDouble\Testbench;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Integration\Rollback\KilledRollbackTestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WebServer;
use SmartAllocOps\Trace\Answer;
use SmartAllocOps\Trace\Moment;
use SmartAllocOps\WatchdogServices;

/**
 * A rollback while visitors read pages and send the form in and a process works on the queue; at the end each submission and
 * each of its effects is counted.
 */
abstract class TrafficTestCase extends KilledRollbackTestCase {
	/** Only what visitors send in. */
	protected const JOBS = 0;

	/** Of form 150: see SmartAllocDouble\Form. */
	private const NOTIFICATION = 'mail gf:150:%d:sabt-admin';
	private const EFFECTS      = [ 'run allocate:%d', self::NOTIFICATION, 'mail notify:%d:mentor_assigned', 'webhook webhook:%d:mentor_assigned' ];

	protected Traffic $traffic;

	/** @var list<float> Instants at which the workers of the web server were killed. */
	protected array $kills = [];

	protected function setUp(): void {
		parent::setUp();
		// A file that the bad release alone has and loads late: half of one build and half of the other cannot hide.
		file_put_contents( self::folder() . '/src/Late.php', "<?php\nnamespace SmartAllocDouble;\nfinal class Late { public const BUILD = '1.1.0'; }\n" );
		$this->bad = (string) self::standing();
		$this->must_use(
			"add_action( 'template_redirect', static function (): void {
				if ( isset( \$_GET['build'] ) ) {
					nocache_headers();
					usleep( random_int( 0, 200_000 ) );
					\$main = defined( 'SMARTALLOC_VERSION' ) ? SMARTALLOC_VERSION : 'none';
					\$late = class_exists( 'SmartAllocDouble\\\\Late' ) ? \\SmartAllocDouble\\Late::BUILD : '1.0.0';
					exit( 'none' === \$main || \$main === \$late ? \$main : \"mixed:\$main:\$late\" );
				}
			}, 0 );"
		);
		WatchdogServices::of( $this->services() )->install( 'visitors are there', Actor::cli() );
		WebServer::forget_code();
		@unlink( Environment::site() . '/mail.log' );
		$this->traffic = Traffic::begin( [ PHP_BINARY, Environment::wp_cli(), '--path=' . Environment::site(), '--allow-root', '--no-color', 'action-scheduler', 'run' ] );
		$this->let_visitors_come();
	}

	protected function tearDown(): void {
		$this->traffic->stop();
		WatchdogServices::of( $this->services() )->take_away();
		parent::tearDown();
	}

	/** Of runs only: processes that work are never in the way of these tests, and what they hold is theirs. */
	protected function expire_leases(): void {
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_runs SET lease_until = 1 WHERE lease_until IS NOT NULL" );
	}

	/** So many more have been there, readers and senders. */
	protected function let_visitors_come( int $more = 12 ): void {
		$before = count( $this->traffic->visits() );
		$this->wait_for( fn (): bool => count( $this->traffic->visits() ) >= $before + $more, 'visitors come' );
	}

	protected function in_browser( string $route, mixed $body = [] ): HttpResponse {
		return Users::browser( 'smartalloc_owner' )->rest( 'POST', $route, is_array( $body ) ? $body : [] );
	}

	/** Kills every worker of the web server after so many milliseconds, while something is asked of it. */
	protected function while_workers_die( int $ms, callable $ask ): void {
		$killer = WebServer::kill_workers_in( $ms );
		$ask();
		array_push( $this->kills, ...array_map( 'floatval', explode( ' ', trim( $killer->wait()->stdout ) ) ) );
	}

	/**
	 * Ends the traffic, lets everything that waits go its way, and counts.
	 *
	 * @param list<string>|null $builds         In the order in which visitors are served them; null where chance decides.
	 * @param int               $cut_off_at_most Jobs that may have been cut off with a process that was killed in the middle of them.
	 */
	protected function assert_nothing_was_lost_and_nothing_done_twice( ?array $builds, string $told = '', int $cut_off_at_most = 0 ): void {
		$this->let_visitors_come();
		$this->traffic->stop();
		$visits = $this->traffic->visits();
		$failed = array_filter( $visits, static fn ( Visit $visit ): bool => ! in_array( $visit->said, $visit->sends ? [ 'accepted' ] : [ '1.0.0', '1.1.0', 'none' ], true ) );
		$bad    = array_filter( $failed, fn ( Visit $visit ): bool => ! $visit->was_killed( $this->kills ) );
		self::assertSame( [], array_values( array_map( static fn ( Visit $visit ): string => $visit->describe(), $bad ) ), "Nobody saw an error or half a build. $told" );
		$read = array_values( array_filter( $visits, static fn ( Visit $visit ): bool => ! $visit->sends && in_array( $visit->said, $builds ?? [], true ) ) );
		self::assertSame( $builds ?? [], self::turns( $read ), "Each build was served in its time and not again. $told" );
		$this->settle();

		$accepted = array_map( static fn ( Visit $visit ): int => (int) $visit->entry, array_values( array_filter( $visits, static fn ( Visit $visit ): bool => $visit->is_accepted() ) ) );
		self::assertSame( array_values( array_unique( $accepted ) ), $accepted, 'Each has an entry of its own.' );
		$done = $this->effects();
		$left = [];
		foreach ( $accepted as $entry ) {
			foreach ( [ ...self::EFFECTS, 'allocation %d' ] as $effect ) {
				$times = $done[ sprintf( $effect, $entry ) ] ?? 0;
				1 === $times || $left[ $entry ] = ( $left[ $entry ] ?? '' ) . sprintf( $effect, $entry ) . ": $times, ";
			}
		}
		$cut = array_filter( $left, fn ( int $entry ): bool => $this->is_found( $entry ), ARRAY_FILTER_USE_KEY );
		self::assertSame( [], count( $cut ) <= $cut_off_at_most ? array_diff_key( $left, $cut ) : $left, sprintf( 'Of %d submissions each has all of its effects, once. %s', count( $accepted ), [] === $left ? '' : $told . $this->what_waits() ) );
		self::assertSame( [], preg_grep( '/^mail without/', array_keys( $done ) ), "What was kept leaves as it would have. $told" );
		self::assertSame( [], array_filter( $done, static fn ( int $times ): bool => $times > 1 ), "Nothing was done twice. $told" );
		$this->assert_the_unfinished_are_found( $accepted, $failed );
	}

	/**
	 * What was left when a worker died: whole, or told of by the trace of the entry, and of somebody who was told that it failed.
	 *
	 * @param list<int>   $accepted
	 * @param array<int, Visit> $failed
	 */
	private function assert_the_unfinished_are_found( array $accepted, array $failed ): void {
		global $wpdb;
		$done = $this->effects();
		foreach ( array_diff( array_map( 'intval', $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}gf_entry WHERE form_id = 150" ) ), $accepted ) as $entry ) {
			$missing = array_filter( self::EFFECTS, static fn ( string $effect ): bool => ! isset( $done[ sprintf( $effect, $entry ) ] ) );
			self::assertTrue( [] === $missing || $this->is_found( $entry ), "Entry $entry misses " . implode( ', ', $missing ) );
		}
		self::assertLessThanOrEqual( count( array_filter( $failed, static fn ( Visit $visit ): bool => $visit->sends ) ), count( array_diff( array_map( 'intval', $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}gf_entry WHERE form_id = 150" ) ), $accepted ) ) );
	}

	/** Whether its trace says that it was not allocated, that a message is missing, or that something of it failed or is not known. */
	private function is_found( int $entry ): bool {
		$trace = $this->services()->logs()->trace()->trace( $entry );
		$said  = array_filter( $trace->answers, static fn ( Answer $answer ): bool => in_array( $answer->id, [ 'allocated', 'email' ], true ) && Status::Good !== $answer->status );
		return [] !== $said || [] !== array_filter( $trace->moments, static fn ( Moment $moment ): bool => in_array( $moment->verdict, [ Status::Critical, Status::Unknown ], true ) );
	}

	/** What still waits goes its way, as in the hours that follow. */
	private function settle(): void {
		global $wpdb;
		parent::expire_leases();
		$clock = self::clock();
		for ( $hour = 0; $hour < 5; $hour++ ) {
			$this->look_again();
			$this->services( $clock )->release_loop()->run( 60_000 );
			$clock->now_ms += 3_600_000;
			// What was cut off Action Scheduler gives up after five minutes.
			$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET last_attempt_gmt = '2020-01-01 00:00:00' WHERE status IN ('pending', 'in-progress') AND claim_id > 0" );
			$wpdb->query( "UPDATE {$wpdb->prefix}actionscheduler_actions SET scheduled_date_gmt = '2020-01-01 00:00:00' WHERE status = 'pending' AND hook LIKE 'smartalloc\\_%' AND hook NOT LIKE '%sweep'" );
			$this->run_queue();
		}
	}

	/** For whoever must find out. */
	protected function what_waits(): string {
		global $wpdb;
		return (string) wp_json_encode(
			[
				'jobs'  => array_count_values( array_map( static fn ( array $row ): string => "{$row['hook']} {$row['status']}", $this->actions() ) ),
				'work'  => array_count_values( array_map( static fn ( array $row ): string => "{$row['source']} {$row['state']} {$row['held_flag']} {$row['error_code']}", $this->rows( 'SELECT * FROM {work}' ) ) ),
				'claims' => $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}actionscheduler_claims" ),
				'claimed' => $wpdb->get_results( "SELECT action_id, hook, status, claim_id FROM {$wpdb->prefix}actionscheduler_actions WHERE claim_id > 0 AND status <> 'complete'" ),
				'steps' => array_map( static fn ( array $row ): string => "{$row['name']} {$row['state']} " . $row['output'], $this->rows( "SELECT * FROM {run_steps} WHERE name = 'release'" ) ),
				'queue' => array_count_values( $this->traffic->queue_runs() ),
			]
		);
	}

	/** @return array<string, int> */
	private function effects(): array {
		global $wpdb;
		$done = [];
		foreach ( [ 'run', 'mail', 'webhook' ] as $kind ) {
			foreach ( Testbench::counts_by_key( $kind ) as $key => $times ) {
				if ( 'run' === $kind && ! str_starts_with( $key, 'allocate:' ) ) {
					// One whose mail was refused because it had begun before the freeze is begun again by SmartAlloc: the mail counts.
					continue;
				}
				$done[ "$kind $key" ] = $times;
			}
		}
		// What WordPress's own mailer was given, by a process that had no SmartAlloc.
		preg_match_all( '/^Subject: New registration (\d+)/m', (string) @file_get_contents( Environment::site() . '/mail.log' ), $others );
		$kept = array_map( static fn ( array $row ): int => (int) $row['entry_id'], $this->rows( "SELECT entry_id FROM {work} WHERE source = 'gf_notification'" ) );
		foreach ( $others[1] as $entry ) {
			// A new one of a process without SmartAlloc is Gravity Forms' own and leaves as it does without it; one that was kept must not.
			$mail          = in_array( (int) $entry, $kept, true ) ? "mail without SmartAlloc $entry" : sprintf( self::NOTIFICATION, $entry );
			$done[ $mail ] = 1 + ( $done[ $mail ] ?? 0 );
		}
		foreach ( $wpdb->get_col( "SELECT entry_id FROM {$wpdb->prefix}smartalloc_allocations" ) as $entry ) {
			$done[ "allocation $entry" ] = 1 + ( $done[ "allocation $entry" ] ?? 0 );
		}
		return $done;
	}

	/**
	 * Which builds were served one after the other. Whoever began before somebody had the next one may still have had the last.
	 *
	 * @param list<Visit> $visits
	 * @return list<string>
	 */
	private static function turns( array $visits ): array {
		usort( $visits, static fn ( Visit $one, Visit $other ): int => $one->began <=> $other->began );
		$turns = [];
		$since = 0.0;
		foreach ( $visits as $visit ) {
			$now = count( $turns ) - 1;
			if ( $visit->said !== ( $turns[ $now ] ?? '' ) && ( $visit->said !== ( $turns[ $now - 1 ] ?? '' ) || $visit->began > $since ) ) {
				$turns[] = $visit->said;
				$since   = $visit->ended;
			}
		}
		return $turns;
	}
}
