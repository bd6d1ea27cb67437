<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/**
 * When a share of bad events is too large, and when nobody can tell yet.
 *
 * A breach is certain from three bad events on, when even Wilson's lower bound passes the limit: at any number of events.
 * All is well only with enough events and a plain share within the limit. In between, with enough events, the share is
 * past the limit and not certain yet; with fewer, too little was seen.
 */
final class ShareRule {
	/** One or two bad events are bad luck, however few they are of. */
	public const BAD_EVENTS = 3;

	/** @param float $limit A share from 0 to 1; exactly that much is still well. */
	public static function judge( int $bad, int $n, float $limit, int $minimum ): ShareJudgement {
		$share = $n > 0 ? $bad / $n : 0.0;
		return match ( true ) {
			$bad >= self::BAD_EVENTS && Wilson::lower_bound( $bad, $n ) > $limit => ShareJudgement::Breach,
			$n < $minimum || 0 === $n => ShareJudgement::TooFew,
			$share > $limit => ShareJudgement::NotYetCertain,
			default => ShareJudgement::Within,
		};
	}
}
