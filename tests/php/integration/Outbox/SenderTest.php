<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Outbox;

use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Receipt;
use SmartAllocOps\Outbox\Sender;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\CrashPoint;
use SmartAllocOps\Tests\Support\NotedChannel;

/** At least once to everybody, once where nothing goes wrong, and never a storm. */
final class SenderTest extends OutboxTestCase {
	public function test_the_same_key_is_told_once_and_to_everybody(): void {
		$this->channel->targets = [ 'a', 'b' ];
		self::assertSame( $this->put( 'one' ), $this->put( 'one' ) );

		self::assertSame( [ 'sent' => 2, 'failed' => 0 ], $this->sender()->run( 5_000 ) );
		$this->sender()->run( 5_000 );

		self::assertSame( [ [ 'a', 'About one', 1, '1' ], [ 'b', 'About one', 1, '1' ] ], $this->noted_without_ids() );
		self::assertSame( [ 'sent' => 2 ], $this->states() );
		self::assertSame( 'sent', $this->announcements()->page( null, 5 )[0]->state() );
	}

	public function test_without_anybody_to_tell_it_says_so_and_is_not_sent_when_somebody_comes_later(): void {
		$this->channel->targets = [];
		$id = $this->put( 'one' );
		$this->sender()->run( 5_000 );
		$this->channel->targets = [ 'late' ];
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'nobody', [] ], [ $this->announcements()->get( $id )?->state(), $this->noted() ] );
	}

	public function test_it_is_tried_again_at_growing_distances_and_then_given_up(): void {
		$id = $this->put( 'one' );
		$this->channel->next = array_fill( 0, 20, Receipt::failed( 'http_500', 1 ) );
		$waits = [];
		for ( $attempt = 1; $attempt <= 6; $attempt++ ) {
			$this->sender()->run( 5_000 );
			self::assertCount( $attempt, $this->noted() );
			$delivery = $this->announcements()->get( $id )?->deliveries[0];
			$waits[]  = (int) $delivery?->due_at - $this->time->now_ms;
			self::assertSame( [ $attempt, 'http_500' ], [ $delivery?->attempts, $delivery?->outcome ] );
			// Not before its time.
			$this->passes( max( 0, end( $waits ) - 1 ) );
			6 === $attempt || $this->sender()->run( 5_000 );
			self::assertCount( $attempt, $this->noted() );
			$this->passes( 1 );
		}
		foreach ( [ 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000 ] as $index => $pause ) {
			self::assertGreaterThanOrEqual( $pause, $waits[ $index ] );
			self::assertLessThanOrEqual( $pause * 1.2, $waits[ $index ] );
		}
		$this->passes( 100_000_000 );
		$this->sender()->run( 5_000 );
		self::assertSame( [ [ 'failed' => 1 ], 6 ], [ $this->states(), count( $this->noted() ) ] );
	}

	public function test_a_receiver_that_asks_for_patience_gets_it_and_one_that_is_gone_is_left_alone(): void {
		$id = $this->put( 'one' );
		$this->channel->next = [ Receipt::failed( 'http_429', 1, 600 ), Receipt::gone( 'http_410', 1 ) ];
		$this->sender()->run( 5_000 );
		self::assertSame( $this->time->now_ms + 600_000, $this->announcements()->get( $id )?->deliveries[0]->due_at );
		$this->passes( 600_000 );
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'failed' => 1 ], $this->states() );
	}

	public function test_one_target_that_fails_keeps_no_other_from_being_told(): void {
		$broken       = new NotedChannel( $this->file, 'webhook' );
		$broken->next = [ Receipt::failed( 'curl_28', 8_000 ) ];
		foreach ( [ 'one', 'two', 'three' ] as $key ) {
			$this->put( $key );
		}
		$this->sender( [ $broken, new NotedChannel( $this->file, 'mail', [ 'person' ] ) ] )->run( 5_000 );
		$targets = array_count_values( array_column( $this->noted(), 0 ) );
		self::assertSame( 3, $targets['person'] );
		self::assertSame( 1, $targets['main'], 'What it did not take now it is not asked to take a moment later.' );
	}

	public function test_a_thousand_at_once_become_one_message(): void {
		for ( $n = 1; $n <= 1000; $n++ ) {
			$this->put( "alert {$n}", 0 === $n % 10 ? Severity::Critical : Severity::Recommended );
		}
		self::assertSame( [ 'sent' => 1, 'failed' => 0 ], $this->sender()->run( 60_000 ) );
		self::assertSame( [ '1,000 messages at once, 100 of them critical', 16 ], array_slice( $this->noted()[0], 1, 2 ) );
		self::assertSame( [ 'sent' => 1000 ], $this->states() );
		self::assertSame( 1000, $this->announcements()->page( null, 1 )[0]->deliveries[0]->together );
	}

	public function test_a_digest_that_fails_comes_again_as_one(): void {
		for ( $n = 1; $n <= 5; $n++ ) {
			$this->put( "alert {$n}" );
		}
		$this->channel->next = [ Receipt::failed( 'http_503', 1 ) ];
		$this->sender()->run( 5_000 );
		$this->put( 'alert 6' );
		$this->passes( 6_000 );
		$this->sender()->run( 5_000 );
		self::assertSame( [ '5 messages at once, 5 of them critical', '6 messages at once, 6 of them critical' ], array_column( $this->noted(), 1 ) );
		self::assertSame( [ 'sent' => 6 ], $this->states() );
	}

	public function test_a_storm_that_comes_one_by_one_is_slowed_down_to_digests(): void {
		for ( $minute = 0; $minute < 60; $minute++ ) {
			$this->put( "alert {$minute}" );
			$this->sender()->run( 5_000 );
			$this->passes( 60_000 );
		}
		// Twelve one by one, then one in five minutes.
		self::assertCount( Sender::AN_HOUR + 9, $this->noted() );
		$this->passes( Sender::SPACING_MS );
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'sent' => 60 ], $this->states(), 'None is lost.' );
	}

	public function test_in_quiet_hours_only_what_is_critical_is_sent(): void {
		$this->configure( [ 'quiet_from' => 22, 'quiet_until' => 7 ] );
		$this->time->now_ms = ( new \DateTimeImmutable( '2026-11-26 23:30', wp_timezone() ) )->getTimestamp() * 1000;
		$this->put( 'calm', Severity::Recommended );
		$this->put( 'urgent', Severity::Critical );
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'About urgent' ], array_column( $this->noted(), 1 ) );
		$this->time->now_ms = ( new \DateTimeImmutable( '2026-11-27 06:59', wp_timezone() ) )->getTimestamp() * 1000;
		$this->sender()->run( 5_000 );
		self::assertCount( 1, $this->noted() );
		$this->passes( 60_000 );
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'About urgent', 'About calm' ], array_column( $this->noted(), 1 ) );
	}

	public function test_two_senders_at_once_do_not_both_send(): void {
		$keys = array_map( static fn ( int $n ): string => "alert {$n}", range( 1, 3 ) );
		array_map( fn ( string $key ): int => $this->put( $key ), $keys );
		$targets = array_map( static fn ( int $n ): string => "person {$n}", range( 1, 10 ) );
		$results = $this->parallel( 4, self::RUN, [ 'file' => $this->file, 'targets' => $targets ] );
		foreach ( $results as $result ) {
			self::assertTrue( $result->finished, $result->process->describe() );
		}
		$noted = array_map( static fn ( array $message ): string => "{$message[0]} {$message[3]}", $this->noted() );
		sort( $noted );
		self::assertCount( 30, $noted );
		self::assertSame( $noted, array_values( array_unique( $noted ) ) );
		self::assertSame( [ 'sent' => 30 ], $this->states() );
	}

	/** @return iterable<string, array{string, int}> */
	public static function instants(): iterable {
		yield 'before it counted the attempt' => [ 'outbox.taken', 1 ];
		yield 'before it sent' => [ 'outbox.sending', 1 ];
		yield 'after it sent and before it could write that down' => [ 'outbox.sent', 2 ];
	}

	#[\PHPUnit\Framework\Attributes\DataProvider( 'instants' )]
	public function test_a_sender_that_is_killed_loses_nothing( string $instant, int $messages ): void {
		$this->put( 'one' );
		$killed = $this->fresh_process( self::RUN, [ 'file' => $this->file, 'targets' => [ 'main' ] ], [ CrashPoint::VARIABLE => $instant ] );
		self::assertFalse( $killed->finished );
		self::assertSame( [ 'sending' => 1 ], $this->states() );
		// Its lease protects it as long as it may live.
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'sending' => 1 ], $this->states() );

		$this->passes( 200_000 );
		$this->sender()->run( 5_000 );
		self::assertSame( [ [ 'sent' => 1 ], $messages ], [ $this->states(), count( $this->noted() ) ] );
	}

	public function test_what_kills_every_sender_is_given_up_in_the_end(): void {
		global $wpdb;
		$this->put( 'one' );
		$this->channel->targets = [ 'main' ];
		$this->sender( [ $this->channel ] );
		$this->announcements()->fan_out( [ [ 'id' => 1, 'channel' => 'webhook', 'target' => 'main', 'due_at' => 1 ] ], [] );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_deliveries SET state = 'sending', attempts = 6, lease_until = 1, lease_token = 'x'" );
		$this->deliveries()->reclaim( 6 );
		self::assertSame( [ 'failed' => 1 ], $this->states() );
	}

	public function test_what_is_still_on_its_way_is_not_deleted_however_old(): void {
		$this->put( 'old' );
		$this->channel->next = [ Receipt::failed( 'http_500', 1 ) ];
		$this->sender()->run( 5_000 );
		$this->passes( 400 * 86_400_000 );
		$this->announcements()->prune( 30 * 86_400_000 );
		self::assertSame( [ 'queued' => 1 ], $this->states() );
	}

	public function test_what_is_past_its_days_goes_with_its_receipts(): void {
		$this->put( 'old' );
		$this->sender()->run( 5_000 );
		$this->passes( 366 * 86_400_000 );
		$this->put( 'new' );
		$this->sender()->run( 5_000 );
		self::assertSame( [ 'About new' ], array_map( static fn ( $announcement ): string => $announcement->message->title, $this->announcements()->page( null, 5 ) ) );
		self::assertSame( [ 'sent' => 1 ], $this->states() );
	}

	public function test_a_message_carries_no_personal_data_and_no_header_of_its_own(): void {
		$told = ( new Message( 'alert', Severity::Critical, 'x', "Trouble of 0912 345 6789\r\nBcc: a@example.test", [ 'by somebody@example.test' ] ) )->told();
		self::assertSame( [ 'Trouble of [phone] Bcc: [e-mail]', 'by [e-mail]' ], [ $told->title, $told->lines[0] ] );
	}

	private const RUN = <<<'PHP'
		global $wpdb;
		$services = new \SmartAllocOps\Services( $wpdb );
		$outbox   = $services->outbox();
		$channel  = new \SmartAllocOps\Tests\Support\NotedChannel( $args['file'], 'webhook', $args['targets'] );
		return ( new \SmartAllocOps\Outbox\Sender( $outbox->announcements(), $outbox->deliveries(), [ $channel ], \SmartAllocOps\Platform\Config::load( ... ), $services->clock ) )->run( 20_000 );
		PHP;

	/** @return list<array{string, string, int, string}> Numbers count from 1. */
	private function noted_without_ids(): array {
		$ids = [];
		return array_map(
			static function ( array $message ) use ( &$ids ): array {
				$ids[ $message[3] ] ??= (string) ( count( $ids ) + 1 );
				return [ $message[0], $message[1], $message[2], $ids[ $message[3] ] ];
			},
			$this->noted()
		);
	}
}
