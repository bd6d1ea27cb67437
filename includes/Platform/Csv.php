<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Tables as text for spreadsheets and scripts (RFC 4180).
 *
 * It begins with a byte order mark: Excel takes a file without one for an old code page and shows Persian as noise.
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are written as they are.
 */
final class Csv {
	public const BOM = "\u{FEFF}";

	/** First characters of what a spreadsheet may run. */
	private const FORMULA = [ '=', '+', '-', '@', "\t", "\r" ];

	/** @param list<list<string|int|float|null>> $rows What is not known is empty. */
	public static function of( array $rows ): string {
		return self::BOM . implode( '', array_map( static fn ( array $row ): string => implode( ',', array_map( self::cell( ... ), $row ) ) . "\r\n", $rows ) );
	}

	private static function cell( string|int|float|null $value ): string {
		if ( ! is_string( $value ) ) {
			return null === $value ? '' : (string) $value;
		}
		$text = in_array( substr( $value, 0, 1 ), self::FORMULA, true ) ? "'$value" : $value;
		return 1 === preg_match( '/[",\r\n]/', $text ) ? '"' . str_replace( '"', '""', $text ) . '"' : $text;
	}
}
