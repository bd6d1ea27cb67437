<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** How things stand in one word, noted by the tick in an option that only pages with an admin bar ask for. */
final class StatusNote {
	public const OPTION = 'smartalloc_ops_status';

	/** An older note says nothing of now. */
	private const VALID_S = 900;

	/** Written anew only so often while it stays the same. */
	private const RENEW_S = 240;

	public static function write( Status $status, int $open_alerts, int $now_s ): void {
		$before = get_option( self::OPTION );
		$note   = [ $status->value, $open_alerts ];
		if ( ! is_array( $before ) || array_slice( $before, 0, 2 ) !== $note || $now_s - (int) ( $before[2] ?? 0 ) > self::RENEW_S ) {
			update_option( self::OPTION, [ ...$note, $now_s ], false );
		}
	}

	/** @return array{Status, int} The status and how many alerts are open; unknown when nobody noted it lately. */
	public static function read( int $now_s ): array {
		$note = get_option( self::OPTION );
		if ( ! is_array( $note ) || $now_s - (int) ( $note[2] ?? 0 ) > self::VALID_S ) {
			return [ Status::Unknown, 0 ];
		}
		return [ Status::tryFrom( (string) ( $note[0] ?? '' ) ) ?? Status::Unknown, (int) ( $note[1] ?? 0 ) ];
	}
}
