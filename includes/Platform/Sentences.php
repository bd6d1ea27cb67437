<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Sentences that are stored and read later, by people of other languages.
 *
 * What is said while `recording()` keeps its message and its arguments instead of one language's words, also where
 * sentences are put into each other or behind one another. `told()` says it in the language of whoever reads now.
 * A recorded text is an ordinary string, so it passes through objects, JSON and tables as any other.
 */
final class Sentences {
	/** Kinds of things that are kept as they are and put into words for each reader. */
	public const INSTANT = 'instant';
	public const DAY     = 'day';

	private const DOMAIN = 'smartalloc-ops';

	// Control characters: no message and no argument has them.
	private const BEGIN    = "\x02";
	private const END      = "\x03";
	private const ARGUMENT = "\x1e";
	private const VALUE    = "\x1d";
	private const FIELD    = "\x1f";

	/** Stands for the per cent signs of a message, which `sprintf` must not see. */
	private const PERCENT = "\x1a";

	private const PLACEHOLDER = '/%(?:(\d+)\$)?([-+0]*\d*(?:\.\d+)?[bcdeEfFgGosuxX])/';

	/** The filters of core through which every text of ours passes, with the number of their arguments. */
	private const FILTERS = [
		'gettext_' . self::DOMAIN               => [ 'message', 3 ],
		'gettext_with_context_' . self::DOMAIN  => [ 'message_in_context', 4 ],
		'ngettext_' . self::DOMAIN              => [ 'plural', 5 ],
		'ngettext_with_context_' . self::DOMAIN => [ 'plural_in_context', 6 ],
	];

	/**
	 * Calls `$say`; the texts of ours in what it returns or throws can be told in any language.
	 *
	 * @template T
	 * @param callable(): T $say
	 * @return T
	 */
	public static function recording( callable $say ): mixed {
		if ( self::is_recording() ) {
			return $say();
		}
		foreach ( self::FILTERS as $filter => [ $method, $count ] ) {
			add_filter( $filter, [ self::class, $method ], PHP_INT_MAX, $count );
		}
		try {
			return $say();
		} finally {
			foreach ( self::FILTERS as $filter => [ $method ] ) {
				remove_filter( $filter, [ self::class, $method ], PHP_INT_MAX );
			}
		}
	}

	/** Whoever keeps texts of ours for the length of the process keeps those said now apart from others. */
	public static function is_recording(): bool {
		return false !== has_filter( 'gettext_' . self::DOMAIN, [ self::class, 'message' ] );
	}

	/** A recorded text in the reader's language; any other text as it is. */
	public static function told( string $text ): string {
		while ( str_contains( $text, self::BEGIN ) ) {
			// Those inside first: they are arguments of those around them.
			$before = $text;
			$text   = (string) preg_replace_callback( '/\x02([^\x02\x03]*)\x03/', static fn ( array $found ): string => self::say( $found[1] ), $text );
			if ( $before === $text ) {
				break;
			}
		}
		// Left over only when somebody cut it short.
		return self::is_recording() ? $text : (string) preg_replace( '/[\x02\x03\x1a\x1d-\x1f]+/', ' ', $text );
	}

	/**
	 * The same for all texts in a value made of arrays.
	 *
	 * @return ($value is array ? array<mixed> : mixed)
	 */
	public static function all_told( mixed $value ): mixed {
		if ( is_array( $value ) ) {
			return array_map( self::all_told( ... ), $value );
		}
		return is_string( $value ) && str_contains( $value, self::BEGIN ) ? self::told( $value ) : $value;
	}

	/**
	 * Words one after the other; ids are better off with commas of their own language.
	 *
	 * @param list<string> $words
	 */
	public static function listed( array $words ): string {
		return implode( _x( ',', 'between the items of a list', 'smartalloc-ops' ) . ' ', $words );
	}

	/** Something that is no text of ours, for a recorded sentence; `LocalTime` finds its words. */
	public static function kept( string $kind, string $value ): string {
		return self::BEGIN . $kind . self::FIELD . $value . self::END;
	}

	public static function message( string $translation, string $text, string $domain ): string {
		return self::record( [ 'message', $text ], $text );
	}

	public static function message_in_context( string $translation, string $text, string $context, string $domain ): string {
		return self::record( [ 'message', $text, $context ], $text );
	}

	public static function plural( string $translation, string $single, string $plural, int $number, string $domain ): string {
		return self::record( [ 'plural', $single, '', $plural, (string) $number ], $plural );
	}

	public static function plural_in_context( string $translation, string $single, string $plural, int $number, string $context, string $domain ): string {
		return self::record( [ 'plural', $single, $context, $plural, (string) $number ], $plural );
	}

	/**
	 * The message with a place for each argument, which `sprintf` then fills.
	 *
	 * @param list<string> $fields
	 */
	private static function record( array $fields, string $text ): string {
		$places = [];
		$next   = 1;
		preg_match_all( self::PLACEHOLDER, str_replace( '%%', '', $text ), $found, PREG_SET_ORDER );
		foreach ( $found as $match ) {
			$number            = '' === $match[1] ? $next++ : (int) $match[1];
			$places[ $number ] = self::ARGUMENT . $number . self::VALUE . "%{$number}\${$match[2]}";
		}
		return self::BEGIN . implode( self::FIELD, str_replace( '%', self::PERCENT, $fields ) ) . implode( '', $places ) . self::END;
	}

	private static function say( string $recorded ): string {
		$parts  = explode( self::ARGUMENT, $recorded );
		$fields = str_replace( self::PERCENT, '%', explode( self::FIELD, (string) array_shift( $parts ) ) ) + array_fill( 0, 5, '' );
		$text   = self::translated( $fields );
		$values = [];
		foreach ( $parts as $part ) {
			[ $number, $value ] = explode( self::VALUE, $part, 2 ) + [ '0', '' ];
			if ( str_starts_with( $value, "%$number\$" ) ) {
				// It was said without its arguments.
				return $text;
			}
			$values[ (int) $number - 1 ] = $value;
		}
		if ( [] === $values ) {
			return $text;
		}
		ksort( $values );
		return vsprintf( $text, $values + array_fill( 0, 1 + (int) array_key_last( $values ), '' ) );
	}

	/** @param array<int, string> $fields Kind, message, context, plural, number. */
	private static function translated( array $fields ): string {
		[ $kind, $message, $context, $plural, $number ] = $fields;
		if ( self::INSTANT === $kind ) {
			return LocalTime::said( (int) $message );
		}
		if ( self::DAY === $kind ) {
			return LocalTime::day( $message );
		}
		if ( 'plural' === $kind ) {
			return translate_nooped_plural(
				[
					'singular' => $message,
					'plural'   => $plural,
					'context'  => '' === $context ? null : $context,
					'domain'   => self::DOMAIN,
				],
				(int) $number
			);
		}
		// phpcs:disable WordPress.WP.I18n -- the messages are literal where they are recorded.
		return '' === $context
			? translate( $message, self::DOMAIN )
			: translate_with_gettext_context( $message, $context, self::DOMAIN );
		// phpcs:enable
	}
}
