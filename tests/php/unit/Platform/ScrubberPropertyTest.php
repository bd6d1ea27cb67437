<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\Scrubber;

/** Numbers made by their own rules, in every script and grouping: none may survive; and what operators write must. */
final class ScrubberPropertyTest extends TestCase {
	private const ROUNDS = 150;

	private const SCRIPTS = [ '0123456789', '۰۱۲۳۴۵۶۷۸۹', '٠١٢٣٤٥٦٧٨٩', '０１２３４５６７８９' ];

	/** What people and editors put between digits. */
	private const GAPS = [ '', ' ', '-', '.', "\u{200c}", "\u{200b}", "\u{a0}", "\u{2013}", ' - ', "\u{200e}" ];

	private int $drawn = 0;

	/** @return iterable<string, array{string}> */
	public static function kinds(): iterable {
		foreach ( [ 'national id', 'phone', 'card', 'iban' ] as $kind ) {
			yield $kind => [ $kind ];
		}
	}

	#[DataProvider( 'kinds' )]
	public function test_no_number_survives_in_any_script_or_grouping( string $kind ): void {
		for ( $round = 0; $round < self::ROUNDS; $round++ ) {
			$plain  = $this->make( $kind );
			$shown  = $this->written( $plain, $kind );
			$before = [ 'the number ', '«', 'کد: ', '', '"nid":"' ][ $this->draw( 5 ) ];
			$clean  = Scrubber::scrub( "{$before}{$shown} failed" );
			self::assertStringContainsString( '[', $clean, "$kind $shown was left as it is." );
			self::assertStringNotContainsString( substr( self::digits_of( $plain ), -8 ), self::digits_of( $clean ), "$shown became $clean" );
			self::assertSame( $clean, Scrubber::scrub( $clean ) );
		}
	}

	public function test_digits_that_json_has_escaped_are_digits(): void {
		self::assertStringContainsString( '[phone]', Scrubber::scrub( (string) json_encode( [ 'mobile' => '۰۹۱۲۳۴۵۶۷۸۹' ] ) ) );
		self::assertStringContainsString( '[national id]', Scrubber::scrub( (string) json_encode( "۰۰۸۴۵\u{200c}۷۵۹۴۸" ) ) );
	}

	public function test_a_number_that_fails_its_checksum_is_no_number_of_a_person(): void {
		for ( $round = 0; $round < self::ROUNDS; $round++ ) {
			$id      = $this->make( 'national id' );
			$broken  = substr( $id, 0, 9 ) . ( ( (int) $id[9] + 1 ) % 10 );
			$subject = "order $broken";
			if ( '9' === $broken[0] || str_starts_with( $broken, '09' ) ) {
				continue;
			}
			self::assertSame( $subject, Scrubber::scrub( $subject ) );
		}
	}

	public function test_what_operators_write_stays(): void {
		for ( $round = 0; $round < self::ROUNDS; $round++ ) {
			$entry  = 10_000 + $this->draw( 900_000 );
			$ms     = 1_700_000_000_000 + $this->draw( 200_000_000_000 );
			$stamp  = gmdate( 'Y-m-d H:i:s', intdiv( $ms, 1000 ) );
			$number = 1_000_000_000 + $this->draw( 8_999_999_999 );
			foreach ( [
				"entry $entry of form 150",
				"entries $entry " . ( $entry + 1 ),
				"entries $entry, " . ( $entry + 1 ),
				"at $ms",
				"between $stamp and " . gmdate( DATE_RFC3339, intdiv( $ms, 1000 ) ),
				gmdate( 'Y-m-d\TH:i:s', intdiv( $ms, 1000 ) ) . '.123Z',
				"costs $number ریال",
				"costs $number IRR",
				'costs ' . number_format( $number ) . ' Rial',
				"run 12, step 3, work $entry",
				"as:$entry as:" . ( $entry + 7 ),
			] as $text ) {
				self::assertSame( $text, Scrubber::scrub( $text ) );
			}
		}
	}

	/** @return iterable<string, array{string, string}> */
	public static function secrets(): iterable {
		yield 'a token in a query' => [ 'GET /x?access_token=abc123&page=2', 'GET /x?[secret]&page=2' ];
		yield 'a cookie' => [ 'Cookie: wordpress_logged_in=admin%7C17', '[secret]' ];
		yield 'a signature' => [ 'X-SmartAlloc-Signature: 0badc0de', '[secret]' ];
		yield 'an application password' => [ 'key: abCD eF12 3gHi jK4l mnOP 5qRs of today', 'key: [token] of today' ];
		yield 'a key of a payment service' => [ 'with sk_live_51HabcDEFghiJKL', 'with [token]' ];
		yield 'an escaped at sign' => [ 'to=ali%40example.com', 'to=[e-mail]' ];
		yield 'an at sign in words' => [ 'ali [at] example.com wrote', '[e-mail] wrote' ];
		yield 'an e-mail address cut by an unseen mark' => [ "ali\u{200b}@example\u{200b}.com", '[e-mail]' ];
		yield 'a Sheba without its letters' => [ 'sheba 820540102680020817909002', 'sheba [iban]' ];
		yield 'a mobile with country and trunk digit' => [ '+98 (0) 912 345 6789', '[phone]' ];
		yield 'a mobile with the country and no sign' => [ 'from 989123456789', 'from [phone]' ];
	}

	#[DataProvider( 'secrets' )]
	public function test_secrets_are_taken_out( string $text, string $clean ): void {
		self::assertSame( $clean, Scrubber::scrub( $text ) );
	}

	public function test_twenty_four_digits_that_are_no_sheba_stay(): void {
		self::assertSame( 'trace 820540102680020817909003', Scrubber::scrub( 'trace 820540102680020817909003' ) );
	}

	/** @return string Latin digits; an iban with its letters. */
	private function make( string $kind ): string {
		return match ( $kind ) {
			'national id' => $this->national_id(),
			'phone' => [ '09', '+989', '00989', '989' ][ $this->draw( 4 ) ] . $this->random_digits( 9 ),
			'card' => $this->card(),
			default => $this->iban(),
		};
	}

	private function national_id(): string {
		$body = $this->random_digits( 9 );
		$sum  = 0;
		foreach ( str_split( $body ) as $place => $digit ) {
			$sum += (int) $digit * ( 10 - $place );
		}
		$rest = $sum % 11;
		$id   = $body . ( $rest < 2 ? $rest : 11 - $rest );
		return 1 === preg_match( '/^(\d)\1{9}$/', $id ) ? $this->national_id() : $id;
	}

	private function card(): string {
		$body = '6' . $this->random_digits( 14 );
		$sum  = 0;
		foreach ( str_split( $body ) as $place => $digit ) {
			$value = (int) $digit * ( 0 === $place % 2 ? 2 : 1 );
			$sum  += $value > 9 ? $value - 9 : $value;
		}
		return $body . ( 10 - $sum % 10 ) % 10;
	}

	private function iban(): string {
		$body = $this->random_digits( 22 );
		$rest = 0;
		foreach ( str_split( $body . '182700' ) as $digit ) {
			$rest = ( $rest * 10 + (int) $digit ) % 97;
		}
		return 'IR' . sprintf( '%02d', 98 - $rest ) . $body;
	}

	/** In a script, in groups as they are written, the groups never two alone. */
	private function written( string $plain, string $kind ): string {
		$gap    = self::GAPS[ $this->draw( count( self::GAPS ) ) ];
		$sizes  = [ 'national id' => [ 3, 6, 1 ], 'phone' => [ 4, 3, 2, 2, 2, 2 ], 'card' => [ 4, 4, 4, 4 ], 'iban' => [ 4, 4, 4, 4, 4, 4, 2 ] ][ $kind ];
		$groups = [];
		for ( $at = 0; $at < strlen( $plain ); $at += $size ) {
			$size     = array_shift( $sizes ) ?? 4;
			$groups[] = substr( $plain, $at, $size );
		}
		$script = self::SCRIPTS[ $this->draw( 4 ) ];
		return strtr( implode( $gap, $groups ), array_combine( str_split( '0123456789' ), mb_str_split( $script ) ) );
	}

	private function random_digits( int $count ): string {
		$digits = '';
		for ( $at = 0; $at < $count; $at++ ) {
			$digits .= $this->draw( 10 );
		}
		return $digits;
	}

	/** The same numbers in every run. */
	private function draw( int $limit ): int {
		return (int) hexdec( substr( hash( 'sha256', 'scrubber:' . $this->drawn++ ), 0, 12 ) ) % $limit;
	}

	private static function digits_of( string $text ): string {
		foreach ( self::SCRIPTS as $script ) {
			$text = strtr( $text, array_combine( mb_str_split( $script ), str_split( '0123456789' ) ) );
		}
		return (string) preg_replace( '/\D/', '', $text );
	}
}
