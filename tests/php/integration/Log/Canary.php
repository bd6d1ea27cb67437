<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Log;

/** Made-up personal data of one made-up person, and the search for it in any writing. */
final class Canary {
	/** @var array<string, string> What a form, a job or a person hands over. */
	public const DATA = [
		'name'                => 'Zahra Mohammadizadeh',
		'name in Persian'     => "زهرا محمدی\u{200c}زاده",
		'e-mail'              => 'zahra.mohammadizadeh@example.org',
		'national id'         => '0084575948',
		'national id, Persian' => '۰۰۸۴۵۷۵۹۴۸',
		'mobile'              => '09123987654',
		'mobile, Persian'     => '۰۹۱۲۳۹۸۷۶۵۴',
		'mobile, abroad'      => '+98 912 398 7654',
		'card'                => '6037-9912-3456-7893',
		'card, Persian'       => '۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳',
		'Sheba'               => 'IR820540102680020817909002',
		'token'               => 'eyJhbGciOi.eyJzdWIiOiJ6.c2lnbmF0dXJl',
		'secret'              => 'password=correct-horse-7',
	];

	/** A name cannot be told from other words: what people type as a reason is told apart from what comes by itself. */
	public const WITHOUT_NAMES = [ 'e-mail', 'national id', 'national id, Persian', 'mobile', 'mobile, Persian', 'mobile, abroad', 'card', 'card, Persian', 'Sheba', 'token', 'secret' ];

	public static function all(): string {
		return implode( ' ; ', self::DATA );
	}

	/** Everything a scrubber can know. */
	public static function typed(): string {
		return implode( ' ; ', array_intersect_key( self::DATA, array_flip( self::WITHOUT_NAMES ) ) );
	}

	/** @return list<string> Which of it stands in a text, as it was written or as anybody could read it back. */
	public static function found_in( string $text ): array {
		$plain = self::plain( $text );
		$found = [];
		foreach ( self::DATA as $kind => $value ) {
			$digits = self::digits( $value );
			if ( str_contains( $text, $value ) || str_contains( $plain, self::plain( $value ) )
				// Eight digits of it in a row are enough to know whose they are.
				|| ( strlen( $digits ) >= 10 && str_contains( self::digits( $text, true ), substr( $digits, -9 ) ) ) ) {
				$found[] = $kind;
			}
		}
		return $found;
	}

	/** In lowercase, Latin digits, without unseen marks and blanks, what JSON, HTML and addresses have escaped unescaped. */
	private static function plain( string $text ): string {
		$text = (string) preg_replace_callback( '/\\\\u([0-9a-f]{4})/i', static fn ( array $found ): string => (string) mb_chr( (int) hexdec( $found[1] ) ), $text );
		$text = html_entity_decode( rawurldecode( $text ), ENT_QUOTES );
		return mb_strtolower( (string) preg_replace( '/[\s\x{200b}-\x{200f}\x{ad}\-._]+/u', '', self::latin( mb_scrub( $text ) ) ) );
	}

	/** @param bool $with_breaks Whether what stands between numbers keeps them apart. */
	private static function digits( string $text, bool $with_breaks = false ): string {
		$plain = self::plain( $text );
		return (string) preg_replace( '/\D+/', $with_breaks ? ' ' : '', $plain );
	}

	private static function latin( string $text ): string {
		return strtr( $text, array_combine( mb_str_split( '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩' ), str_split( '01234567890123456789' ) ) );
	}
}
