<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

/** What the plugin refuses to load on, and what it must not refuse. */
final class RequirementsTest extends TestCase {
	private const EXTENSIONS = [ 'json', 'mbstring', 'mysqli' ];

	public static function setUpBeforeClass(): void {
		require_once dirname( __DIR__, 3 ) . '/includes/requirements.php';
	}

	/** @return iterable<string, array{string, string, string, list<string>, list<string>}> */
	public static function sites(): iterable {
		yield 'all of it new' => [ '8.4.1', '7.1.1', '11.4.2-MariaDB', self::EXTENSIONS, [] ];
		yield 'the oldest of everything' => [ '8.1.0', '6.6', '10.5.8-MariaDB-log', self::EXTENSIONS, [] ];
		yield 'a release candidate of the oldest' => [ '8.1.0', '6.6-RC3', '8.0.11', self::EXTENSIONS, [] ];
		yield 'SQLite, or a server that says nothing' => [ '8.2.0', '6.7', '', self::EXTENSIONS, [] ];
		yield 'MariaDB in disguise' => [ '8.2.0', '6.7', '5.5.5-10.11.6-MariaDB', self::EXTENSIONS, [] ];
		yield 'a name that is no version' => [ '8.2.0', '6.7', 'TiDB', self::EXTENSIONS, [] ];
		yield 'old PHP' => [ '8.0.30', '6.6', '8.0.36', self::EXTENSIONS, [ 'PHP 8.1 or newer; this site runs PHP 8.0.30.' ] ];
		yield 'old WordPress' => [ '8.1.0', '6.5.5', '8.0.36', self::EXTENSIONS, [ 'WordPress 6.6 or newer; this site runs WordPress 6.5.5.' ] ];
		yield 'old MySQL' => [ '8.1.0', '6.6', '5.7.44-log', self::EXTENSIONS, [ 'MySQL 8.0 or MariaDB 10.5 or newer; this site runs MySQL 5.7.44.' ] ];
		yield 'old MariaDB' => [ '8.1.0', '6.6', '10.4.34-MariaDB', self::EXTENSIONS, [ 'MySQL 8.0 or MariaDB 10.5 or newer; this site runs MariaDB 10.4.34.' ] ];
		yield 'old MariaDB in disguise' => [ '8.1.0', '6.6', '5.5.5-10.3.39-MariaDB', self::EXTENSIONS, [ 'MySQL 8.0 or MariaDB 10.5 or newer; this site runs MariaDB 10.3.39.' ] ];
		yield 'without an extension' => [ '8.1.0', '6.6', '8.0.36', [ 'json' ], [ 'the PHP extension mbstring; it is not loaded here.' ] ];
		yield 'nothing of it' => [
			'5.6.40',
			'4.9',
			'5.5.68-MariaDB',
			[],
			[
				'PHP 8.1 or newer; this site runs PHP 5.6.40.',
				'WordPress 6.6 or newer; this site runs WordPress 4.9.',
				'MySQL 8.0 or MariaDB 10.5 or newer; this site runs MariaDB 5.5.68.',
				'the PHP extension json; it is not loaded here.',
				'the PHP extension mbstring; it is not loaded here.',
			],
		];
	}

	/**
	 * @param list<string> $extensions
	 * @param list<string> $unmet
	 */
	#[DataProvider( 'sites' )]
	public function test_each_requirement_is_told_by_what_is_there_instead( string $php, string $wordpress, string $database, array $extensions, array $unmet ): void {
		self::assertSame( $unmet, smartalloc_ops_unmet_requirements( $php, $wordpress, $database, $extensions ) );
	}
}
