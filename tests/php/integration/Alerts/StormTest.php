<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Alerts;

use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Sender;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Outbox\WebhookChannel;
use SmartAllocOps\Platform\Destination;
use SmartAllocOps\Signal\Status;
use SmartAllocOps\Tests\Support\Receiver;

/** A thousand alerts at once, all the way to a real receiver: few messages, few statements, each time. */
final class StormTest extends AlertTestCase {
	private const MANY = 1000;

	/** Rows of one statement are some hundreds, so a thousand alerts cost some dozens. */
	private const STATEMENTS = 80;

	private static ?Receiver $receiver = null;

	protected function setUp(): void {
		parent::setUp();
		self::$receiver ??= Receiver::start();
		// Between tests every hook is as WordPress left it.
		add_filter( 'http_request_args', [ self::$receiver, 'http_request_args' ], 10, 2 );
		$addresses = $this->site()->outbox()->addresses();
		$addresses->set( WebhookChannel::ID, Destination::from( self::$receiver->url( '/ok?' . $this->name() ) ), $addresses->get( WebhookChannel::ID )->revision );
	}

	public static function tearDownAfterClass(): void {
		self::$receiver?->stop();
		self::$receiver = null;
		parent::tearDownAfterClass();
	}

	public function test_of_one_cause_they_are_one_message_when_they_fire_and_one_when_they_end(): void {
		$ids = array_map( static fn ( int $n ): string => "kpi.signal_{$n}", range( 1, self::MANY ) );
		$this->round( array_fill_keys( $ids, Status::Good ) );
		foreach ( [ Status::Critical, Status::Critical ] as $status ) {
			self::assertLessThan( self::STATEMENTS, $this->statements( fn () => $this->round( array_fill_keys( $ids, $status ) ) ) );
		}
		self::assertLessThan( self::STATEMENTS, $this->statements( fn () => $this->send() ) );
		self::assertSame( [ 'Critical: Many checks at once' ], $this->received() );
		$this->rounds( 8, array_fill_keys( $ids, Status::Good ) );
		$this->send();
		self::assertSame( [ 'Critical: Many checks at once', 'Over: Many checks at once' ], $this->received() );
	}

	public function test_of_many_causes_they_are_one_digest_that_counts_them(): void {
		$this->put( self::MANY );
		$statements = $this->statements( fn () => $this->send() );
		self::assertLessThan( self::STATEMENTS, $statements );
		self::assertSame( [ '1,000 messages at once, 1,000 of them critical' ], $this->received() );
		$requests = self::$receiver?->requests() ?? [];
		self::assertStringContainsString( 'and 985 more', end( $requests )['body'] ?? '' );
	}

	public function test_however_long_it_goes_on_a_target_gets_no_more_than_the_cap_an_hour(): void {
		for ( $minute = 0; $minute < 60; $minute++ ) {
			$this->put( 5, "m{$minute}" );
			$this->send();
			$this->time->now_ms += 60_000;
		}
		self::assertLessThanOrEqual( Sender::AN_HOUR + intdiv( 3_600_000, Sender::SPACING_MS ), count( $this->received() ) );
	}

	public function test_a_target_that_answers_nothing_is_tried_once_for_all_of_them(): void {
		$addresses = $this->site()->outbox()->addresses();
		$addresses->set( WebhookChannel::ID, Destination::from( (string) self::$receiver?->url( '/500?' . $this->name() ) ), $addresses->get( WebhookChannel::ID )->revision );
		$this->put( self::MANY );
		$this->send();
		$this->send();
		self::assertCount( 1, $this->received() );
	}

	private function put( int $count, string $of = 'x' ): void {
		for ( $n = 0; $n < $count; $n++ ) {
			$this->site()->outbox()->announcements()->put( "storm:{$of}:{$n}", new Message( 'alert', Severity::Critical, "alert:{$n}", "Cause {$of} {$n}" ) );
		}
	}

	private function send(): void {
		$this->site()->outbox()->with_outbound( Receiver::outbound() )->sender()->run( 60_000 );
	}

	private function statements( \Closure $body ): int {
		global $wpdb;
		$before = $wpdb->num_queries;
		$body();
		return $wpdb->num_queries - $before;
	}

	/** @return list<string> First lines of what came in during this test, without the name of the site. */
	private function received(): array {
		$mine = array_filter( self::$receiver?->requests() ?? [], fn ( array $request ): bool => str_ends_with( $request['path'], '?' . $this->name() ) );
		return array_values( array_map( static fn ( array $request ): string => (string) preg_replace( '/^\[[^\]]+\] /', '', strtok( (string) ( json_decode( $request['body'], true )['text'] ?? '' ), "\n" ) ?: '' ), $mine ) );
	}
}
