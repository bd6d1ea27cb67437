<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Numbers in the digits of the reader.
 *
 * In a translation that runs right to left every argument stands between isolates (the build puts them there), so that
 * names and punctuation keep their places. Numbers among them are written in the digits of the locale; ids and versions,
 * isolated left to right, keep theirs.
 */
final class Numerals {
	private const PERSIAN = [ '۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹' ];

	/** U+2068, a number, U+2069. */
	private const ISOLATED = '/\x{2068}(-?[0-9][0-9,]*(?:\.[0-9]+)?)(\+?)\x{2069}/u';

	/** A sentence as it is shown to the reader. */
	public static function shown( string $text ): string {
		return self::are_persian() && str_contains( $text, "\u{2068}" )
			? (string) preg_replace_callback( self::ISOLATED, static fn ( array $found ): string => self::persian( $found[1] ) . $found[2], $text )
			: $text;
	}

	/**
	 * The same for all texts in a value made of arrays.
	 *
	 * @return ($value is array ? array<mixed> : mixed)
	 */
	public static function all_shown( mixed $value ): mixed {
		if ( is_array( $value ) ) {
			return array_map( self::all_shown( ... ), $value );
		}
		return is_string( $value ) ? self::shown( $value ) : $value;
	}

	/** Without isolates, which a terminal would print as boxes. */
	public static function plain( string $text ): string {
		return str_replace( [ "\u{2066}", "\u{2068}", "\u{2069}" ], '', $text );
	}

	/** `-1,234.5` in Persian digits and separators. */
	public static function persian( string $number ): string {
		return strtr( $number, [ ',' => '٬', '.' => '٫', '-' => "\u{200E}−" ] + array_combine( range( 0, 9 ), self::PERSIAN ) );
	}

	public static function are_persian(): bool {
		return str_starts_with( determine_locale(), 'fa' );
	}
}
