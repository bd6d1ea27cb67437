<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** Many messages as one: the worst first, the rest counted. */
final class Digest {
	/** So many leave one by one; more become a digest. */
	public const SINGLY = 3;

	/** Titles that are told. */
	private const NAMED = 15;

	/** @param non-empty-list<Message> $messages */
	public static function of( array $messages, string $link ): Message {
		$count = count( $messages );
		// Stable: within one severity the older comes first.
		usort( $messages, static fn ( Message $one, Message $other ): int => $other->severity->rank() <=> $one->severity->rank() );
		$critical = count( array_filter( $messages, static fn ( Message $message ): bool => Severity::Critical === $message->severity ) );
		$titles   = array_map( static fn ( Message $message ): string => $message->title, array_slice( $messages, 0, self::NAMED ) );
		if ( $count > self::NAMED ) {
			/* translators: %s: number of messages. */
			$titles[] = sprintf( _n( 'and %s more', 'and %s more', $count - self::NAMED, 'smartalloc-ops' ), number_format_i18n( $count - self::NAMED ) );
		}
		return new Message(
			'digest',
			$messages[0]->severity,
			'digest',
			/* translators: 1: number of messages, 2: number of those that are critical. */
			sprintf( _n( '%1$s message at once, %2$s of them critical', '%1$s messages at once, %2$s of them critical', $count, 'smartalloc-ops' ), number_format_i18n( $count ), number_format_i18n( $critical ) ),
			$titles,
			$link
		);
	}
}
