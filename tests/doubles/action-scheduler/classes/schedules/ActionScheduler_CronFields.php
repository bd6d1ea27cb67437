<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Five-field cron expression with numbers, lists, ranges and steps. Names, L, W, # and a year field are refused.
 */
final class ActionScheduler_CronFields {

	private const RANGES = [ [ 0, 59 ], [ 0, 23 ], [ 1, 31 ], [ 1, 12 ], [ 0, 7 ] ];

	/** Four years of minutes reach every 29 February; an expression with no match in them has none. */
	private const HORIZON_DAYS = 1470;

	/** @param list<array<int, true>> $allowed Values by field. */
	private function __construct( private readonly array $allowed ) {}

	/** @throws InvalidArgumentException When the expression is not one this double reads. */
	public static function parse( string $expression ): self {
		$fields = preg_split( '/\s+/', trim( $expression ) );
		if ( ! is_array( $fields ) || 5 !== count( $fields ) ) {
			throw new InvalidArgumentException( 'The contract double reads cron expressions of five fields only.' );
		}
		$allowed = [];
		foreach ( $fields as $index => $field ) {
			$allowed[] = self::values( $field, self::RANGES[ $index ][0], self::RANGES[ $index ][1] );
		}
		if ( isset( $allowed[4][7] ) ) {
			$allowed[4][0] = true;
		}
		return new self( $allowed );
	}

	/** @throws RuntimeException When nothing matches within four years. */
	public function next_match( DateTime $from, bool $inclusive ): DateTime {
		$time = $from->getTimestamp();
		$time = $inclusive && 0 === $time % 60 ? $time : $time - $time % 60 + 60;
		$last = $time + self::HORIZON_DAYS * DAY_IN_SECONDS;
		while ( $time < $last ) {
			if ( ! $this->day_matches( $time ) ) {
				$time = $time - $time % DAY_IN_SECONDS + DAY_IN_SECONDS;
			} elseif ( ! isset( $this->allowed[1][ (int) gmdate( 'G', $time ) ] ) ) {
				$time = $time - $time % HOUR_IN_SECONDS + HOUR_IN_SECONDS;
			} elseif ( ! isset( $this->allowed[0][ (int) gmdate( 'i', $time ) ] ) ) {
				$time += 60;
			} else {
				return new ActionScheduler_DateTime( '@' . $time );
			}
		}
		throw new RuntimeException( 'The cron expression matches no date in the next four years.' );
	}

	/** Both day fields must match, unlike in Unix cron: so it is in the real one. */
	private function day_matches( int $time ): bool {
		return isset( $this->allowed[3][ (int) gmdate( 'n', $time ) ], $this->allowed[2][ (int) gmdate( 'j', $time ) ], $this->allowed[4][ (int) gmdate( 'w', $time ) ] );
	}

	/** @return array<int, true> */
	private static function values( string $field, int $low, int $high ): array {
		$values = [];
		foreach ( explode( ',', $field ) as $part ) {
			if ( 1 !== preg_match( '~^(?:(\*)|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?$~', $part, $match, PREG_UNMATCHED_AS_NULL ) ) {
				throw new InvalidArgumentException( sprintf( 'The contract double does not read the cron field "%s".', esc_html( $field ) ) );
			}
			[ , $all, $from, $to, $every ] = $match;

			$step  = (int) ( $every ?? 1 );
			$first = null === $all ? (int) $from : $low;
			// Without an end, a number stands for itself and a number with a step for all that follow.
			$last = match ( true ) {
				null !== $all   => $high,
				null !== $to    => (int) $to,
				null !== $every => $high,
				default         => $first,
			};
			if ( $first < $low || $last > $high || $first > $last ) {
				throw new InvalidArgumentException( sprintf( 'The cron field "%s" is out of range.', esc_html( $field ) ) );
			}
			for ( $value = $first; $value <= $last; $value += $step ) {
				$values[ $value ] = true;
			}
		}
		return $values;
	}
}
