<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** A place in the feed: time, then rank of the source, then id. No two entries share it, and it never moves. */
final class JournalCursor {
	public function __construct( public readonly int $at, public readonly int $rank, public readonly int $id ) {}

	/** @throws InvalidField */
	public static function from( string $text ): self {
		if ( 1 !== preg_match( '/^(\d{1,16})\.(\d{1,2})\.(\d{1,18})$/D', $text, $found ) ) {
			throw new InvalidField( 'cursor', __( 'This is no place in the journal. Start again without it.', 'smartalloc-ops' ) );
		}
		return new self( (int) $found[1], (int) $found[2], (int) $found[3] );
	}

	public function text(): string {
		return "{$this->at}.{$this->rank}.{$this->id}";
	}
}
