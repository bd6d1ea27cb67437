<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Outbox;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Outbox\ChannelSchema;
use SmartAllocOps\OutboxServices;
use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Platform\SecretBox;
use SmartAllocOps\Signal\Refused;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\Receiver;
use SmartAllocOps\Tests\Support\Tables;
use SmartAllocOps\Tests\Support\Users;

/** The real channels: mail to each recipient, a webhook at a secret address, and the sign of life. */
final class ChannelsTest extends PipelineTestCase {
	private static ?Receiver $receiver = null;

	/** @var list<array<string, mixed>> Arguments of wp_mail(). */
	private array $mails = [];

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'pre_wp_mail', function ( $short, array $mail ): bool {
			$this->mails[] = $mail;
			return $short ?? true;
		}, 5, 2 );
	}

	public static function tearDownAfterClass(): void {
		self::$receiver?->stop();
		self::$receiver = null;
	}

	public function test_each_recipient_gets_a_mail_of_their_own_and_no_table_names_them(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test', 'ben@example.test' ] ] );
		$this->outbox()->channels()->test( 'mail', 'a-test-key', Actor::cli() );
		$this->outbox()->sender()->run( 5_000 );
		self::assertEqualsCanonicalizing( [ 'anna@example.test', 'ben@example.test' ], array_column( $this->mails, 'to' ) );
		self::assertSame( '[SmartAlloc tests] Test message', $this->mails[0]['subject'] );
		self::assertStringContainsString( 'alerts reach you here', $this->mails[0]['message'] );
		foreach ( Tables::named( 'smartalloc_ops_' ) as $table ) {
			self::assertStringNotContainsString( 'example.test', $this->text_of( $table ), $table );
		}
	}

	public function test_comms_off_holds_none_of_our_own_messages(): void {
		$this->set_flag( 'comms', 'off' );
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		// Also from inside of the tick, while SmartAlloc's own hooks have run in the same process.
		$this->store_notification( 7 );
		$this->run_queue();
		$this->outbox()->channels()->test( 'mail', 'a-test-key', Actor::cli() );
		self::assertSame( 1, $this->outbox()->sender()->run( 5_000 )['sent'] );
	}

	public function test_a_recipient_who_was_removed_meanwhile_is_told_nothing_more(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		$this->outbox()->channels()->test( 'mail', 'a-test-key', Actor::cli() );
		add_filter( 'pre_wp_mail', fn (): bool => false, 20 );
		$this->outbox()->sender()->run( 5_000 );
		self::assertSame( 'queued', $this->delivery()['state'] );
		$this->configure( [ 'recipients' => [ 'ben@example.test' ] ] );
		$this->make_due();
		$this->outbox()->sender()->run( 5_000 );
		self::assertSame( [ 'failed', 'recipient_removed' ], [ $this->delivery()['state'], $this->delivery()['outcome'] ] );
	}

	public function test_a_mailer_that_refuses_is_a_failed_attempt_with_a_code_and_no_words(): void {
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		remove_all_filters( 'pre_wp_mail' );
		add_action( 'phpmailer_init', static fn () => throw new \PHPMailer\PHPMailer\Exception( 'for anna@example.test', 2 ), 5 );
		$this->outbox()->channels()->test( 'mail', 'a-test-key', Actor::cli() );
		$this->outbox()->sender()->run( 5_000 );
		self::assertSame( [ 'queued', '1' ], [ $this->delivery()['state'], $this->delivery()['attempts'] ] );
		self::assertMatchesRegularExpression( '/^(threw|phpmailer_2)$/', $this->delivery()['outcome'] );
	}

	public function test_the_webhook_gets_text_at_its_secret_address_whatever_becomes_of_the_mail(): void {
		$this->set_webhook( '/ok/T000/B000/secret-part-wxyz' );
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		add_filter( 'pre_wp_mail', fn (): bool => false, 20 );
		$id = $this->outbox()->announcements()->put( 'x', new \SmartAllocOps\Outbox\Message( 'alert', \SmartAllocOps\Outbox\Severity::Critical, 'alert:1', 'Queue <b> & co', [ 'It waits.' ], 'https://site.test/?a=1&b=2' ) );
		$this->outbox()->sender()->run( 5_000 );
		$requests = self::receiver()->requests();
		$request  = end( $requests );
		self::assertIsArray( $request );
		self::assertSame( "[SmartAlloc tests] Queue &lt;b&gt; &amp; co\nIt waits.\nhttps://site.test/?a=1&b=2", json_decode( $request['body'], true )['text'] );
		self::assertSame( [ '/ok/T000/B000/secret-part-wxyz', (string) $id ], [ $request['path'], $request['headers']['webhook-id'] ] );
		self::assertSame( 'under_way', $this->outbox()->announcements()->get( $id )?->state() );
	}

	public function test_the_address_is_shown_to_nobody_and_stored_closed(): void {
		$this->set_webhook( '/T000/B000/secret-part-wxyz' );
		$answer = Users::browser( 'administrator' )->rest( 'GET', '/channels' )->body . Users::browser( 'administrator' )->rest( 'GET', '/journal' )->body . $this->wp( [ 'smartalloc-ops', 'channels', 'list', '--format=json' ] )->stdout;
		self::assertStringContainsString( 'wxyz', $answer );
		self::assertStringNotContainsString( 'secret-part', $answer );
		foreach ( Tables::named( '' ) as $table ) {
			self::assertStringNotContainsString( 'secret-part', $this->text_of( $table ), $table );
		}
	}

	public function test_after_a_change_of_the_keys_it_says_enter_it_again_and_nothing_breaks(): void {
		global $wpdb;
		$this->set_webhook( '/T000/B000/secret-part-wxyz' );
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->prefix}smartalloc_ops_addresses SET secret = %s, key_id = %s", SecretBox::with( 'another key of the site' )->close( 'https://x.example.com/' ), 'another' ) );
		$status = $this->outbox()->channels()->status( 'webhook' );
		self::assertSame( [ true, false ], [ $status->is_set_up(), $status->address?->is_readable ] );
		self::assertStringContainsString( 'Enter it again', ChannelSchema::describe( $status )['text'] );
		$this->outbox()->channels()->test( 'webhook', 'a-test-key', Actor::cli() );
		$this->outbox()->sender()->run( 5_000 );
		self::assertSame( [ 'failed', 'address_unreadable' ], [ $this->delivery()['state'], $this->delivery()['outcome'] ] );
	}

	public function test_an_address_is_set_by_one_of_two_and_journaled_without_its_secret(): void {
		$channels = $this->outbox()->channels();
		$set      = $channels->set_address( 'webhook', self::receiver()->url( '/T000/B000/first-secret-abcd' ), 0, 'a test', Actor::cli() );
		self::assertSame( [ 1, Receiver::HOST . '/…abcd' ], [ $set->address?->revision, $set->address?->shown ] );
		try {
			$channels->set_address( 'webhook', self::receiver()->url( '/other' ), 0, 'a test', Actor::cli() );
			self::fail( 'Both won.' );
		} catch ( Conflict $lost ) {
			self::assertSame( 'channel_changed', $lost->code_name );
		}
		self::assertNull( $channels->set_address( 'webhook', null, 1, 'not any more', Actor::cli() )->address?->shown );
		self::assertSame( 0, $channels->status( 'webhook' )->targets );
		$journal = $this->text_of( $this->services()->db->table( 'journal' ) );
		self::assertStringContainsString( 'channel.set', $journal );
		self::assertStringContainsString( 'channel.removed', $journal );
		self::assertStringNotContainsString( 'first-secret', $journal );
	}

	public function test_an_address_inside_of_this_network_is_refused_when_it_is_saved(): void {
		$private = $this->services()->outbox()->with_outbound( Outbound::to_the_internet( Receiver::resolver( [ '10.0.0.5' ] ) ) )->channels();
		try {
			$private->set_address( 'webhook', self::receiver()->url(), 0, 'a test', Actor::cli() );
			self::fail( 'It was taken.' );
		} catch ( Refused $refused ) {
			self::assertSame( 'not_public', $refused->refusals[0]->code );
		}
		self::assertFalse( $private->status( 'webhook' )->is_set_up() );
	}

	public function test_what_is_no_address_names_the_field_and_whoever_may_not_is_refused(): void {
		foreach ( [ 'http://plain.example.com/', 'nonsense', 'https://127.0.0.1/' ] as $url ) {
			try {
				$this->outbox()->channels()->set_address( 'webhook', $url, 0, 'a test', Actor::cli() );
				self::fail( 'It was taken.' );
			} catch ( InvalidField $invalid ) {
				self::assertSame( 'url', $invalid->field );
				self::assertStringNotContainsString( 'plain', $invalid->getMessage() );
			}
		}
		$this->expectException( Forbidden::class );
		$this->outbox()->channels()->set_address( 'webhook', self::receiver()->url(), 0, 'a test', Actor::user( Users::id( 'smartalloc_owner' ) ) );
	}

	public function test_a_sign_of_life_goes_out_once_a_minute_and_says_how_it_went(): void {
		$clock = self::clock();
		$this->outbox()->channels()->set_address( 'ping', self::receiver()->url( '/ping-address' ), 0, 'a test', Actor::cli() );
		$ping = fn () => $this->services( $clock )->outbox()->with_outbound( Receiver::outbound() )->ping();
		$seen = static fn (): int => count( array_filter( self::receiver()->requests(), static fn ( array $request ): bool => '/ping-address' === $request['path'] ) );
		$ping()->send();
		$clock->now_ms += 20_000;
		$ping()->send();
		self::assertSame( [ 1, '200', true ], [ $seen(), $ping()->last()['outcome'] ?? '', $ping()->last()['is_success'] ?? null ] );
		$clock->now_ms += 40_000;
		$ping()->send();
		self::assertSame( 2, $seen() );
		$this->services( $clock )->outbox()->with_outbound( Receiver::outbound() )->channels()->set_address( 'ping', self::receiver()->url( '/500' ), 1, 'a test', Actor::cli() );
		$clock->now_ms += 60_000;
		$ping()->send();
		self::assertSame( 'http_500', $ping()->last()['outcome'] ?? '' );
		self::assertFalse( $this->services( $clock )->outbox()->channels()->status( 'ping' )->works );
	}

	public function test_a_failed_delivery_can_be_sent_once_more(): void {
		global $wpdb;
		$this->configure( [ 'recipients' => [ 'anna@example.test' ] ] );
		$made = $this->outbox()->channels()->test( 'mail', 'a-test-key', Actor::cli() );
		$this->outbox()->sender()->run( 5_000 );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_deliveries SET state = 'failed', attempts = 6" );
		self::assertSame( 'under_way', $this->outbox()->channels()->retry( $made->id, 'the server is back', Actor::cli() )->state() );
		$this->outbox()->sender()->run( 5_000 );
		self::assertSame( 'sent', $this->delivery()['state'] );
		$this->expectException( Conflict::class );
		$this->outbox()->channels()->retry( $made->id, 'once more', Actor::cli() );
	}

	private function outbox(): OutboxServices {
		return $this->services()->outbox()->with_outbound( Receiver::outbound() );
	}

	private static function receiver(): Receiver {
		self::$receiver ??= Receiver::start();
		add_filter( 'http_request_args', [ self::$receiver, 'http_request_args' ], 10, 2 );
		return self::$receiver;
	}

	private function set_webhook( string $path ): void {
		$this->outbox()->channels()->set_address( 'webhook', self::receiver()->url( $path ), 0, 'a test', Actor::cli() );
	}

	/** @return array<string, string> */
	private function delivery(): array {
		global $wpdb;
		return (array) $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}smartalloc_ops_deliveries ORDER BY id DESC LIMIT 1", ARRAY_A );
	}

	private function make_due(): void {
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_deliveries SET due_at = 1" );
	}

	private function text_of( string $table ): string {
		global $wpdb;
		return (string) json_encode( $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $table ), ARRAY_A ), JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
	}
}
