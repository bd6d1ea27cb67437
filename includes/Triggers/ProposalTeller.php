<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Outbox\Message;
use SmartAllocOps\Outbox\Severity;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Links;

defined( 'ABSPATH' ) || exit;

/** Tells people of a proposal: once that there is one, and once that it was to start by itself and could not. */
final class ProposalTeller {
	/** Triggers that a message names. */
	private const NAMED = 5;

	public function __construct( private readonly AnnouncementStore $outbox ) {}

	/** As often as one likes: it is told once. */
	public function opened( Proposal $proposal ): void {
		$this->outbox->put(
			"proposal:$proposal->id:opened",
			Sentences::recording(
				fn (): Message => self::message(
					$proposal,
					null === $proposal->facts->archive
						/* translators: %s: version number. */
						? sprintf( __( 'A rollback of SmartAlloc %s is proposed, and no build was named good.', 'smartalloc-ops' ), $proposal->facts->version ?? '?' )
						/* translators: 1: version number, 2: version number. */
						: sprintf( __( 'A rollback is proposed: SmartAlloc from %1$s back to %2$s.', 'smartalloc-ops' ), $proposal->facts->version ?? '?', $proposal->facts->good_version ?? '?' ),
					[
						...array_map( static fn ( Evidence $one ): string => "$one->label: $one->finding", array_slice( $proposal->evidence, 0, self::NAMED ) ),
						/* translators: %s: date and time. */
						sprintf( __( 'This build runs since %s. Look first, then start it or say why not.', 'smartalloc-ops' ), LocalTime::said( (int) $proposal->facts->since ) ),
					]
				)
			)
		);
	}

	/** @param non-empty-list<array{code: string, message: string}> $reasons Recorded sentences. */
	public function held_back( Proposal $proposal, array $reasons ): void {
		$this->outbox->put(
			"proposal:$proposal->id:held_back",
			/* translators: %d: number of a proposed rollback. */
			Sentences::recording( fn (): Message => self::message( $proposal, sprintf( __( 'Proposed rollback %d was armed to start by itself and did not. A person must decide.', 'smartalloc-ops' ), $proposal->id ), array_column( $reasons, 'message' ) ) )
		);
	}

	/** @param list<string> $lines */
	private static function message( Proposal $proposal, string $title, array $lines ): Message {
		return new Message( 'proposal', Severity::Critical, "proposal:$proposal->id", $title, $lines, Links::tab( 'rollback', '', [ 'focus' => "proposal-$proposal->id" ] )->target );
	}
}
