<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** Each scenario of the playbook: what it switches, that it is obeyed, and that it is put back. */
final class ScenariosTest extends PipelineTestCase {
	/** @return array<string, array{string, list<string>}> Scenario, and what is not as usual after it. */
	public static function scenarios(): array {
		return [
			'a bad release'        => [ 'bad_release', [ 'gppa', 'comms', 'webhooks', 'scheduling smartalloc_allocate', 'scheduling smartalloc_notify', 'scheduling smartalloc_export' ] ],
			'a slow queue'         => [ 'slow_queue', [ 'gppa', 'scheduling smartalloc_export' ] ],
			'mail is down'         => [ 'smtp_down', [ 'comms' ] ],
			'duplicates'           => [ 'duplicates', [ 'comms', 'scheduling smartalloc_allocate', 'generic_path' ] ],
			'exports in trouble'   => [ 'export_trouble', [ 'scheduling smartalloc_export', 'export_mode' ] ],
			'webhooks tampered with' => [ 'webhook_tampered', [ 'webhooks' ] ],
		];
	}

	/** @param list<string> $off */
	#[DataProvider( 'scenarios' )]
	public function test_a_scenario_switches_what_its_plan_says_and_an_abort_puts_it_back( string $scenario, array $off ): void {
		$plan = $this->services()->rollbacks()->plan( new \SmartAllocOps\Rollback\Wish( $scenario ) );
		self::assertCount( count( $off ), $plan['effects'] );
		$run = $this->start( $scenario );
		self::assertSame( RunState::Contained, $run->state );
		self::assertSame( $off, $this->switched_off() );
		$this->services()->runs()->abort( $run->id, 'a test', Actor::cli() );
		self::assertSame( [], $this->switched_off() );
	}

	public function test_there_is_no_scenario_that_this_test_does_not_know(): void {
		self::assertSame( array_column( self::scenarios(), 0 ), array_map( static fn ( \SmartAllocOps\Rollback\Scenario $one ): string => $one->id, $this->services()->rollbacks()->scenarios() ) );
	}

	public function test_while_a_release_is_contained_registrations_go_in_and_nothing_comes_out_and_afterwards_everything_once(): void {
		$run = $this->start( 'bad_release' );
		$this->stop_loopback_runner();
		$page = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $page->body, $page->describe() );
		foreach ( [ 1, 2 ] as $turn ) {
			$this->call_wp_cron( 'action_scheduler_run_queue' );
			$this->cli_run();
		}
		self::assertSame( 0, Testbench::count(), 'Something left the site.' );

		$this->services()->runs()->abort( $run->id, 'the good release is back', Actor::cli() );
		for ( $turn = 0; $turn < 3; $turn++ ) {
			$this->release_everything();
			$this->run_queue();
		}
		self::assertSame( 1, Testbench::allocations() );
		self::assertSame( [ 1, 1 ], array_values( self::mails() ) );
		self::assertSame( [ 1 ], array_values( Testbench::counts_by_key( 'webhook' ) ) );
	}

	public function test_a_switch_that_stands_so_already_is_said_to_stay_and_stays_after_the_abort(): void {
		$this->set_flag( 'comms', 'off' );
		$plan = $this->services()->rollbacks()->plan( new \SmartAllocOps\Rollback\Wish( 'smtp_down' ) );
		self::assertSame( 'Comms is off already and stays so.', $plan['effects'][0]['text'] );
		$run = $this->start( 'smtp_down' );
		$this->services()->runs()->abort( $run->id, 'a test', Actor::cli() );
		self::assertSame( [ 'comms' ], $this->switched_off() );
		self::assertSame( 1, $this->services()->flags()->state( 'comms', '' )->revision );
	}

	public function test_the_plan_refuses_while_another_run_is_active(): void {
		$run  = $this->start( 'smtp_down' );
		$plan = $this->services()->rollbacks()->plan( new \SmartAllocOps\Rollback\Wish( 'bad_release' ) );
		self::assertSame( [ 'run_active' ], array_column( $plan['refusals'], 'code' ) );
		self::assertStringContainsString( (string) $run->id, $plan['refusals'][0]['message'] );
	}

	public function test_the_groups_are_those_of_the_site(): void {
		$this->configure( [ 'groups' => [ 'acme_export', 'acme_mail' ] ] );
		$run = $this->start( 'bad_release' );
		self::assertSame( [ 'gppa', 'comms', 'webhooks', 'scheduling acme_export', 'scheduling acme_mail' ], $this->switched_off() );
		$this->services()->runs()->abort( $run->id, 'a test', Actor::cli() );
		$this->start( 'export_trouble', 'another-key' );
		self::assertSame( [ 'scheduling acme_export', 'export_mode' ], $this->switched_off() );
	}

	public function test_a_run_goes_on_as_it_was_started_whatever_was_configured_meanwhile(): void {
		$killed = $this->wp( [ 'smartalloc-ops', 'rollback', 'start', 'bad_release', '--reason=a test', '--yes' ], [ 'SMARTALLOC_OPS_CRASH_AT' => 'run.freeze.recorded' ] );
		self::assertSame( 137, $killed->code, $killed->describe() );
		$this->configure( [ 'groups' => [ 'smartalloc_export', 'smartalloc_notify', 'smartalloc_allocate', 'smartalloc_new' ] ] );
		$this->expire_leases();
		$this->services()->runs()->resume_interrupted();
		self::assertSame( [ 'gppa', 'comms', 'webhooks', 'scheduling smartalloc_export', 'scheduling smartalloc_notify', 'scheduling smartalloc_allocate' ], $this->switched_off() );
	}

	private function start( string $scenario, string $key = 'a-test-key' ): \SmartAllocOps\Run\Run {
		$rollbacks = $this->services()->rollbacks();
		return $rollbacks->start( new \SmartAllocOps\Rollback\Wish( $scenario ), $rollbacks->confirmation(), $key, 'a test', Actor::cli() );
	}

	/** @return list<string> Flags that are not as usual by the table, in the order of the catalog. */
	private function switched_off(): array {
		$flags = $this->services()->flags();
		$off   = array_filter( $flags->states(), static fn ( FlagState $state ): bool => $state->value !== $flags->catalog()->get( $state->flag )->default_value() );
		return array_values( array_map( static fn ( FlagState $state ): string => trim( "{$state->flag} {$state->scope}" ), $off ) );
	}
}
