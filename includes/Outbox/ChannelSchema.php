<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Channels and announcements on the wire: their schemas and their serializers side by side. No address is among it. */
final class ChannelSchema {
	/** @return array<string, mixed> */
	public static function channel(): array {
		return Shape::object(
			[
				'id'         => Shape::one_of( ChannelService::IDS ),
				'label'      => Shape::text(),
				'help'       => Shape::text(),
				'set_up'     => Shape::boolean(),
				'targets'    => Shape::integer(),
				// Of a channel with a secret address: its host and its last characters.
				'address'    => Shape::nullable( Shape::text() ),
				'source'     => Shape::nullable( Shape::one_of( [ 'none', 'stored', 'constant' ] ) ),
				'readable'   => Shape::boolean(),
				'revision'   => Shape::nullable( Shape::integer() ),
				'changed_at' => Shape::nullable( Shape::time() ),
				'works'      => Shape::nullable( Shape::boolean() ),
				'failing'    => Shape::integer(),
				'outcome'    => Shape::nullable( Shape::text() ),
				'tried_at'   => Shape::nullable( Shape::time() ),
				'text'       => Shape::text(),
			],
			'channel'
		);
	}

	/** @return array<string, mixed> */
	public static function channels(): array {
		return Shape::object( [ 'items' => Shape::list_of( self::channel() ) ], 'channels' );
	}

	/** @return array<string, mixed> */
	public static function announcement(): array {
		return Shape::object(
			[
				'id'         => Shape::integer(),
				'kind'       => Shape::text(),
				'severity'   => Shape::one_of( array_map( static fn ( Severity $severity ): string => $severity->value, Severity::cases() ) ),
				'subject'    => Shape::text(),
				'title'      => Shape::text(),
				'lines'      => Shape::list_of( Shape::text() ),
				'state'      => Shape::one_of( [ 'queued', 'nobody', 'under_way', 'sent', 'partly', 'failed' ] ),
				'created_at' => Shape::time(),
				'deliveries' => Shape::list_of(
					Shape::object(
						[
							'channel'  => Shape::text(),
							'state'    => Shape::one_of( array_map( static fn ( DeliveryState $state ): string => $state->value, DeliveryState::cases() ) ),
							'attempts' => Shape::integer(),
							'outcome'  => Shape::nullable( Shape::text() ),
							// How many announcements the same message stood for.
							'together' => Shape::nullable( Shape::integer() ),
							'due_at'   => Shape::nullable( Shape::time() ),
							'sent_at'  => Shape::nullable( Shape::time() ),
						]
					)
				),
			],
			'announcement'
		);
	}

	/** @return array<string, mixed> */
	public static function announcements(): array {
		return Shape::object(
			[
				'items'       => Shape::list_of( self::announcement() ),
				'next_before' => Shape::nullable( Shape::integer() ),
			],
			'announcements'
		);
	}

	/** @return array<string, mixed> */
	public static function describe( ChannelStatus $status ): array {
		return [
			'id'         => $status->id,
			'label'      => self::label( $status->id ),
			'help'       => match ( $status->id ) {
				MailChannel::ID => __( 'Through the mail of this site. Recipients stand in the settings.', 'smartalloc-ops' ),
				WebhookChannel::ID => __( 'An incoming webhook as Slack, Mattermost and Rocket.Chat have them. It does not need the mail of this site.', 'smartalloc-ops' ),
				default => __( 'An address of a monitor elsewhere that is called once a minute. When the call stays away, that monitor raises the alarm: nothing on a site that stands still can.', 'smartalloc-ops' ),
			},
			'set_up'     => $status->is_set_up(),
			'targets'    => $status->targets,
			'address'    => '' === $status->address?->shown ? null : $status->address?->shown,
			'source'     => $status->address?->source,
			'readable'   => $status->address->is_readable ?? true,
			'revision'   => $status->address?->revision,
			'changed_at' => Time::rfc3339( $status->address?->changed_at ),
			'works'      => $status->works,
			'failing'    => $status->failing,
			'outcome'    => $status->outcome,
			'tried_at'   => Time::rfc3339( $status->tried_at ),
			'text'       => self::text( $status ),
		];
	}

	/** @return array<string, mixed> */
	public static function describe_announcement( Announcement $announcement ): array {
		return [
			'id'         => $announcement->id,
			'kind'       => $announcement->message->kind,
			'severity'   => $announcement->message->severity->value,
			'subject'    => $announcement->message->subject,
			'title'      => Sentences::told( $announcement->message->title ),
			'lines'      => array_map( [ Sentences::class, 'told' ], $announcement->message->lines ),
			'state'      => $announcement->state(),
			'created_at' => (string) Time::rfc3339( $announcement->created_at ),
			'deliveries' => array_map(
				static fn ( Delivery $delivery ): array => [
					'channel'  => $delivery->channel,
					'state'    => $delivery->state->value,
					'attempts' => $delivery->attempts,
					'outcome'  => '' === $delivery->outcome ? null : $delivery->outcome,
					'together' => $delivery->together,
					'due_at'   => DeliveryState::Queued === $delivery->state ? Time::rfc3339( $delivery->due_at ) : null,
					'sent_at'  => Time::rfc3339( $delivery->sent_at ),
				],
				$announcement->deliveries
			),
		];
	}

	public static function label( string $id ): string {
		return match ( $id ) {
			MailChannel::ID => __( 'E-mail', 'smartalloc-ops' ),
			WebhookChannel::ID => __( 'Webhook', 'smartalloc-ops' ),
			default => __( 'Sign of life', 'smartalloc-ops' ),
		};
	}

	/** How it stands, in one sentence. */
	private static function text( ChannelStatus $status ): string {
		return match ( true ) {
			! $status->is_set_up() => __( 'Not set up.', 'smartalloc-ops' ),
			false === ( $status->address->is_readable ?? true ) => __( 'The stored address cannot be read any more, because the keys of this site changed. Enter it again.', 'smartalloc-ops' ),
			null === $status->works => __( 'Set up; nothing was sent there lately.', 'smartalloc-ops' ),
			/* translators: %s: a code, e.g. "http_404". */
			! $status->works => sprintf( __( 'The last attempt failed (%s).', 'smartalloc-ops' ), (string) $status->outcome ),
			/* translators: 1: number of recipients that could not be reached, 2: number of all recipients. */
			$status->failing > 0 => sprintf( _n( '%1$d of %2$d recipient could not be reached.', '%1$d of %2$d recipients could not be reached.', $status->targets, 'smartalloc-ops' ), $status->failing, $status->targets ),
			default => __( 'The last attempt went through.', 'smartalloc-ops' ),
		};
	}
}
