<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\Scrubber;

final class ScrubberTest extends TestCase {
	/** @return iterable<string, array{string, string}> */
	public static function personal(): iterable {
		yield 'an e-mail address' => [ 'mail to ali.reza+1@example.co.ir failed', 'mail to [e-mail] failed' ];
		yield 'an e-mail address in Persian text' => [ 'ایمیل ali@example.ir نرسید', 'ایمیل [e-mail] نرسید' ];
		yield 'a mobile number' => [ 'call 09123456789 back', 'call [phone] back' ];
		yield 'a mobile number in Persian digits' => [ 'تلفن ۰۹۱۲۳۴۵۶۷۸۹ است', 'تلفن [phone] است' ];
		yield 'a mobile number in Arabic-Indic digits' => [ '٠٩١٢٣٤٥٦٧٨٩', '[phone]' ];
		yield 'a mobile number of mixed digits' => [ '0۹1۲3۴5۶7۸9', '[phone]' ];
		yield 'a mobile number with blanks and dashes' => [ '0912 345-67-89', '[phone]' ];
		yield 'a mobile number with zero-width non-joiners' => [ "0912\u{200c}345\u{200c}6789", '[phone]' ];
		yield 'an international number with a plus' => [ '+98 912 345 6789', '[phone]' ];
		yield 'an international number with zeros' => [ '00989123456789', '[phone]' ];
		yield 'an international number in Persian digits' => [ '+۹۸۹۱۲۳۴۵۶۷۸۹', '[phone]' ];
		yield 'a national id' => [ 'id 0084575948 of the student', 'id [national id] of the student' ];
		yield 'a national id in Persian digits' => [ 'کد ملی ۰۰۸۴۵۷۵۹۴۸', 'کد ملی [national id]' ];
		yield 'a national id with a zero-width non-joiner' => [ "008457\u{200c}5948", '[national id]' ];
		yield 'a card number' => [ 'paid with 6037991234567893', 'paid with [card]' ];
		yield 'a card number in groups of Persian digits' => [ '۶۰۳۷-۹۹۱۲-۳۴۵۶-۷۸۹۳', '[card]' ];
		yield 'an IBAN' => [ 'to IR820540102680020817909002', 'to [iban]' ];
		yield 'an IBAN in groups' => [ 'IR82 0540 1026 8002 0817 9090 02', '[iban]' ];
		yield 'a mobile number without its zero' => [ 'call 9123456789', 'call [phone]' ];
		yield 'an authorization header, scheme and all' => [ 'sent Authorization: Bearer abcdef twice', 'sent [secret] twice' ];
		yield 'a bearer token' => [ 'with bearer abc.def-1', 'with [secret]' ];
		yield 'a secret in JSON' => [ '{"api_key":"k-123"}', '{"[secret]"}' ];
		yield 'a password in a query' => [ 'smtp password=hunter2 refused', 'smtp [secret] refused' ];
		yield 'a hexadecimal token' => [ 'key d41d8cd98f00b204e9800998ecf8427e used', 'key [token] used' ];
	}

	#[DataProvider( 'personal' )]
	public function test_personal_data_is_taken_out( string $text, string $clean ): void {
		self::assertSame( $clean, Scrubber::scrub( $text ) );
	}

	/** @return iterable<string, array{string}> */
	public static function harmless(): iterable {
		yield 'a sentence' => [ 'SMTP down since 14:10, 118 mails held' ];
		yield 'a Persian sentence' => [ 'صف از ساعت ۱۴:۱۰ متوقف است' ];
		yield 'ten digits that are no national id' => [ 'order 1234567890' ];
		yield 'ten equal digits, which pass the checksum but are nobody\'s' => [ 'code 1111111111' ];
		yield 'sixteen digits that are no card' => [ 'trace 1234567890123456' ];
		yield 'an entry and a form number' => [ 'entry 48213 of form 150' ];
		yield 'a time stamp of thirteen digits' => [ 'at 1700000000000' ];
		yield 'a version' => [ 'release 1.5.0 to 1.4.2' ];
		yield 'a date and hour, also one whose digits pass the checksum of a national id' => [ '2026-11-24 00:10:02, 2026-11-24 01:10:02, 2026-11-24 02:10:02, 2026-11-24 03:10:02, 2026-11-24 04:10:02, 2026-11-24 05:10:02, 2026-11-24 06:10:02, 2026-11-24 07:10:02, 2026-11-24 08:10:02, 2026-11-24 09:10:02' ];
		yield 'a sentence about passwords' => [ 'password resets and basic settings are not touched' ];
		yield 'an address of a server' => [ '192.168.100.101 refused' ];
	}

	#[DataProvider( 'harmless' )]
	public function test_what_an_operator_needs_stays_readable( string $text ): void {
		self::assertSame( $text, Scrubber::scrub( $text ) );
	}

	public function test_text_that_is_not_utf8_is_removed_because_nobody_knows_what_is_in_it(): void {
		self::assertSame( '[removed]', Scrubber::scrub( "caf\xe9 09123456789" ) );
	}

	public function test_scrubbing_twice_changes_nothing_more(): void {
		$once = Scrubber::scrub( 'ali@example.com 09123456789 0084575948' );
		self::assertSame( $once, Scrubber::scrub( $once ) );
	}
}
