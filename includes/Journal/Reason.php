<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Scrubber;

defined( 'ABSPATH' ) || exit;

/** Why somebody did something: required, one line, capped, and free of personal data before it is stored. */
final class Reason {
	public const MAX = 300;

	/** Spaces and what nobody sees, but for the joiners that Persian is written with. */
	private const UNSEEN = '/(?:\s|(?![\x{200C}\x{200D}])\p{C})+/u';

	private function __construct( public readonly string $text ) {}

	/** @throws InvalidField When nothing is left. */
	public static function from( string $text ): self {
		$clean = trim( (string) preg_replace( self::UNSEEN, ' ', wp_check_invalid_utf8( $text, true ) ) );
		if ( 1 !== preg_match( '/[^\p{C}\s]/u', $clean ) ) {
			throw new InvalidField( 'reason', __( 'Say why in a few words. The next person will read it.', 'smartalloc-ops' ) );
		}
		return new self( mb_substr( Scrubber::scrub( $clean ), 0, self::MAX ) );
	}
}
