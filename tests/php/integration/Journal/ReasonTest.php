<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Journal;

use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** What is kept of a reason that somebody typed. */
final class ReasonTest extends IntegrationTestCase {
	public function test_it_is_one_line_without_what_nobody_sees(): void {
		self::assertSame( 'SMTP is down', Reason::from( " SMTP\n\tis\u{200B} \u{202E}down\u{FEFF} " )->text );
	}

	public function test_the_joiner_inside_persian_words_stays(): void {
		self::assertSame( "خطا می\u{200C}دهد", Reason::from( "خطا می\u{200C}دهد" )->text );
	}

	public function test_a_number_is_found_however_it_is_joined(): void {
		self::assertStringNotContainsString( '4567', Reason::from( "تماس از 0912\u{200C}123\u{200C}4567" )->text );
	}

	public function test_nothing_to_see_is_no_reason(): void {
		$this->expectException( InvalidField::class );
		Reason::from( "\u{200C} \u{200D}" );
	}
}
