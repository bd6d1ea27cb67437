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
	private const DIGIT = '[0-9۰-۹٠-٩]';
	private const GAP   = '[\s\x{200c}\x{200d}\-._]{0,2}';

	public static function scrub( string $text ): string {
		$text = self::replace( '/[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}.\-]+\.[\p{L}]{2,}/u', $text, static fn (): string => '[e-mail]' );
		// The scheme's name is no secret, what follows it is; and a plain word after "password" is a sentence, not a secret.
		$text = self::replace( '/\bauthorization\b["\']?\s*[:=]\s*["\']?(?:(?:bearer|basic)\s+)?[^\s"\',;]+/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b(?:bearer|basic)\s+(?=\S*[\d._~+\/=])[^\s"\',;]{6,}/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b(?:bearer|token|secret|password|passwd|pwd|api[_-]?key)\b["\']?\s*[:=]\s*["\']?[^\s"\',;]+/iu', $text, static fn (): string => '[secret]' );
		$text = self::replace( '/\b(?:[a-f0-9]{32,}|eyJ[\w\-]+\.[\w\-]+\.[\w\-]*|[A-Za-z0-9+\/_\-]{40,}={0,2})/u', $text, static fn (): string => '[token]' );
		$text = self::replace( '/\bIR' . self::GAP . self::digits( 24 ) . '/iu', $text, static fn (): string => '[iban]' );
		$text = self::replace(
			'/(?<!' . self::DIGIT . ')' . self::digits( 16 ) . '(?!' . self::DIGIT . ')/u',
			$text,
			static fn ( string $found ): string => self::luhn( self::latin( $found ) ) ? '[card]' : $found
		);
		$text = self::replace( '/(?:\+|(?<!' . self::DIGIT . ')[0۰٠]{2})' . self::GAP . '[9۹٩]' . self::GAP . '[8۸٨]' . self::GAP . self::digits( 10 ) . '/u', $text, static fn (): string => '[phone]' );
		$text = self::replace( '/(?<!' . self::DIGIT . ')[0۰٠]' . self::GAP . '[9۹٩]' . self::GAP . self::digits( 9 ) . '(?!' . self::DIGIT . ')/u', $text, static fn (): string => '[phone]' );
		$text = self::replace( '/(?<!' . self::DIGIT . ')[9۹٩]' . self::GAP . self::digits( 9 ) . '(?!' . self::DIGIT . ')/u', $text, static fn (): string => '[phone]' );
		return self::replace(
			'/(?<!' . self::DIGIT . ')(?!\d{4}-\d{2}-\d{2}\b)' . self::digits( 10 ) . '(?!' . self::DIGIT . ')/u',
			$text,
			static fn ( string $found ): string => self::national_id( self::latin( $found ) ) ? '[national id]' : $found
		);
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
		$text = strtr( $text, array_combine( mb_str_split( '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩' ), str_split( '01234567890123456789' ) ) );
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
