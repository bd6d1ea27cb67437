<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Kpi;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Kpi\ShareJudgement;
use SmartAllocOps\Kpi\ShareRule;
use SmartAllocOps\Kpi\Wilson;

/**
 * The rule of DESIGN 6, with its arithmetic.
 *
 * Wilson's lower bound with z = 1.96, z^2 = 3.8416:
 * ( p + z^2/2n - z * sqrt( p(1-p)/n + z^2/4n^2 ) ) / ( 1 + z^2/n ).
 */
final class ShareRuleTest extends TestCase {
	/** @return iterable<string, array{int, int, float}> Bad, all, lower bound worked out by hand. */
	public static function bounds(): iterable {
		// ( 1 + 0.640267 - 1.96 * sqrt( 0 + 0.106711 ) ) / 2.280533 = ( 1.640267 - 0.640267 ) / 2.280533
		yield '3 of 3' => [ 3, 3, 0.438494 ];
		// ( 0.06 + 0.038416 - 1.96 * sqrt( 0.001128 + 0.000384 ) ) / 1.076832 = ( 0.098416 - 0.076217 ) / 1.076832
		yield '3 of 50' => [ 3, 50, 0.020615 ];
		// ( 0.1 + 0.19208 - 1.96 * sqrt( 0.009 + 0.009604 ) ) / 1.38416 = ( 0.29208 - 0.267338 ) / 1.38416
		yield '1 of 10' => [ 1, 10, 0.017876 ];
		// ( 0.02 + 0.019208 - 1.96 * sqrt( 0.000196 + 0.00009604 ) ) / 1.038416 = ( 0.039208 - 0.033495 ) / 1.038416
		yield '2 of 100' => [ 2, 100, 0.005502 ];
		yield '0 of 99' => [ 0, 99, 0.0 ];
		yield 'nothing' => [ 0, 0, 0.0 ];
	}

	#[DataProvider( 'bounds' )]
	public function test_the_lower_bound_is_wilsons( int $bad, int $n, float $bound ): void {
		self::assertEqualsWithDelta( $bound, Wilson::lower_bound( $bad, $n ), 0.000005 );
	}

	/** @return iterable<string, array{int, int, float, int, ShareJudgement}> Bad, all, limit, minimum, judgement. */
	public static function cases(): iterable {
		// Failures of the queue: limit 1 %, from 100 on.
		yield '3 of 3: at least 43.8 %, certain' => [ 3, 3, 0.01, 100, ShareJudgement::Breach ];
		yield '3 of 50: at least 2.06 %, certain' => [ 3, 50, 0.01, 100, ShareJudgement::Breach ];
		yield '1 of 10: 10 %, but one event and ten in all' => [ 1, 10, 0.01, 100, ShareJudgement::TooFew ];
		yield '2 of 10: at least 5.7 %, but two events are bad luck' => [ 2, 10, 0.01, 100, ShareJudgement::TooFew ];
		yield '0 of 99: one too few to be called good' => [ 0, 99, 0.01, 100, ShareJudgement::TooFew ];
		yield '0 of 100: good' => [ 0, 100, 0.01, 100, ShareJudgement::Within ];
		yield '1 of 100: 1 % is not more than 1 %' => [ 1, 100, 0.01, 100, ShareJudgement::Within ];
		yield '2 of 100: 2 %, not certain with two events' => [ 2, 100, 0.01, 100, ShareJudgement::NotYetCertain ];
		// ( 0.03 + 0.019208 - 1.96 * sqrt( 0.000291 + 0.000096 ) ) / 1.038416 = 0.01025
		yield '3 of 100: at least 1.025 %, certain' => [ 3, 100, 0.01, 100, ShareJudgement::Breach ];
		// ( 0.02727 + 0.017462 - 1.96 * sqrt( 0.0002411 + 0.0000794 ) ) / 1.034924 = 0.00932
		yield '3 of 110: at least 0.93 %, not certain' => [ 3, 110, 0.01, 100, ShareJudgement::NotYetCertain ];
		yield '4 of 400: just 1 %' => [ 4, 400, 0.01, 100, ShareJudgement::Within ];
		yield 'nothing at all' => [ 0, 0, 0.01, 100, ShareJudgement::TooFew ];
		yield 'nothing at all, with no minimum' => [ 0, 0, 0.01, 0, ShareJudgement::TooFew ];
		// A p95 is the same rule on the share above its limit: 5 %, from 20 on.
		yield '1 of 20 is just 5 %' => [ 1, 20, 0.05, 20, ShareJudgement::Within ];
		yield '2 of 20' => [ 2, 20, 0.05, 20, ShareJudgement::NotYetCertain ];
		// ( 0.15 + 0.09604 - 1.96 * sqrt( 0.006375 + 0.002401 ) ) / 1.19208 = 0.05237
		yield '3 of 20: at least 5.2 %, certain' => [ 3, 20, 0.05, 20, ShareJudgement::Breach ];
		yield '3 of 4 waits were long: certain although few' => [ 3, 4, 0.05, 20, ShareJudgement::Breach ];
		// Delivery: at most 2 % not delivered, from 50 on.
		yield '1 of 50 is just 2 %' => [ 1, 50, 0.02, 50, ShareJudgement::Within ];
		yield '3 of 50 not delivered: at least 2.06 %' => [ 3, 50, 0.02, 50, ShareJudgement::Breach ];
		yield '3 of 60 not delivered: at least 1.71 %' => [ 3, 60, 0.02, 50, ShareJudgement::NotYetCertain ];
	}

	#[DataProvider( 'cases' )]
	public function test_a_share_is_judged_by_its_limit_and_by_how_much_was_seen( int $bad, int $n, float $limit, int $minimum, ShareJudgement $judgement ): void {
		self::assertSame( $judgement, ShareRule::judge( $bad, $n, $limit, $minimum ) );
	}
}
