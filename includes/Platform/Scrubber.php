<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Takes personal data out of free text before it is stored.
 *
 * Latin, Persian and Arabic-Indic digits count alike, and blanks, dashes, dots or a zero-width non-joiner between
 * digits do not hide a number. Numbers with a checksum are removed only when it fits, so that ids stay readable.
 */
final class Scrubber {
	private const DIGIT = '[0-9۰-۹٠-٩０-９]';

	/** Marks that are not seen: joiners, blanks without a width, signs of direction, soft hyphens. */
	private const UNSEEN = '\x{ad}\x{61c}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{feff}';
	private const GAP    = '(?:[\s' . self::UNSEEN . '\-._()\/\x{2010}-\x{2015}]{0,3})';

	/** A number that is followed by a currency is money. */
	private const MONEY = '(?!' . self::GAP . '(?:ریال|تومان|rials?\b|tomans?\b|irr\b|irt\b))';

	private const SECRET_NAMES = '(?:bearer|(?:[a-z]+[_\-])*(?:token|secret|password|passwd|pwd|nonce|signature|sid)|(?:x[_\-])?api[_\-]?key|(?:set-)?cookie)';

	public static function scrub( string $text ): string {
		$text = self::unescaped( $text );
		$text = self::replace( '/[\p{L}\p{N}._%+\-' . self::UNSEEN . ']+(?:@|%40|\s?[\[(]at[\])]\s?)[\p{L}\p{N}.\-' . self::UNSEEN . ']+\.[\p{L}]{2,}/iu', $text, static fn (): string => '[e-mail]' );
		// The scheme's name is no secret, what follows it is; and a plain word after "password" is a sentence, not a secret.
		$text = self::replace( '/\bauthorization\b["\']?\s*[:=]\s*["\']?(?:(?:bearer|basic)\s+)?[^\s"\',;]+/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b(?:bearer|basic)\s+(?=\S*[\d._~+\/=])[^\s"\',;]{6,}/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b' . self::SECRET_NAMES . '\b["\']?\s*[:=]\s*["\']?[^\s"\',;&]+/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b(?:[a-f0-9]{32,}|eyJ[\w\-]+\.[\w\-]+\.[\w\-]*|(?:sk|pk|rk|ghp|gho|xox[a-z])[_\-][A-Za-z0-9_\-]{12,}|[A-Za-z0-9+\/_\-]{40,}={0,2})/u', $text, static fn (): string => '[token]' );
		// An application password as WordPress shows it: six fours of all kinds of letters, which no sentence is made of.
		$text = self::replace( '/\b[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){5,}\b/u', $text, static fn ( string $found ): string => preg_match( '/[a-z]/', $found ) && preg_match( '/[A-Z]/', $found ) && preg_match( '/\d/', $found ) ? '[token]' : $found );
		$text = self::replace( '/\bIR' . self::GAP . self::digits( 24 ) . '/iu', $text, static fn (): string => '[iban]' );
		$text = self::number( 24, $text, '[iban]', static fn ( string $digits ): bool => self::is_sheba( $digits ) );
		$text = self::number( 16, $text, '[card]', static fn ( string $digits ): bool => self::luhn( $digits ) );
		$text = self::replace( '/(?:\+' . self::GAP . '|(?<!' . self::DIGIT . ')[0۰٠０]{2}' . self::GAP . '|(?<!' . self::DIGIT . '))[9۹٩９]' . self::GAP . '[8۸٨８]' . self::GAP . '(?:[0۰٠０]' . self::GAP . ')?[9۹٩９]' . self::GAP . self::digits( 9 ) . '(?!' . self::DIGIT . ')/u', $text, static fn (): string => '[phone]' );
		$text = self::replace( '/(?:\+|(?<!' . self::DIGIT . ')[0۰٠０]{2})' . self::GAP . '[9۹٩９]' . self::GAP . '[8۸٨８]' . self::GAP . self::digits( 10 ) . '/u', $text, static fn (): string => '[phone]' );
		$text = self::replace( '/(?<!' . self::DIGIT . ')[0۰٠０]' . self::GAP . '[9۹٩９]' . self::GAP . self::digits( 9 ) . '(?!' . self::DIGIT . ')/u', $text, static fn (): string => '[phone]' );
		$text = self::replace( '/(?<!' . self::DIGIT . ')[9۹٩９]' . self::GAP . self::digits( 9 ) . '(?!' . self::DIGIT . ')' . self::MONEY . '/iu', $text, static fn ( string $found ): string => self::are_two_numbers( $found ) ? $found : '[phone]' );
		return self::number( 10, $text, '[national id]', static fn ( string $digits, string $found ): bool => self::national_id( $digits ) && ! self::are_two_numbers( $found ) );
	}

	/** Digits and unseen marks that JSON has written as `\u06f0`: what is quoted in a message often is JSON. */
	private static function unescaped( string $text ): string {
		return self::replace( '/\\\\u(?:06f[0-9]|066[0-9]|ff1[0-9]|200[b-f]|feff)/i', $text, static fn ( string $found ): string => mb_chr( (int) hexdec( substr( $found, 2 ) ) ) );
	}

	/**
	 * Takes out numbers of that many digits for which `$is_one` holds.
	 *
	 * @param callable( string, string ): bool $is_one Gets the plain digits, and what was found.
	 */
	private static function number( int $digits, string $text, string $with, callable $is_one ): string {
		return self::replace(
			'/(?<!' . self::DIGIT . ')(?!\d{4}-\d{2}-\d{2}\b)' . self::digits( $digits ) . '(?!' . self::DIGIT . ')' . self::MONEY . '/iu',
			$text,
			static fn ( string $found ): string => $is_one( self::latin( $found ), $found ) ? $with : $found
		);
	}

	/** "48213 48214" are two entries, and nobody writes ten digits of one number in halves without a zero in front. */
	private static function are_two_numbers( string $found ): bool {
		return 1 === preg_match( '/^[1-9]\d{3,5}\s[1-9]\d{3,5}$/', $found );
	}

	/** A pattern of that many digits with small gaps between them. */
	private static function digits( int $count ): string {
		return self::DIGIT . '(?:' . self::GAP . self::DIGIT . '){' . ( $count - 1 ) . '}';
	}

	/** @param callable( string ): string $with */
	private static function replace( string $pattern, string $text, callable $with ): string {
		$result = preg_replace_callback( $pattern, static fn ( array $found ): string => $with( (string) $found[0] ), $text );
		// A text the engine gives up on is not known to be clean.
		return $result ?? '[removed]';
	}

	/** Digits of a match as plain Latin digits. */
	private static function latin( string $text ): string {
		$text = strtr( $text, array_combine( mb_str_split( '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩０１２３４５６７８９' ), str_split( '012345678901234567890123456789' ) ) );
		return (string) preg_replace( '/\D/u', '', $text );
	}

	private static function luhn( string $digits ): bool {
		$sum = 0;
		foreach ( str_split( strrev( $digits ) ) as $place => $digit ) {
			$value = (int) $digit * ( 1 + $place % 2 );
			$sum  += $value > 9 ? $value - 9 : $value;
		}
		return 0 === $sum % 10;
	}

	/** The 24 digits of a Sheba without its letters: `IR` is 1827 behind them, modulo 97. */
	private static function is_sheba( string $digits ): bool {
		$rest = 0;
		foreach ( str_split( substr( $digits, 2 ) . '1827' . substr( $digits, 0, 2 ) ) as $digit ) {
			$rest = ( $rest * 10 + (int) $digit ) % 97;
		}
		return 1 === $rest;
	}

	/** Iranian national id: weights 10 to 2, modulo 11. */
	private static function national_id( string $digits ): bool {
		if ( 10 !== strlen( $digits ) || 1 === preg_match( '/^(\d)\1{9}$/', $digits ) ) {
			return false;
		}
		$sum = 0;
		for ( $place = 0; $place < 9; $place++ ) {
			$sum += (int) $digits[ $place ] * ( 10 - $place );
		}
		$rest = $sum % 11;
		return (int) $digits[9] === ( $rest < 2 ? $rest : 11 - $rest );
	}
}
