<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Alerts;

use SmartAllocOps\Alerts\AlertSchema;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Status;

/** A fired alert freezes what was known: the measurement, flags, versions, and what changed before it. */
final class EvidenceTest extends AlertTestCase {
	private mixed $plugins = null;

	protected function setUp(): void {
		parent::setUp();
		$this->plugins = get_option( 'active_plugins' );
	}

	protected function tearDown(): void {
		update_option( 'active_plugins', $this->plugins );
		parent::tearDown();
	}

	public function test_the_decision_holds_the_measurement_the_flags_and_what_changed_before(): void {
		$this->set_flag( 'comms', 'off' );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		$decision = $this->decision();
		self::assertSame( [ 'Mail (SMTP)', 'critical', 'a_reason', 'Finding of smtp.', 41, 's', 212, 900, 0 ], [ $decision['label'], $decision['status'], $decision['reason'], $decision['finding'], $decision['value'], $decision['unit'], $decision['n'], $decision['window_s'], $decision['age_ms'] ] );
		self::assertStringContainsString( 'Critical when', $decision['rule'] );
		self::assertSame( 'off', array_column( array_filter( $decision['flags'], static fn ( array $flag ): bool => '' === $flag['scope'] ), 'value', 'flag' )['comms'] );
		self::assertContains( 'PHP', array_column( $decision['versions'], 'name' ) );
		self::assertContains( 'flag', array_column( $decision['changes'], 'kind' ) );

		// Later changes do not change what was frozen.
		$this->set_flag( 'comms', 'on' );
		$this->rounds( 8, [ 'smtp' => Status::Good ] );
		self::assertSame( $decision, $this->decision() );
	}

	public function test_a_plugin_that_was_changed_before_is_named_in_the_decision_and_in_the_message(): void {
		$changes = $this->site()->alerts()->changes();
		$changes->look( Actor::system() );
		$this->switch_plugin_off( 'gp-populate-anything' );
		$changes->look( Actor::cli() );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		self::assertContains( 'site:plugin/gp-populate-anything', array_column( $this->decision()['changes'], 'subject' ) );
		$lines = implode( "\n", $this->site()->outbox()->announcements()->page( null, 1 )[0]->message->told()->lines );
		self::assertStringContainsString( 'Finding of smtp.', $lines );
		self::assertMatchesRegularExpression( '/Before it, .*plugin\/gp-populate-anything .* was switched off/', $lines );
	}

	public function test_changes_of_the_site_are_journaled_once_however_they_came(): void {
		$changes = $this->site()->alerts()->changes();
		$changes->look( Actor::system() );
		$changes->look( Actor::system() );
		self::assertSame( [], $this->journaled( 'site.' ), 'The first look is no change.' );
		$this->switch_plugin_off( 'gp-populate-anything' );
		foreach ( $this->parallel( 3, 'global $wpdb; ( new \SmartAllocOps\Services( $wpdb ) )->alerts()->changes()->look( \SmartAllocOps\Journal\Actor::system() ); return 1;' ) as $result ) {
			self::assertTrue( $result->finished, $result->process->describe() );
		}
		self::assertSame( [ 'site.changed' ], $this->journaled( 'site.' ) );
	}

	/** @return array<string, mixed> */
	private function decision(): array {
		return (array) Sentences::all_told( AlertSchema::describe_decision( $this->site()->alerts()->service()->decision( (int) $this->alert()->decision_id ) ) );
	}

	private function switch_plugin_off( string $folder ): void {
		update_option( 'active_plugins', array_values( array_diff( (array) get_option( 'active_plugins' ), [ "{$folder}/{$folder}.php" ] ) ) );
	}
}
