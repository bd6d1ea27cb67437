<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Outbound;

defined( 'ABSPATH' ) || exit;

/** An incoming webhook as Slack, Mattermost and Rocket.Chat have them: it works when the mail of the site does not. */
final class WebhookChannel implements Channel {
	public const ID = 'webhook';

	private const TARGET = 'main';

	/** Whoever answers so will not take anything again. */
	private const GONE = 410;

	public function __construct( private readonly AddressStore $addresses, private readonly Outbound $outbound ) {}

	public function id(): string {
		return self::ID;
	}

	public function targets(): array {
		return $this->addresses->get( self::ID )->is_set() ? [ self::TARGET ] : [];
	}

	/** What was meant for an earlier address goes to the present one: it is the same people's channel. */
	public function send( string $target, Message $message, string $message_id ): Receipt {
		$destination = $this->addresses->destination( self::ID );
		if ( null === $destination ) {
			return Receipt::gone( $this->addresses->get( self::ID )->is_set() ? 'address_unreadable' : 'address_removed', 0 );
		}
		$answer = $this->outbound->send(
			'POST',
			$destination,
			(string) wp_json_encode( [ 'text' => self::text( $message ) ], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ),
			[
				'Content-Type' => 'application/json; charset=utf-8',
				'webhook-id'   => $message_id,
			]
		);
		return match ( true ) {
			$answer->is_success() => Receipt::sent( $answer->outcome(), $answer->ms ),
			self::GONE === $answer->status => Receipt::gone( $answer->outcome(), $answer->ms ),
			default => Receipt::failed( $answer->outcome(), $answer->ms, (int) $answer->retry_after_s ),
		};
	}

	/** Slack reads three characters as markup. */
	private static function text( Message $message ): string {
		$site = wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES );
		$text = implode( "\n", array_filter( [ "[$site] {$message->title}", ...$message->lines ], static fn ( string $line ): bool => '' !== $line ) );
		return str_replace( [ '&', '<', '>' ], [ '&amp;', '&lt;', '&gt;' ], $text ) . ( '' === $message->link ? '' : "\n{$message->link}" );
	}
}
