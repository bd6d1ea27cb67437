<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** A paused event of WP-Cron stays in its array as it is, whoever comes by, and fires once afterwards. */
final class EventPauseTest extends PipelineTestCase {
	private const HOOK  = 'smartalloc_nightly';
	private const SCOPE = 'cron:smartalloc_nightly';

	protected function setUp(): void {
		parent::setUp();
		$this->must_use(
			"foreach ( [ 'smartalloc_nightly', 'smartalloc_other' ] as \$hook ) {
				add_action( \$hook, static function ( \$arg = '' ) use ( \$hook ) { add_option( \"contract_done_{\$hook}_{\$arg}_\" . bin2hex( random_bytes( 4 ) ), 1 ); } );
			}"
		);
	}

	public function test_it_keeps_its_time_and_arguments_while_others_fire(): void {
		wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] );
		wp_schedule_single_event( time() - 30, 'smartalloc_other', [ 'b' ] );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$before = self::events();
		$this->run_wp_cron();
		self::assertSame( [ 'smartalloc_other_b' ], self::done() );
		self::assertSame( $before, self::events() );
		$this->set_flag( 'scheduling', 'on', self::SCOPE );
		$this->run_wp_cron();
		$this->run_wp_cron();
		self::assertSame( [ 'smartalloc_nightly_a', 'smartalloc_other_b' ], self::done() );
		self::assertSame( [], self::events() );
	}

	public function test_pages_do_not_start_wp_cron_for_it_over_and_over(): void {
		wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$this->look_again();
		self::assertNotContains( self::HOOK, array_merge( [], ...array_map( 'array_keys', array_values( wp_get_ready_cron_jobs() ) ) ) );
	}

	/** @return array<string, array{string|null}> */
	public static function kinds(): array {
		return [
			'a single event'    => [ null ],
			'a recurring event' => [ 'hourly' ],
		];
	}

	#[DataProvider( 'kinds' )]
	public function test_a_run_that_began_before_the_pause_leaves_it_in_its_place( ?string $schedule ): void {
		$this->must_use( "add_action( 'contract_flip', static fn () => ( new \\SmartAllocOps\\Services( \$GLOBALS['wpdb'] ) )->flags()->set( 'scheduling', '" . self::SCOPE . "', 'off', 0, 'a test', \\SmartAllocOps\\Journal\\Actor::cli() ) );" );
		wp_schedule_single_event( time() - 90, 'contract_flip' );
		null === $schedule ? wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] ) : wp_schedule_event( time() - 60, $schedule, self::HOOK, [ 'a' ] );
		wp_schedule_single_event( time() - 30, 'smartalloc_other', [ 'b' ] );
		$before = self::events();
		$this->run_wp_cron();
		self::assertSame( [ 'smartalloc_other_b' ], self::done(), 'The run goes on with what comes after it.' );
		self::assertSame( $before, self::events() );
		$this->set_flag( 'scheduling', 'on', self::SCOPE );
		$this->run_wp_cron();
		self::assertSame( [ 'smartalloc_nightly_a', 'smartalloc_other_b' ], self::done() );
		self::assertCount( null === $schedule ? 0 : 1, self::events() );
	}

	public function test_one_firing_is_left_out_and_not_the_next(): void {
		// One process fires the hook again after the pause has ended: a long runner must find its callbacks where they were.
		wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] );
		$this->must_use(
			"add_action( 'shutdown', static function () {
				if ( wp_doing_cron() && get_option( 'contract_done_flipped' ) ) {
					do_action( 'smartalloc_nightly', 'again' );
				}
			} );
			add_action( 'contract_flip', static function () {
				add_option( 'contract_done_flipped', 1 );
				( new \\SmartAllocOps\\Services( \$GLOBALS['wpdb'] ) )->flags()->set( 'scheduling', '" . self::SCOPE . "', 'off', 0, 'a test', \\SmartAllocOps\\Journal\\Actor::cli() );
			} );"
		);
		wp_schedule_single_event( time() - 90, 'contract_flip' );
		$this->run_wp_cron();
		self::assertSame( [ 'flipped', 'smartalloc_nightly_again' ], self::done() );
	}

	public function test_a_handler_may_take_a_held_event_off_and_write_it_anew(): void {
		wp_schedule_single_event( time() + 600, self::HOOK, [ 'a' ] );
		wp_schedule_single_event( time() - 30, 'smartalloc_other', [ 'b' ] );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$this->must_use( "add_action( 'smartalloc_other', static function () { wp_clear_scheduled_hook( 'smartalloc_nightly', [ 'a' ] ); wp_schedule_single_event( time() + 900, 'smartalloc_nightly', [ 'c' ] ); } );" );
		$this->run_wp_cron();
		self::assertSame( [ [ 'c' ] ], array_column( self::events(), 1 ) );
	}

	public function test_wp_cli_is_refused_with_the_way_to_run_the_rest(): void {
		wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] );
		wp_schedule_single_event( time() - 30, 'smartalloc_other', [ 'b' ] );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		foreach ( [ [ self::HOOK ], [ '--due-now' ], [ '--all' ] ] as $what ) {
			$run = $this->wp( [ 'cron', 'event', 'run', ...$what ] );
			self::assertSame( 1, $run->code, $run->describe() );
			self::assertStringContainsString( '--exclude=' . self::HOOK, $run->stderr );
		}
		self::assertSame( [], self::done() );
		$run = $this->wp( [ 'cron', 'event', 'run', 'smartalloc_other', '--exclude=' . self::HOOK ] );
		self::assertSame( 0, $run->code, $run->describe() );
		self::assertSame( [ 'smartalloc_other_b' ], self::done() );
	}

	public function test_a_run_of_wp_cli_that_began_before_the_pause_leaves_it_in_its_place(): void {
		$this->must_use( "add_action( 'smartalloc_other', static fn () => ( new \\SmartAllocOps\\Services( \$GLOBALS['wpdb'] ) )->flags()->set( 'scheduling', '" . self::SCOPE . "', 'off', 0, 'a test', \\SmartAllocOps\\Journal\\Actor::cli() ) );" );
		wp_schedule_single_event( time() - 90, 'smartalloc_other', [ 'b' ] );
		wp_schedule_event( time() - 60, 'hourly', self::HOOK, [ 'a' ] );
		$before = self::events();
		$run    = $this->wp( [ 'cron', 'event', 'run', 'smartalloc_other', self::HOOK ] );
		self::assertSame( 0, $run->code, $run->describe() );
		self::assertSame( [ 'smartalloc_other_b' ], self::done() );
		self::assertSame( $before, self::events() );
	}

	public function test_a_batch_of_it_is_refused(): void {
		wp_schedule_single_event( time() - 60, self::HOOK, [ 'a' ] );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		try {
			$this->services()->queue_services()->batches()->run_here( self::SCOPE, 5, 'a test', Actor::cli() );
			self::fail( 'It ran.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'paused', $refused->refusals[0]->code );
		}
	}

	public function test_the_queue_says_paused_by_whom_and_no_check_calls_it_late(): void {
		wp_schedule_single_event( time() - 7_200, self::HOOK, [ 'a' ] );
		$late = $this->services()->queues()->report()->get( self::SCOPE );
		self::assertSame( 'late', $late?->state );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$queue = $this->services()->queues()->report()->get( self::SCOPE );
		self::assertSame( [ 'paused', 'a test' ], [ $queue?->state, $queue?->paused?->reason ] );
		$probe = new \SmartAllocOps\Health\Probe\WpCronProbe( $this->services()->wp_cron(), $this->services()->flag_holds() );
		self::assertSame( 'good', $probe->measure()->status->value );
	}

	/** @return array<string, array{string, string}> Scope, code. */
	public static function dangerous(): array {
		return [
			'our own tick'                => [ 'cron:smartalloc_ops_tick', 'own_event' ],
			'updates of WordPress'        => [ 'cron:wp_version_check', 'core_event' ],
			'health checks of WordPress'  => [ 'cron:wp_site_health_scheduled_check', 'core_event' ],
			'the runner of every group'   => [ 'cron:action_scheduler_run_queue', 'runner' ],
			'a health check of Gravity Forms' => [ 'cron:wp_gf_feed_processor_cron', 'processor_event' ],
			'the upgrade of Gravity Forms'    => [ 'gf:gf_upgrader', 'upgrade' ],
			'a name no switch can have'   => [ 'cron:smartalloc_' . str_repeat( 'a', 60 ), 'name' ],
		];
	}

	#[DataProvider( 'dangerous' )]
	public function test_what_must_not_stand_still_is_refused_with_its_reason( string $scope, string $code ): void {
		try {
			$this->set_flag( 'scheduling', 'off', $scope );
			self::fail( 'It was paused.' );
		} catch ( Refused $refused ) {
			self::assertSame( $code, $refused->refusals[0]->code );
		}
	}

	/** @return array<string, array{string}> */
	public static function unknown(): array {
		return [
			'an event of another plugin'   => [ 'cron:woocommerce_cleanup_sessions' ],
			'an event nobody has'          => [ 'cron:smartalloc_nothing' ],
			'a processor nobody has'       => [ 'gf:nothing' ],
			'nothing'                      => [ 'cron:' ],
			'another kind'                 => [ 'as:smartalloc_notify' ],
		];
	}

	#[DataProvider( 'unknown' )]
	public function test_a_queue_that_is_not_here_is_not_found( string $scope ): void {
		$this->expectException( NotFound::class );
		$this->set_flag( 'scheduling', 'off', $scope );
	}

	public function test_a_pause_stays_in_sight_and_can_be_ended_when_its_event_is_gone(): void {
		wp_schedule_single_event( time() + 60, self::HOOK );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		wp_unschedule_hook( self::HOOK );
		self::assertContains( self::SCOPE, array_column( $this->services()->flags()->states(), 'scope' ) );
		$this->set_flag( 'scheduling', 'on', self::SCOPE );
		self::assertNotContains( self::SCOPE, array_column( $this->services()->flags()->states(), 'scope' ) );
	}

	public function test_a_prefix_of_hooks_cannot_be_changed_over_a_pause(): void {
		wp_schedule_single_event( time() + 60, self::HOOK );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$impact   = new \SmartAllocOps\Settings\SettingsImpact( new \SmartAllocOps\Flags\FlagCatalog( $this->services()->config ), $this->services()->flag_store(), $this->services()->work_counts() );
		$refusals = $impact->refusals( new \SmartAllocOps\Platform\Config( [] ), new \SmartAllocOps\Platform\Config( [ 'hook_prefix' => 'other_' ] ) );
		self::assertSame( [ 'flag_is_set' ], array_column( $refusals, 'code' ) );
	}

	public function test_it_is_seen_who_goes_by_the_pause(): void {
		wp_schedule_single_event( time() + 60, self::HOOK );
		$this->set_flag( 'scheduling', 'off', self::SCOPE );
		$this->run_wp_cron();
		self::assertArrayHasKey( 'cron', $this->services()->flags()->state( 'scheduling', self::SCOPE )->seen );
	}

	private function run_wp_cron(): void {
		delete_transient( 'doing_cron' );
		$answer = HttpClient::anonymous()->get( '/wp-cron.php' );
		self::assertSame( 200, $answer->status, $answer->describe() );
		wp_cache_flush();
	}

	/** @return list<array{int, array<mixed>, string|false}> Time, arguments and schedule of what is left of the hook. */
	private static function events(): array {
		wp_cache_flush();
		$found = [];
		foreach ( _get_cron_array() as $at => $hooks ) {
			foreach ( $hooks[ self::HOOK ] ?? [] as $event ) {
				$found[] = [ (int) $at, $event['args'], $event['schedule'] ];
			}
		}
		return $found;
	}

	/** @return list<string> Hooks and arguments that were handled. */
	private static function done(): array {
		global $wpdb;
		$names = $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE 'contract\\_done\\_%' ORDER BY option_name" );
		return array_map( static fn ( string $name ): string => (string) preg_replace( '/^contract_done_|_[0-9a-f]{8}$/', '', $name ), array_values( $names ) );
	}
}
