<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Platform;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Platform\Csv;

/** What people open in a spreadsheet must be read there as it was meant, and must run nothing. */
final class CsvTest extends TestCase {
	/** @return iterable<string, array{string|int|float|null, string}> */
	public static function cells(): iterable {
		yield 'a formula' => [ '=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"' ];
		yield 'a plus' => [ '+1', "'+1" ];
		yield 'a minus' => [ '-2+3', "'-2+3" ];
		yield 'an at' => [ '@SUM(A1)', "'@SUM(A1)" ];
		yield 'a tab before one' => [ "\t=1", "'\t=1" ];
		yield 'a return before one' => [ "\r=1", "\"'\r=1\"" ];
		yield 'one inside a text' => [ 'a=b', 'a=b' ];
		yield 'a number below zero is a number' => [ -2, '-2' ];
		yield 'a fraction' => [ 0.5, '0.5' ];
		yield 'what is not known is empty' => [ null, '' ];
		yield 'zero is not' => [ 0, '0' ];
		yield 'a comma' => [ 'a, b', '"a, b"' ];
		yield 'a line end' => [ "a\nb", "\"a\nb\"" ];
		yield 'Persian' => [ 'پیام مرده', 'پیام مرده' ];
	}

	#[DataProvider( 'cells' )]
	public function test_a_cell_is_read_as_it_was_meant( string|int|float|null $value, string $cell ): void {
		self::assertSame( "\xEF\xBB\xBFx,{$cell}\r\n", Csv::of( [ [ 'x', $value ] ] ) );
	}
}
