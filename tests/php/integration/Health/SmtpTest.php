<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocDouble\Testbench;
use SmartAllocDouble\Transport;
use SmartAllocOps\Health\MailResults;
use SmartAllocOps\Health\Probe\SmtpProbe;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

/** Whether mail leaves, by WordPress's own hooks and a real wp_mail() into the sink. */
final class SmtpTest extends HealthTestCase {
	protected function setUp(): void {
		parent::setUp();
		// The plugin of this process would note the same mails too, and write them down a while later.
		remove_all_actions( 'wp_mail_succeeded' );
		remove_all_actions( 'wp_mail_failed' );
	}

	public function test_before_any_mail_a_set_up_mailer_is_good_and_says_that_none_was_seen(): void {
		$reading = $this->read();
		self::assertSame( Status::Good, $reading->status, $reading->finding );
		self::assertStringContainsString( 'No mail was sent', $reading->finding );
		self::assertSame( 0, $reading->n );
	}

	public function test_accepted_mails_are_counted(): void {
		$this->send( 4 );
		$reading = $this->read();
		self::assertSame( [ Status::Good, 0, 4 ], [ $reading->status, $reading->value, $reading->n ] );
	}

	public function test_one_refused_mail_among_others_should_be_looked_at(): void {
		$this->send( 1 );
		Testbench::fault( 'smtp_down', [ 'count' => 1 ] );
		$this->send( 1 );
		$this->send( 2 );
		$reading = $this->read();
		self::assertSame( [ Status::Recommended, 'some_failed', 1, 4 ], [ $reading->status, $reading->reason, $reading->value, $reading->n ] );
	}

	public function test_three_refused_in_a_row_are_an_outage_and_one_accepted_ends_it(): void {
		$this->send( 5 );
		Testbench::fault( 'smtp_down', [ 'count' => 3 ] );
		$this->send( 3 );
		$reading = $this->read();
		self::assertSame( [ Status::Critical, 'outage', 3, 8 ], [ $reading->status, $reading->reason, $reading->value, $reading->n ] );
		self::assertStringContainsString( 'tab=flags', $reading->actions[0]->target );
		$this->send( 1 );
		self::assertSame( Status::Recommended, $this->read()->status );
	}

	public function test_only_the_last_twenty_are_judged(): void {
		Testbench::fault( 'smtp_down', [ 'count' => 2 ] );
		$this->send( 2 );
		$this->send( MailResults::KEPT );
		$reading = $this->read();
		self::assertSame( [ Status::Good, MailResults::KEPT ], [ $reading->status, $reading->n ] );
	}

	public function test_a_requests_mails_cost_one_statement_and_a_request_without_mail_none(): void {
		global $wpdb;
		$services = $this->services();
		$results  = new MailResults( $services->heartbeats() );
		$services->clock->now_ms();
		$before = $wpdb->num_queries;
		for ( $mail = 0; $mail < 9; $mail++ ) {
			$results->wp_mail_succeeded();
		}
		self::assertSame( $before, $wpdb->num_queries );
		$results->shutdown();
		self::assertSame( 1, $wpdb->num_queries - $before );
		$results->shutdown();
		self::assertSame( 1, $wpdb->num_queries - $before );
	}

	public function test_nothing_of_a_mail_is_kept_but_its_result(): void {
		$results = $this->recorder();
		$results->wp_mail_failed(
			new \WP_Error(
				'wp_mail_failed',
				'SMTP Error: parent@example.test refused',
				[
					'to'                       => [ 'parent@example.test' ],
					'subject'                  => 'Registration of Maryam',
					'phpmailer_exception_code' => 2,
				]
			)
		);
		$results->shutdown();
		global $wpdb;
		$kept = (string) wp_json_encode( $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_heartbeats", ARRAY_A ) );
		self::assertStringNotContainsString( 'example.test', $kept );
		self::assertStringNotContainsString( 'Maryam', $kept );
		self::assertStringContainsString( '"2"', $kept );
	}

	public function test_results_of_two_requests_at_once_are_both_kept(): void {
		foreach ( $this->parallel( 4, '$results = ( new \SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->health_services()->mail_results(); $results->wp_mail_succeeded(); $results->wp_mail_failed(); $results->shutdown(); return true;' ) as $worker ) {
			self::assertTrue( $worker->finished, $worker->process->describe() );
		}
		self::assertSame( 8, $this->read()->n );
		self::assertSame( 4, $this->read()->value );
	}

	public function test_production_without_a_mailer_is_critical_unless_the_site_says_it_is_optional(): void {
		$this->nobody_sends();
		self::assertSame( [ Status::Critical, 'not_configured' ], [ $this->read( 'production' )->status, $this->read( 'production' )->reason ] );
		$this->configure( [ 'smtp_in_production' => 'optional' ] );
		self::assertSame( Status::Recommended, $this->read( 'production' )->status );
	}

	public function test_elsewhere_a_missing_trap_should_be_looked_at_and_a_trap_is_enough(): void {
		$this->nobody_sends();
		self::assertSame( Status::Recommended, $this->read( 'staging' )->status );
		add_filter( 'pre_wp_mail', '__return_true' );
		self::assertSame( Status::Good, $this->read( 'staging' )->status );
	}

	public function test_a_known_plugin_without_a_chosen_mailer_is_half_configured(): void {
		$result = $this->fresh_process(
			'define( "WPMS_PLUGIN_VER", "4.1.0" );
			$probe = static fn (): object => ( new \SmartAllocOps\Platform\MailTransport( "production" ) )->presence();
			$before = $probe()->state;
			update_option( "wp_mail_smtp", [ "mail" => [ "mailer" => "smtp" ] ] );
			$after = $probe();
			delete_option( "wp_mail_smtp" );
			return [ $before, $after->state, $after->version ];'
		);
		self::assertSame( [ 'broken', 'present', '4.1.0' ], $result->value, $result->process->describe() );
	}

	public function test_measuring_sends_no_mail(): void {
		$this->read();
		$this->read( 'production' );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	/** Sends through WordPress's own function; the site's plugin notes it. */
	private function send( int $mails ): void {
		$results = $this->recorder();
		$results->register();
		for ( $mail = 0; $mail < $mails; $mail++ ) {
			wp_mail( 'somebody@example.test', 'A test', 'It says nothing.' );
		}
		$results->shutdown();
		remove_action( 'wp_mail_succeeded', [ $results, 'wp_mail_succeeded' ] );
		remove_action( 'wp_mail_failed', [ $results, 'wp_mail_failed' ] );
	}

	private function recorder(): MailResults {
		return new MailResults( $this->services()->heartbeats() );
	}

	private function nobody_sends(): void {
		remove_action( 'phpmailer_init', [ Transport::class, 'choose_mailer' ] );
	}

	private function read( string $environment = 'local' ): Reading {
		$services = $this->services();
		return ( new SmtpProbe( new MailTransport( $environment ), $this->recorder(), $services->config, $services->clock ) )->measure();
	}
}
