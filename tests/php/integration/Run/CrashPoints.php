<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

/** The crash points there are, read from the code itself: one that is added tomorrow is found here today. */
final class CrashPoints {
	/** Steps of the rollback, as they stand in the names of points. */
	private const STEPS = [ 'freeze', 'hold_scheduling' ];

	/** @return list<string> Every point, names of steps filled in. */
	public static function all(): array {
		$points = [];
		foreach ( self::written() as [ , $prefix, $name ] ) {
			$points = [ ...$points, ...( '' === $prefix ? [ $name ] : self::of_steps( $name ) ) ];
		}
		sort( $points );
		return array_values( array_unique( $points ) );
	}

	/** How many calls the code has that all() cannot read, and would overlook: they are written in another form. */
	public static function unread(): int {
		$calls = array_sum( array_map( static fn ( string $file ): int => substr_count( (string) file_get_contents( $file ), 'CrashPoint::reach(' ), self::files() ) );
		return $calls - count( self::written() );
	}

	/** @return list<string> Points on the way forward of a run, those of an undo, or those of a step that fails. */
	public static function of_run( string $way ): array {
		$undone = static fn ( string $point ): bool => 1 === preg_match( '/undo|abort/', $point );
		$failed = static fn ( string $point ): bool => str_ends_with( $point, 'failed' );
		$both   = [ 'run.leased', 'flag.appended' ];
		return array_values(
			array_filter(
				self::all(),
				static fn ( string $point ): bool => ( str_starts_with( $point, 'run.' ) || in_array( $point, $both, true ) )
					// The steps of these runs wait for nobody: WaitingRunTest kills there.
					&& 'run.waits' !== $point
					&& match ( $way ) {
						'forward' => ! $undone( $point ) && ! $failed( $point ),
						'back'    => ( $undone( $point ) || in_array( $point, $both, true ) ) && ! $failed( $point ),
						default   => $failed( $point ),
					}
			)
		);
	}

	/** @return list<list<string>> Each call that can be read: whole, the word before the name, the name. */
	private static function written(): array {
		$calls = [];
		foreach ( self::files() as $file ) {
			preg_match_all( '/CrashPoint::reach\(\s*(\$point \. )?\'([a-z_.]+)\'\s*\)/', (string) file_get_contents( $file ), $found, PREG_SET_ORDER );
			$calls = [ ...$calls, ...$found ];
		}
		return $calls;
	}

	/** @return list<string> */
	private static function of_steps( string $name ): array {
		$points = [];
		foreach ( self::STEPS as $step ) {
			array_push( $points, "run.{$step}.{$name}", "run.{$step}.undo_{$name}" );
		}
		return $points;
	}

	/** @return list<string> */
	private static function files(): array {
		$files = [];
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( dirname( __DIR__, 4 ) . '/includes', \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( $file instanceof \SplFileInfo && 'php' === $file->getExtension() && 'CrashPoint.php' !== $file->getFilename() ) {
				$files[] = $file->getPathname();
			}
		}
		sort( $files );
		return $files;
	}
}
