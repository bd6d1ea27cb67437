<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Alerts;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Users;

/** What the first screen and the journal tell of alerts. */
final class AlertSidesTest extends AlertTestCase {
	public function test_the_first_screen_counts_them_by_severity_and_names_the_newest(): void {
		$this->round( [ 'smtp' => Status::Good, 'utc' => Status::Good, 'log' => Status::Good ] );
		self::assertSame( [ 0, [] ], [ $this->on_the_overview()['open']['value'], $this->on_the_overview()['newest'] ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical, 'utc' => Status::Recommended, 'log' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical, 'utc' => Status::Recommended, 'log' => Status::Critical ] );
		$this->site()->alerts()->service()->acknowledge( $this->alert()->id, 'Anna looks', Actor::cli() );
		$told = $this->on_the_overview();
		self::assertSame( [ 3, 2, 1, 1 ], [ $told['open']['value'], $told['critical'], $told['recommended'], $told['acknowledged'] ] );
		self::assertSame( [ 'log', 'acknowledged' ], [ $told['newest'][0]['signal'], $told['newest'][0]['state'] ] );
		$this->rounds( 8, [ 'smtp' => Status::Good, 'utc' => Status::Good, 'log' => Status::Good ] );
		self::assertSame( 0, $this->on_the_overview()['open']['value'] );
	}

	public function test_many_at_once_are_one_on_the_first_screen_too(): void {
		$ids = [ 'smtp', 'utc', 'schema', 'versions', 'log', 'loopback' ];
		$this->round( array_fill_keys( $ids, Status::Good ) );
		$this->rounds( 2, array_fill_keys( $ids, Status::Critical ) );
		self::assertSame( [ 1, 'mass' ], [ $this->on_the_overview()['open']['value'], $this->on_the_overview()['newest'][0]['signal'] ] );
	}

	public function test_a_list_tells_what_was_found_when_it_fired(): void {
		$this->round( [ 'smtp' => Status::Good ] );
		$this->rounds( 2, [ 'smtp' => Status::Critical ] );
		self::assertSame( 'Finding of smtp.', Sentences::told( $this->alert()->finding ) );
		self::assertSame( 'Finding of smtp.', Sentences::told( $this->site()->alerts()->service()->get( $this->alert()->id )->finding ) );
	}

	public function test_every_act_on_an_alert_is_a_line_of_the_journal_with_who_and_why_and_leads_to_it(): void {
		$owner = Actor::user( Users::id( 'smartalloc_owner' ) );
		$this->round( [ 'smtp' => Status::Good ] );
		$this->round( [ 'smtp' => Status::Critical ] );
		self::assertSame( [], $this->lines(), 'Pending is noise.' );
		$this->round( [ 'smtp' => Status::Critical ] );
		$this->site()->alerts()->service()->acknowledge( $this->alert()->id, 'The host is on it', $owner );
		$this->rounds( 6, [ 'smtp' => Status::Good ] );
		self::assertSame(
			[
				[ 'Alert 1 is over: smtp.', 'system', '', 'alerts' ],
				[ 'Somebody is on alert 1: smtp.', 'user', 'The host is on it', 'alerts' ],
				[ 'Alert 1 fired: smtp.', 'system', '', 'alerts' ],
			],
			$this->lines()
		);
	}

	/** @return list<array{string, string, string, string|null}> Newest first. */
	private function lines(): array {
		return array_map(
			static fn ( array $line ): array => [ (string) preg_replace( '/(?<=lert )\d+/', '1', $line['entry']->change ), $line['entry']->actor->kind, $line['entry']->reason, $line['entry']->tab ],
			$this->site()->records()->feed()->page( new JournalFilter( subject: [] === $this->states() ? 'alert:1' : 'alert:' . $this->id() ), null, 20 )['entries']
		);
	}

	private function id(): int {
		global $wpdb;
		return (int) $wpdb->get_var( "SELECT MAX(id) FROM {$wpdb->prefix}smartalloc_ops_alerts" );
	}

	/** @return array<string, mixed> */
	private function on_the_overview(): array {
		return $this->site()->overview_schema()->describe( $this->site()->overview()->report() )['alerts'];
	}
}
