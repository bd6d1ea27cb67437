<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit;

use PHPUnit\Framework\TestCase;

/** The page on faults names for each a test that is there. */
final class FaultMatrixTest extends TestCase {
	/** Those of a rollback. */
	private const FAULTS = [ 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17', 'R18', 'R19', 'D1', 'D2', 'D3', 'P1', 'P2', 'S1' ];

	public function test_each_fault_has_a_line_and_each_test_that_it_names_is_there(): void {
		$lines = preg_grep( '/^\| [A-Z]\d+ /', explode( "\n", (string) file_get_contents( dirname( __DIR__, 3 ) . '/docs/faults.md' ) ) ) ?: [];
		self::assertSame( self::FAULTS, array_values( array_map( static fn ( string $line ): string => explode( ' ', $line )[1], $lines ) ) );
		foreach ( $lines as $line ) {
			preg_match_all( '/`(\w+Test)::(test_\w+)`/', $line, $named, PREG_SET_ORDER );
			self::assertNotSame( [], $named, $line );
			foreach ( $named as [ , $class, $method ] ) {
				$there = array_filter( self::files( $class ), static fn ( string $file ): bool => str_contains( (string) file_get_contents( $file ), "function $method(" ) );
				self::assertNotSame( [], $there, "There is no $class::$method." );
			}
		}
	}

	/** @return list<string> */
	private static function files( string $class ): array {
		return array_values( array_map( 'strval', [ ...(array) glob( dirname( __DIR__ ) . "/*/$class.php" ), ...(array) glob( dirname( __DIR__ ) . "/*/*/$class.php" ) ] ) );
	}
}
