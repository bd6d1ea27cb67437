<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Flags\EndText;
use SmartAllocOps\Journal\InvalidField;

/** An end as it is typed in a shell, in the zone of the site. */
final class EndTextTest extends TestCase {
	/** 14:32 in Tehran. */
	private const NOW = 1795777320000;

	/** @return array<string, array{string, string}> */
	public static function ends(): array {
		return [
			'later today'             => [ '18:00', '2026-11-27T14:30:00.000Z' ],
			'earlier means tomorrow'  => [ '09:15', '2026-11-28T05:45:00.000Z' ],
			'this very minute too'    => [ '14:32', '2026-11-28T11:02:00.000Z' ],
			'tomorrow'                => [ 'tomorrow 09:00', '2026-11-28T05:30:00.000Z' ],
			'a span'                  => [ '+2 hours', '2026-11-27T13:02:00.000Z' ],
			'with a zone of its own'  => [ '2026-11-27T18:00:00+01:00', '2026-11-27T17:00:00.000Z' ],
			'without, the site\'s'    => [ '2026-11-27 18:00', '2026-11-27T14:30:00.000Z' ],
		];
	}

	#[DataProvider( 'ends' )]
	public function test_an_end_is_understood( string $typed, string $end ): void {
		self::assertSame( $end, EndText::rfc3339( $typed, new \DateTimeZone( '+03:30' ), self::NOW ) );
	}

	public function test_what_is_no_time_is_refused_by_its_name(): void {
		foreach ( [ 'someday', '25:99', '2026-13-45', '' ] as $typed ) {
			try {
				$end = EndText::rfc3339( $typed, new \DateTimeZone( 'UTC' ), self::NOW );
				self::fail( "\"{$typed}\" became {$end}." );
			} catch ( InvalidField $invalid ) {
				self::assertSame( 'until', $invalid->field );
			}
		}
	}
}
