<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Language;

use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Integration\Run\RunTestCase;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Users;

/** Each person reads in their own language, whoever measured, ran or wrote before them. */
final class PersianTest extends RunTestCase {
	private const PERSIAN = '/\p{Arabic}/u';

	protected function tearDown(): void {
		delete_user_meta( Users::id( 'smartalloc_support' ), 'locale' );
		update_option( 'WPLANG', '' );
		parent::tearDown();
	}

	public function test_a_verdict_measured_in_english_is_read_in_persian_and_in_english(): void {
		ActionRows::add( 'failed', 'smartalloc_notify', 'smartalloc_notify', -60, 12 );
		$this->services()->health()->check();

		$persian = self::findings( $this->read_in_persian( '/wp-json/smartalloc-ops/v1/health' ) );
		$english = self::findings( Users::browser( 'smartalloc_owner' )->get( '/wp-json/smartalloc-ops/v1/health?_locale=user' ) );

		self::assertSame( '12 dead letters; the limit is 5.', $english['dead_letters'] );
		self::assertSame( '۱۲ پیام مرده؛ آستانه ۵ است.', $persian['dead_letters'] );
		foreach ( $persian as $probe => $finding ) {
			// A list of names and version numbers is the same in both.
			if ( 'versions' !== $probe ) {
				self::assertMatchesRegularExpression( self::PERSIAN, $finding, $probe );
			}
			self::assertDoesNotMatchRegularExpression( '/[\x00-\x1f]/', $finding . $english[ $probe ], $probe );
		}
	}

	public function test_a_verdict_measured_on_a_persian_site_is_read_in_english(): void {
		update_option( 'WPLANG', 'fa_IR' );
		$measured = $this->fresh_process( '( new SmartAllocOps\Services( $GLOBALS["wpdb"] ) )->health()->check(); return get_locale();' );
		self::assertSame( 'fa_IR', $measured->value );
		update_option( 'WPLANG', '' );

		foreach ( self::findings( Users::browser( 'smartalloc_owner' )->get( '/wp-json/smartalloc-ops/v1/health' ) ) as $probe => $finding ) {
			self::assertDoesNotMatchRegularExpression( self::PERSIAN, $finding, $probe );
		}
	}

	public function test_versions_keep_their_digits(): void {
		$this->services()->health()->check( 'gravity_forms' );
		$finding = self::findings( $this->read_in_persian( '/wp-json/smartalloc-ops/v1/health' ) )['gravity_forms'];
		self::assertStringContainsString( (string) $this->services()->gravity_forms()->presence()->version, $finding );
		self::assertMatchesRegularExpression( '/با [۰-۹]+ فرم/u', $finding );
	}

	public function test_what_a_run_wrote_down_is_read_in_the_language_of_the_reader(): void {
		$run     = $this->start();
		$persian = $this->read_in_persian( "/wp-json/smartalloc-ops/v1/runs/{$run->id}" )->json();
		$english = Users::browser( 'smartalloc_owner' )->get( "/wp-json/smartalloc-ops/v1/runs/{$run->id}" )->json();
		foreach ( [ $persian['headline'], $persian['next_steps'][0]['text'], $persian['steps'][0]['title'], $persian['steps'][0]['evidence'][1]['label'], $persian['steps'][0]['evidence'][1]['value'] ] as $text ) {
			self::assertMatchesRegularExpression( self::PERSIAN, $text );
		}
		self::assertSame( 'Contained. A person must now bring the good release back.', $english['headline'] );
		self::assertMatchesRegularExpression( '/^on before, off now \(revision 1 by /', $english['steps'][0]['evidence'][1]['value'] );
		self::assertDoesNotMatchRegularExpression( '/\\\\u00(?:0|1)/', (string) wp_json_encode( [ $persian, $english ] ) );
	}

	public function test_a_refusal_is_said_in_persian_with_the_field_named(): void {
		$answer = $this->read_in_persian( '/wp-json/smartalloc-ops/v1/work/999999' );
		self::assertSame( 404, $answer->status );
		self::assertMatchesRegularExpression( self::PERSIAN, $answer->json()['message'] );
		self::assertStringContainsString( '999999', $answer->json()['message'] );
	}

	public function test_the_screen_comes_right_to_left_with_the_texts_of_all_its_parts(): void {
		update_user_meta( Users::id( 'smartalloc_support' ), 'locale', 'fa_IR' );
		$page = Users::browser( 'smartalloc_support' )->get( '/wp-admin/admin.php?page=smartalloc-ops' );
		self::assertMatchesRegularExpression( '#<html[^>]+dir="rtl"#', $page->body );
		self::assertStringContainsString( '/build/style-index-rtl.css', $page->body );
		self::assertStringNotContainsString( '/build/style-index.css', $page->body );
		// Of a part that is loaded later and asks WordPress for nothing.
		self::assertStringContainsString( 'صف‌ها، به ترتیب گرفتاری', $page->body );
	}

	public function test_the_command_line_speaks_the_language_of_the_site_without_marks_that_a_terminal_prints(): void {
		update_option( 'WPLANG', 'fa_IR' );
		$this->services()->health()->check();
		$listed = $this->wp( [ 'smartalloc-ops', 'health', 'list', '--format=json' ] );
		self::assertMatchesRegularExpression( self::PERSIAN, (string) json_encode( json_decode( $listed->stdout ), JSON_UNESCAPED_UNICODE ) );
		self::assertDoesNotMatchRegularExpression( '/[\x{2066}-\x{2069}]|\\\\u206[6-9]/u', $listed->stdout );
	}

	private function read_in_persian( string $path ): HttpResponse {
		update_user_meta( Users::id( 'smartalloc_support' ), 'locale', 'fa_IR' );
		return Users::browser( 'smartalloc_support' )->get( "$path?_locale=user", [ 'Accept' => 'application/json' ] );
	}

	/** @return array<string, string> By probe. */
	private static function findings( HttpResponse $answer ): array {
		self::assertSame( 200, $answer->status, $answer->describe() );
		// The mark that turns a sentence is no part of what it says.
		return str_replace( "\u{200F}", '', array_column( $answer->json()['verdicts'], 'finding', 'probe' ) );
	}
}
