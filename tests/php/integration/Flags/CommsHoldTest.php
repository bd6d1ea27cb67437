<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** Comms off: registrations go in, nothing leaves, whatever runs the jobs. */
final class CommsHoldTest extends PipelineTestCase {
	public function test_a_registration_goes_in_and_its_notification_is_held(): void {
		$this->set_flag( 'comms', 'off' );
		$entry = $this->submit();
		self::assertIsArray( \GFAPI::get_entry( $entry ) );
		self::assertSame( [ 'pending' ], array_column( $this->actions( "a.hook = 'smartalloc_allocate_entry'" ), 'status' ) );
		self::assertSame( [], self::mails() );
		self::assertSame( [ 'held' ], $this->work_states() );
	}

	public function test_the_registration_of_a_visitor_goes_in_and_nothing_leaves_when_its_jobs_run(): void {
		$this->set_flag( 'comms', 'off' );
		$page = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $page->body, $page->describe() );
		foreach ( [ 1, 2 ] as $turn ) {
			$this->call_wp_cron( 'action_scheduler_run_queue' );
		}
		self::assertSame( 1, Testbench::allocations() );
		self::assertSame( [], self::mails() );
		self::assertSame( [ 'held', 'held' ], $this->work_states(), 'One is the notification of the form, the other the job.' );
		self::assertCount( 1, Testbench::counts_by_key( 'webhook' ), 'A webhook is no message to a person.' );
	}

	/** @return array<string, array{string, list<string>}> */
	public static function doors(): array {
		return [
			'the runner of WP-Cron'       => [ 'wp_cron', [] ],
			'the loopback runner'         => [ 'loopback', [] ],
			'WP-CLI'                      => [ 'cli', [] ],
			'WP-CLI, that group only'     => [ 'cli', [ '--group=smartalloc_notify' ] ],
			'WP-CLI, that hook only'      => [ 'cli', [ '--hooks=smartalloc_notify', '--force' ] ],
			'WP-CLI without another group' => [ 'cli', [ '--exclude-groups=smartalloc_allocate', '--batch-size=1' ] ],
		];
	}

	/** @param list<string> $options */
	#[DataProvider( 'doors' )]
	public function test_no_message_leaves_through( string $door, array $options ): void {
		$jobs = array_map( fn ( int $entry ): int => $this->store_notification( $entry ), [ 1, 2, 3 ] );
		$this->store_allocation( 9 );
		$before = $this->actions( "a.hook = 'smartalloc_notify'" );
		$this->set_flag( 'comms', 'off' );
		match ( $door ) {
			'wp_cron'  => $this->call_wp_cron( 'action_scheduler_run_queue' ),
			'loopback' => $this->call_loopback_runner(),
			default    => self::assertSame( 0, $this->cli_run( ...$options )->code ),
		};
		self::assertSame( [], self::mails() );
		self::assertSame( [ 'held', 'held', 'held' ], $this->work_states() );
		$whole = [] === array_filter( $options, static fn ( string $option ): bool => 1 === preg_match( '/--(group|hooks|exclude-groups)=/', $option ) );
		self::assertSame( $whole ? [ 'allocate:9' => 1 ] : [], self::runs(), 'Other jobs go on.' );

		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		self::assertSame( $before, $this->actions( "a.hook = 'smartalloc_notify'" ), 'A held job is not what it was.' );
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1, 'notify:2:test' => 1, 'notify:3:test' => 1 ], self::mails() );
		self::assertSame( [ 'complete', 'complete', 'complete' ], $this->statuses( ...$jobs ) );
		self::assertSame( [ 'done', 'done', 'done' ], $this->work_states() );
	}

	public function test_the_run_link_does_not_send_and_leaves_the_job_as_it_is(): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		$before = $this->actions( "a.action_id = {$job}" );
		$this->press_run( $job );
		self::assertSame( [], self::mails() );
		self::assertSame( $before, $this->actions( "a.action_id = {$job}" ) );
	}

	public function test_due_cron_events_that_send_wait_and_others_run(): void {
		$this->set_flag( 'comms', 'off' );
		$message = self::message( 4 );
		wp_schedule_single_event( time() - 10, 'smartalloc_notify', [ $message ] );
		wp_schedule_single_event( time() - 10, 'smartalloc_allocate_entry', [ 9 ] );
		$this->call_wp_cron();
		self::assertSame( [ 'allocate:9' => 1 ], self::runs() );
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_notify', [ $message ] ) );

		foreach ( [ [ '--due-now' ], [ '--all' ], [ 'smartalloc_notify' ] ] as $how ) {
			$refused = $this->wp( [ 'cron', 'event', 'run', ...$how ] );
			self::assertSame( 1, $refused->code, $refused->describe() );
			self::assertStringContainsString( 'smartalloc_notify', $refused->stderr );
		}
		$rest = $this->wp( [ 'cron', 'event', 'run', '--due-now', '--exclude=smartalloc_notify' ] );
		self::assertSame( 0, $rest->code, $rest->describe() );
		self::assertSame( [], self::mails() );
		wp_cache_flush();
		self::assertNotFalse( wp_next_scheduled( 'smartalloc_notify', [ $message ] ) );

		$this->set_flag( 'comms', 'on' );
		$this->call_wp_cron();
		self::assertSame( [ 'notify:4:test' => 1 ], self::mails() );
	}

	public function test_the_notification_of_a_form_that_is_not_smartallocs_is_not_held(): void {
		$this->set_flag( 'comms', 'off' );
		$notification = [ 'id' => 'n1', 'name' => 'a test' ];
		$entry        = [ 'id' => '7', 'form_id' => '151' ];
		// As Gravity Forms asks: the filter of all forms first, then that of the form.
		self::assertFalse( gf_apply_filters( [ 'gform_disable_notification', 151 ], false, $notification, [ 'id' => 151 ], $entry ) );
		self::assertSame( [], $this->work_states() );
		self::assertTrue( gf_apply_filters( [ 'gform_disable_notification', 150 ], false, $notification, [ 'id' => 150 ], [ 'form_id' => '150' ] + $entry ) );
		self::assertSame( [ 'held' ], $this->work_states() );
	}

	public function test_a_password_reset_still_goes_out(): void {
		$this->set_flag( 'comms', 'off' );
		$answer = HttpClient::anonymous()->request( 'POST', '/wp-login.php?action=lostpassword', 'user_login=admin&redirect_to=', [ 'Content-Type' => 'application/x-www-form-urlencoded' ] );
		self::assertSame( 302, $answer->status, $answer->describe() );
		self::assertSame( [ 1 ], array_values( self::mails() ) );
	}

	public function test_a_job_that_began_before_the_flip_sends_nothing_after_it_and_tries_again_later(): void {
		$this->set_flag( 'comms', 'off' );
		$worker = $this->fresh_process(
			'do_action( "smartalloc_notify", $args );
			$told = wp_mail( "admin@example.test", "After the job", "Mail of WordPress in the same process." );
			return $told;',
			self::message( 5 )
		);
		self::assertTrue( $worker->value, $worker->process->describe() );
		self::assertStringStartsWith( 'other:', implode( ' ', array_keys( self::mails() ) ) );
		self::assertSame( [ 'pending' ], array_column( $this->actions( "a.hook = 'smartalloc_notify'" ), 'status' ), 'It was told that its mail was refused.' );
	}

	public function test_a_job_that_the_flip_overtakes_in_a_runner_sends_nothing_and_other_mail_of_the_runner_goes_out(): void {
		$this->store_notification( 5 );
		$worker = $this->fresh_process(
			'global $wpdb;
			$flags = ( new \SmartAllocOps\Services( $wpdb ) )->flags();
			add_action( "smartalloc_notify", static fn () => $flags->set( "comms", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() ), 1 );
			\ActionScheduler::runner()->run( "WP Cron" );
			return wp_mail( "admin@example.test", "After the job", "Mail of WordPress in the same process." );'
		);
		self::assertTrue( $worker->value, $worker->process->describe() );
		self::assertStringStartsWith( 'other:', implode( ' ', array_keys( self::mails() ) ) );
		self::assertSame( [ 'complete', 'pending' ], array_column( $this->actions( "a.hook = 'smartalloc_notify'" ), 'status' ) );
	}

	public function test_what_another_plugin_disables_is_not_held(): void {
		$this->set_flag( 'comms', 'off' );
		add_filter( 'gform_disable_notification_150', '__return_true' );
		$this->submit();
		self::assertSame( [], $this->work_states() );
	}

	public function test_what_another_plugin_wants_sent_is_held_too(): void {
		$this->set_flag( 'comms', 'off' );
		add_filter( 'gform_disable_notification_150', '__return_false' );
		$this->submit();
		self::assertSame( [], self::mails() );
		self::assertSame( [ 'held' ], $this->work_states() );
	}

	public function test_notifications_of_other_forms_go_out(): void {
		$this->configure( [ 'forms' => [ 151 ] ] );
		$worker = $this->fresh_process(
			'global $wpdb;
			$services = new \SmartAllocOps\Services( $wpdb );
			$services->flags()->set( "comms", "", "off", 0, "a test", \SmartAllocOps\Journal\Actor::cli() );
			return \SmartAllocDouble\Testbench::submit()["is_valid"];'
		);
		self::assertTrue( $worker->value, $worker->process->describe() );
		self::assertCount( 1, self::mails() );
	}

	public function test_a_notification_that_cannot_be_written_down_goes_out_rather_than_being_lost(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_work" );
		try {
			$this->submit();
			self::assertCount( 1, self::mails() );
		} finally {
			$this->services()->install()->install();
		}
	}

	public function test_a_job_that_cannot_be_written_down_does_not_begin_and_is_found_again(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$job = $this->store_notification( 1 );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_work" );
		try {
			$run = $this->cli_run();
		} finally {
			$this->services()->install()->install();
		}
		self::assertSame( 0, $run->code, $run->describe() );
		self::assertSame( [ 'smartalloc-held' ], $this->statuses( $job ) );

		do_action( 'smartalloc_ops_tick' );
		self::assertSame( [ 'held' ], $this->work_states() );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	public function test_a_held_job_whose_ledger_row_is_lost_is_given_back_when_nothing_holds_it(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$job = $this->store_notification( 1 );
		$this->run_queue_elsewhere();
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_work" );
		$this->set_flag( 'comms', 'on' );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( [ 'pending' ], $this->statuses( $job ) );
	}

	public function test_a_second_runner_that_reaches_a_held_job_leaves_it_held(): void {
		$this->set_flag( 'comms', 'off' );
		$job = $this->store_notification( 1 );
		foreach ( [ 1, 2 ] as $turn ) {
			// Both have claimed it: the claim of the first was given up as lost.
			\ActionScheduler::runner()->process_action( $job, 'Test' );
		}
		self::assertSame( [ 'held' ], $this->work_states() );
		$this->set_flag( 'comms', 'on' );
		$this->release_everything();
		$this->run_queue();
		self::assertSame( [ 'notify:1:test' => 1 ], self::mails() );
	}

	public function test_a_job_that_somebody_cancelled_is_not_held(): void {
		$job = $this->store_notification( 1 );
		$this->set_flag( 'comms', 'off' );
		\ActionScheduler::store()->cancel_action( (string) $job );
		\ActionScheduler::runner()->process_action( $job, 'Test' );
		self::assertSame( [ 'canceled' ], $this->statuses( $job ) );
		self::assertSame( [], $this->work_states() );
	}
}
