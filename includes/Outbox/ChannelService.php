<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Journal;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Destination;
use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\UnsafeDestination;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** The ways to be told: how they stand, where they go, and whether they work. */
final class ChannelService {
	public const IDS = [ MailChannel::ID, WebhookChannel::ID, Ping::ID ];

	/** Attempts longer ago say nothing of today. */
	private const WINDOW_MS = 7 * 86_400_000;

	/** While a self-test runs, every channel counts as failing. */
	private bool $is_broken = false;

	public function __construct(
		private readonly MailChannel $mail,
		private readonly WebhookChannel $webhook,
		private readonly Ping $ping,
		private readonly AddressStore $addresses,
		private readonly AnnouncementStore $announcements,
		private readonly DeliveryStore $deliveries,
		private readonly Outbound $outbound,
		private readonly Journal $journal,
		private readonly Clock $clock,
	) {}

	/** @return list<ChannelStatus> In the order in which they are shown. */
	public function all(): array {
		return array_map( [ $this, 'status' ], self::IDS );
	}

	/** @throws NotFound */
	public function status( string $id ): ChannelStatus {
		if ( $this->is_broken ) {
			return new ChannelStatus( $id, 1, null, false, 'self_test', null, 1 );
		}
		if ( Ping::ID === $id ) {
			$address = $this->addresses->get( Ping::ID );
			$last    = $this->ping->last();
			return new ChannelStatus( $id, (int) $address->is_set(), $address, $last['is_success'] ?? null, $last['outcome'] ?? null, $last['at'] ?? null, (int) ( $address->is_set() && false === ( $last['is_success'] ?? null ) ) );
		}
		$channel = $this->channel( $id );
		$targets = $channel->targets();
		// What became of those who are not told any more is over.
		$tried   = array_values( array_filter( $this->deliveries->last_attempts( $id, $this->clock->now_ms() - self::WINDOW_MS ), static fn ( Delivery $delivery ): bool => in_array( $delivery->target, $targets, true ) ) );
		$failing = count( array_filter( $tried, static fn ( Delivery $delivery ): bool => DeliveryState::Sent !== $delivery->state ) );
		return new ChannelStatus(
			$id,
			count( $targets ),
			WebhookChannel::ID === $id ? $this->addresses->get( WebhookChannel::ID ) : null,
			[] === $tried ? null : $failing < count( $tried ),
			$tried[0]->outcome ?? null,
			$tried[0]->updated_at ?? null,
			$failing
		);
	}

	/**
	 * Sets or removes the secret address of a channel.
	 *
	 * @param string|null $url      Null removes it.
	 * @param int         $revision At which the person saw it.
	 * @throws NotFound     There is no such channel, or it has no address.
	 * @throws InvalidField It is no address, or the reason cannot be used.
	 * @throws Refused      Nothing may be sent there, or a constant lays it down.
	 * @throws Conflict     Somebody else changed it; carries the present ChannelStatus.
	 */
	public function set_address( string $id, #[\SensitiveParameter] ?string $url, int $revision, string $reason, Actor $actor ): ChannelStatus {
		Forbidden::unless( $actor, Capability::SETTINGS );
		if ( ! isset( AddressStore::NAMES[ $id ] ) ) {
			/* translators: 1: id of a channel, 2: list of ids. */
			throw new NotFound( sprintf( __( 'There is no channel "%1$s" with an address. There are: %2$s.', 'smartalloc-ops' ), $id, implode( ', ', array_keys( AddressStore::NAMES ) ) ) );
		}
		$why = Reason::from( $reason );
		$now = $this->addresses->get( $id );
		if ( 'constant' === $now->source ) {
			/* translators: %s: name of a PHP constant. */
			throw new Refused( [ new Refusal( 'set_by_constant', sprintf( __( 'This address is laid down by %s, in wp-config.php or the environment. Change it there.', 'smartalloc-ops' ), AddressStore::NAMES[ $id ] ) ) ] );
		}
		$to = null === $url ? null : $this->checked( trim( $url ) );
		if ( null === $to && ! $now->is_set() ) {
			throw new InvalidField( 'url', __( 'There is no address to remove.', 'smartalloc-ops' ) );
		}
		if ( ! $this->addresses->set( $id, $to, $revision ) ) {
			throw new Conflict( 'channel_changed', __( 'This address was changed meanwhile by somebody else. Look at it and decide again.', 'smartalloc-ops' ), 'channel', $this->status( $id ) );
		}
		$this->journal->record( $actor, null === $to ? 'channel.removed' : 'channel.set', "channel:$id", $why->text, [ 'address' => $to?->shown() ] );
		return $this->status( $id );
	}

	/**
	 * Puts a test message into the outbox, for one channel alone. The same key again is the same message.
	 *
	 * @throws NotFound|InvalidField|Refused
	 */
	public function test( string $id, string $key, Actor $actor ): Announcement {
		Forbidden::unless( $actor, Capability::OPERATE );
		$channel = $this->channel( $id );
		if ( 1 !== preg_match( '/^[A-Za-z0-9_\-]{8,64}$/D', $key ) ) {
			throw new InvalidField( 'idempotency_key', __( 'The idempotency key takes 8 to 64 letters, digits, dashes or underscores.', 'smartalloc-ops' ) );
		}
		if ( [] === $channel->targets() ) {
			throw new Refused( [ self::not_set_up( $id ) ] );
		}
		$number = $this->announcements->put(
			'test:' . $id . ':' . strtolower( $key ),
			Sentences::recording(
				static fn (): Message => new Message(
					'test',
					Severity::Info,
					"channel:$id",
					__( 'Test message', 'smartalloc-ops' ),
					[ __( 'Somebody asked for it on the screen of SmartAlloc Ops. If you read it, alerts reach you here.', 'smartalloc-ops' ) ],
					Links::tab( 'overview', '' )->target
				)
			),
			$id
		);
		$this->journal->record( $actor, 'channel.tested', "channel:$id", '', [ 'announcement' => $number ] );
		return $this->announcement( $number );
	}

	/** @throws NotFound */
	public function announcement( int $id ): Announcement {
		/* translators: %d: number of an announcement. */
		return $this->announcements->get( $id ) ?? throw new NotFound( sprintf( __( 'There is no announcement %d.', 'smartalloc-ops' ), $id ) );
	}

	/** @return list<Announcement> Newest first. */
	public function page( ?int $before, int $limit, ?string $subject = null ): array {
		return $this->announcements->page( $before, $limit, $subject );
	}

	/**
	 * Lets what was given up be tried anew.
	 *
	 * @throws NotFound|Forbidden
	 * @throws Conflict Nothing of it was given up; carries the present Announcement.
	 */
	public function retry( int $id, string $reason, Actor $actor ): Announcement {
		Forbidden::unless( $actor, Capability::OPERATE );
		$why = Reason::from( $reason );
		$this->announcement( $id );
		$deliveries = $this->deliveries->retry( $id );
		if ( 0 === $deliveries ) {
			throw new Conflict( 'nothing_failed', __( 'No delivery of this announcement has been given up (any more).', 'smartalloc-ops' ), 'announcement', $this->announcement( $id ) );
		}
		$this->journal->record( $actor, 'announcement.retried', "announcement:$id", $why->text, [ 'deliveries' => $deliveries ] );
		return $this->announcement( $id );
	}

	/**
	 * Calls `$body` while every channel counts as failing. Nothing is sent and nothing is written.
	 *
	 * @template T
	 * @param callable(): T $body
	 * @return T
	 */
	public function while_broken( callable $body ): mixed {
		$this->is_broken = true;
		try {
			return $body();
		} finally {
			$this->is_broken = false;
		}
	}

	/** @throws InvalidField|Refused */
	private function checked( #[\SensitiveParameter] string $url ): Destination {
		try {
			$to = Destination::from( $url );
		} catch ( UnsafeDestination $unsafe ) {
			throw new InvalidField( 'url', $unsafe->getMessage() );
		}
		try {
			$this->outbound->check( $to );
		} catch ( UnsafeDestination $unsafe ) {
			throw new Refused( [ new Refusal( $unsafe->reason, $unsafe->getMessage() ) ] );
		}
		return $to;
	}

	/** @throws NotFound */
	private function channel( string $id ): Channel {
		return match ( $id ) {
			MailChannel::ID => $this->mail,
			WebhookChannel::ID => $this->webhook,
			/* translators: 1: id of a channel, 2: list of ids. */
			default => throw new NotFound( sprintf( __( 'There is no channel "%1$s" for messages. There are: %2$s.', 'smartalloc-ops' ), $id, MailChannel::ID . ', ' . WebhookChannel::ID ) ),
		};
	}

	private static function not_set_up( string $id ): Refusal {
		return MailChannel::ID === $id
			? new Refusal( 'not_set_up', __( 'There is no recipient yet.', 'smartalloc-ops' ), Action::command( __( 'Name one', 'smartalloc-ops' ), 'wp smartalloc-ops settings set recipients <address> --reason=...' ) )
			: new Refusal( 'not_set_up', __( 'There is no address to send to yet.', 'smartalloc-ops' ), Action::command( __( 'Set it', 'smartalloc-ops' ), "wp smartalloc-ops channels set $id --reason=..." ) );
	}
}
