<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Outbox\AddressStore;
use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Outbox\ChannelService;
use SmartAllocOps\Outbox\DeliveryStore;
use SmartAllocOps\Outbox\MailChannel;
use SmartAllocOps\Outbox\Ping;
use SmartAllocOps\Outbox\Sender;
use SmartAllocOps\Outbox\WebhookChannel;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Platform\SecretBox;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** What people are told and by which way, built when it is first asked for. */
final class OutboxServices {
	private ?Outbound $outbound        = null;
	private ?AddressStore $addresses   = null;
	private ?ChannelService $channels  = null;

	public function __construct( private readonly Services $services ) {}

	/** Sends through another door to the outside: a test that plays the receiver. */
	public function with_outbound( Outbound $outbound ): self {
		$other           = new self( $this->services );
		$other->outbound = $outbound;
		return $other;
	}

	public function announcements(): AnnouncementStore {
		return new AnnouncementStore( $this->services->db, $this->services->clock );
	}

	public function deliveries(): DeliveryStore {
		return new DeliveryStore( $this->services->db, $this->services->clock );
	}

	public function addresses(): AddressStore {
		return $this->addresses ??= new AddressStore( $this->services->db, $this->services->clock, SecretBox::of_site() );
	}

	public function outbound(): Outbound {
		return $this->outbound ??= Outbound::to_the_internet();
	}

	public function sender(): Sender {
		return new Sender( $this->announcements(), $this->deliveries(), [ $this->mail(), $this->webhook() ], Config::load( ... ), $this->services->clock, Links::tab( 'alerts', '' )->target );
	}

	public function ping(): Ping {
		return new Ping( $this->addresses(), $this->outbound(), $this->services->heartbeats(), $this->services->clock );
	}

	public function channels(): ChannelService {
		return $this->channels ??= new ChannelService( $this->mail(), $this->webhook(), $this->ping(), $this->addresses(), $this->announcements(), $this->deliveries(), $this->outbound(), $this->services->journal(), $this->services->clock );
	}

	private function mail(): MailChannel {
		return new MailChannel( Config::load( ... ) );
	}

	private function webhook(): WebhookChannel {
		return new WebhookChannel( $this->addresses(), $this->outbound() );
	}
}
