<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Language;

use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** A sentence said once and told to anybody. */
final class SentencesTest extends IntegrationTestCase {
	protected function tearDown(): void {
		restore_previous_locale();
		update_option( 'timezone_string', 'UTC' );
		parent::tearDown();
	}

	public function test_what_is_said_without_recording_is_what_it_was(): void {
		self::assertFalse( Sentences::is_recording() );
		self::assertSame( 'Overview: 100% of 3', Sentences::told( 'Overview: 100% of 3' ) );
	}

	public function test_a_recorded_sentence_is_told_as_it_would_have_been_said(): void {
		foreach ( self::sentences() as $name => $say ) {
			$recorded = Sentences::recording( $say );
			self::assertNotSame( $say(), $recorded, $name );
			self::assertSame( $say(), Sentences::told( $recorded ), $name );
			self::assertSame( $say(), Sentences::told( (string) json_decode( (string) wp_json_encode( $recorded ) ) ), $name );
		}
	}

	public function test_it_is_told_in_another_language_as_it_would_have_been_said_there(): void {
		$recorded = array_map( Sentences::recording( ... ), self::sentences() );
		switch_to_locale( 'fa_IR' );
		foreach ( self::sentences() as $name => $say ) {
			self::assertMatchesRegularExpression( '/\p{Arabic}/u', $say(), $name );
			self::assertSame( $say(), Sentences::told( $recorded[ $name ] ), $name );
		}
	}

	public function test_told_while_recording_it_is_recorded_again(): void {
		$recorded = Sentences::recording( static fn (): string => sprintf( __( 'Form %d is inactive, so it takes no submissions.', 'smartalloc-ops' ), 150 ) );
		self::assertSame( $recorded, Sentences::recording( static fn (): string => Sentences::told( $recorded ) ) );
	}

	public function test_a_span_and_a_day_come_in_the_digits_of_the_reader(): void {
		$recorded = Sentences::recording( static fn (): array => [ LocalTime::span( 3_600 ), LocalTime::span( 35 ), LocalTime::span( 12 * DAY_IN_SECONDS ), LocalTime::day( '2026-11-26' ) ] );
		self::assertSame( [ '1 hour', '35 seconds', '12 days', '2026-11-26' ], Sentences::all_told( $recorded ) );
		switch_to_locale( 'fa_IR' );
		self::assertSame( [ '۱ ساعت', '۳۵ ثانیه', '۱۲ روز', '۵ آذر ۱۴۰۵' ], array_map( static fn ( string $text ): string => ltrim( Numerals::plain( $text ), "\u{200F}" ), Numerals::all_shown( Sentences::all_told( $recorded ) ) ) );
	}

	public function test_an_error_ends_the_recording(): void {
		try {
			Sentences::recording( static fn () => throw new \RuntimeException( __( 'Health', 'smartalloc-ops' ) ) );
		} catch ( \RuntimeException $thrown ) {
			self::assertSame( 'Health', Sentences::told( $thrown->getMessage() ) );
		}
		self::assertFalse( Sentences::is_recording() );
		self::assertSame( 'Health', __( 'Health', 'smartalloc-ops' ) );
	}

	public function test_texts_of_others_are_left_alone(): void {
		self::assertSame( 'Posts', Sentences::recording( static fn (): string => __( 'Posts' ) ) );
	}

	public function test_one_cut_short_shows_no_control_characters(): void {
		$recorded = Sentences::recording( self::sentences()['nested'] );
		foreach ( range( 1, strlen( $recorded ) - 1 ) as $length ) {
			self::assertDoesNotMatchRegularExpression( '/[\x00-\x1f]/', Sentences::told( substr( $recorded, 0, $length ) ) );
		}
	}

	public function test_numbers_are_shown_in_the_digits_of_the_reader_and_ids_keep_theirs(): void {
		$text = "\u{2068}1,234.5\u{2069} \u{2068}10000+\u{2069} \u{2068}3.8.2\u{2069} \u{2066}150\u{2069} 42";
		self::assertSame( $text, Numerals::shown( $text ) );
		switch_to_locale( 'fa_IR' );
		self::assertSame( "۱٬۲۳۴٫۵ ۱۰۰۰۰+ \u{2068}3.8.2\u{2069} \u{2066}150\u{2069} 42", Numerals::shown( $text ) );
		self::assertSame( '1,234.5 10000+ 3.8.2 150 42', Numerals::plain( $text ) );
	}

	public function test_a_time_is_said_in_the_zone_of_the_site_and_the_calendar_of_the_reader(): void {
		$nowruz = gmmktime( 20, 30, 0, 3, 20, 2025 ) * 1000;
		update_option( 'timezone_string', 'Asia/Tehran' );
		self::assertSame( '2025-03-21 00:00', LocalTime::said( $nowruz ) );
		switch_to_locale( 'fa_IR' );
		self::assertSame( '۱ فروردین ۱۴۰۴ ۰۰:۰۰', LocalTime::said( $nowruz ) );
		self::assertSame( '۳۰ اسفند ۱۴۰۳ ۲۳:۵۹', LocalTime::said( $nowruz - 1 ) );
		update_option( 'timezone_string', '' );
		update_option( 'gmt_offset', '-9.5' );
		self::assertSame( '۳۰ اسفند ۱۴۰۳ ۱۱:۰۰', LocalTime::said( $nowruz ) );
		update_option( 'gmt_offset', '5.75' );
		self::assertSame( '۱ فروردین ۱۴۰۴ ۰۲:۱۵', LocalTime::said( $nowruz ) );
	}

	/** @return array<string, callable(): string> */
	private static function sentences(): array {
		$simple = static fn (): string => __( 'The site\'s time zone setting is not a time zone.', 'smartalloc-ops' );
		$plural = static fn ( int $n ): string => sprintf( _n( '%1$s dead letter; the limit is %2$d.', '%1$s dead letters; the limit is %2$d.', $n, 'smartalloc-ops' ), number_format_i18n( $n ), 5 );
		return [
			'simple'     => $simple,
			'singular'   => static fn (): string => $plural( 1 ),
			'plural'     => static fn (): string => $plural( 1200 ),
			'in a row'   => static fn (): string => implode( ' ', [ $simple(), $plural( 2 ), $simple() ] ),
			'nested'     => static fn (): string => sprintf( __( 'Not measured lately. The last finding was: %s', 'smartalloc-ops' ), sprintf( __( 'Waits for: %s.', 'smartalloc-ops' ), __( 'UTC and clocks', 'smartalloc-ops' ) . ', ' . __( 'Dead letters', 'smartalloc-ops' ) ) ),
			'per cent'   => static fn (): string => __( 'Jobs pile up or more than 1 % fail: exports pause and choices are no longer filled from live data, so that allocation gets the machine.', 'smartalloc-ops' ),
			'arguments'  => static fn (): string => sprintf( __( 'Each submission of form %1$d is handled %2$d times: %3$s.', 'smartalloc-ops' ), 150, 2, 'Foo::bar (50% %s)' ),
			'a span'     => static fn (): string => sprintf( __( '(measured %s ago)', 'smartalloc-ops' ), LocalTime::span( 3_600 ) ),
			'a day'      => static fn (): string => sprintf( __( 'The log is written; it begins on %s.', 'smartalloc-ops' ), LocalTime::day( '2026-11-26' ) ),
			'an instant' => static fn (): string => sprintf( __( 'Planned to end at %s.', 'smartalloc-ops' ), LocalTime::said( 1_795_680_000_000 ) ),
		];
	}
}
