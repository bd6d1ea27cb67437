<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Outbox\ChannelSchema;
use SmartAllocOps\Outbox\ChannelService;
use SmartAllocOps\Outbox\ChannelStatus;
use SmartAllocOps\Outbox\MailChannel;
use SmartAllocOps\Outbox\Ping;
use SmartAllocOps\Platform\MailTransport;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Action;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether anybody is told when something goes wrong: an alert that nobody hears is none. */
final class TellingProbe implements Probe {
	public const ID = 'telling';

	public function __construct( private readonly ChannelService $channels, private readonly MailTransport $transport ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'Telling people', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'messages';
	}

	public function why(): string {
		return __( 'An alert that reaches nobody is found by the parents first.', 'smartalloc-ops' );
	}

	public function rule(): string {
		return __( 'Critical when the last attempts of every channel failed. Recommended when those of one failed, when a stored address cannot be read any more, when a production site tells nobody or only by its own mail. Elsewhere, without a channel, it is not set up.', 'smartalloc-ops' );
	}

	public function is_required(): bool {
		return false;
	}

	public function valid_s(): int {
		return 600;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$all      = array_values( array_filter( $this->channels->all(), static fn ( ChannelStatus $status ): bool => $status->is_set_up() ) );
		$tellers  = array_values( array_filter( $all, static fn ( ChannelStatus $status ): bool => Ping::ID !== $status->id ) );
		$failing  = array_values( array_filter( $all, static fn ( ChannelStatus $status ): bool => $status->failing > 0 || false === ( $status->address->is_readable ?? true ) ) );
		$is_quiet = [] === array_filter( $tellers, static fn ( ChannelStatus $status ): bool => false !== $status->works && true === ( $status->address->is_readable ?? true ) );
		if ( [] === $tellers ) {
			$finding = __( 'Nobody is told of an alert: there is no recipient and no webhook.', 'smartalloc-ops' );
			return Reading::of( $this->transport->is_production() ? Status::Recommended : Status::NotSetUp, 'nobody', $finding, self::ways_forward(), 0, 'channels' );
		}
		if ( $is_quiet ) {
			/* translators: %s: names of channels. */
			return Reading::critical( 'nobody_reached', sprintf( __( 'Nobody can be reached. Failed: %s.', 'smartalloc-ops' ), self::names( $tellers ) ), self::ways_forward(), count( $tellers ), 'channels', count( $all ) );
		}
		if ( [] !== $failing ) {
			/* translators: %s: names of channels. */
			return Reading::of( Status::Recommended, 'some_failed', sprintf( __( 'Not everybody can be reached. Failed: %s.', 'smartalloc-ops' ), self::names( $failing ) ), self::ways_forward(), count( $failing ), 'channels', count( $all ) );
		}
		if ( $this->transport->is_production() && [ MailChannel::ID ] === array_map( static fn ( ChannelStatus $status ): string => $status->id, $all ) ) {
			return Reading::of( Status::Recommended, 'mail_only', __( 'People are told by the mail of this site alone: when that fails, or the site stands still, nobody hears of it.', 'smartalloc-ops' ), self::ways_forward(), 1, 'channels', 1 );
		}
		/* translators: %s: names of channels. */
		return Reading::good( sprintf( __( 'Alerts go out by: %s.', 'smartalloc-ops' ), self::names( $all ) ), count( $all ), 'channels', count( $all ) );
	}

	public function under_fault( callable $body ): mixed {
		return $this->channels->while_broken( $body );
	}

	public function fault(): string {
		return __( 'Every channel is treated as one whose last attempt failed. Nothing is sent.', 'smartalloc-ops' );
	}

	/** @param list<ChannelStatus> $channels */
	private static function names( array $channels ): string {
		return Sentences::listed( array_map( static fn ( ChannelStatus $status ): string => ChannelSchema::label( $status->id ), $channels ) );
	}

	/** @return list<Action> */
	private static function ways_forward(): array {
		return [
			Links::tab( 'settings', __( 'Settings', 'smartalloc-ops' ) ),
			Action::command( __( 'Send a test message', 'smartalloc-ops' ), 'wp smartalloc-ops channels test mail' ),
		];
	}
}
