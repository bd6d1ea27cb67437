<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** How sure a share is that was seen in few events: Wilson's interval at 95 %. */
final class Wilson {
	private const Z = 1.96;

	/** The share that is exceeded in truth with 97.5 % certainty, when `$bad` of `$n` were bad. */
	public static function lower_bound( int $bad, int $n ): float {
		if ( $n <= 0 ) {
			return 0.0;
		}
		$share  = min( $bad, $n ) / $n;
		$square = self::Z ** 2;
		$centre = $share + $square / ( 2 * $n );
		$spread = self::Z * sqrt( $share * ( 1 - $share ) / $n + $square / ( 4 * $n ** 2 ) );
		return max( 0.0, ( $centre - $spread ) / ( 1 + $square / $n ) );
	}

	/** The share that is not reached in truth with 97.5 % certainty. */
	public static function upper_bound( int $bad, int $n ): float {
		return $n <= 0 ? 1.0 : 1 - self::lower_bound( $n - min( $bad, $n ), $n );
	}
}
