<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use SmartAllocOps\Tests\Support\HttpExchange;
use SmartAllocOps\Tests\Support\HttpResponse;

/**
 * Whatever is sent by somebody who may: a designed answer, by its schema, and a site that still makes sense.
 *
 * Another seed: SMARTALLOC_OPS_SEED=7 npm test -- integration --filter FuzzTest
 */
final class FuzzTest extends LiveTestCase {
	private const DESIGNED = [ 200, 201, 202, 400, 401, 403, 404, 409, 422 ];

	/** About a dozen for each route: with fewer, chance never meets a lost race. */
	private const CALLS = 960;

	/** Over HTTP as well, because there the body, the query and the headers are parsed by PHP and core. */
	private const REQUESTS = 80;

	public function test_no_call_is_answered_in_a_way_that_was_not_designed(): void {
		$seed = self::seed();
		$fuzz = new Fuzz( $seed );
		$seen = [];
		for ( $number = 1; $number <= self::CALLS; $number++ ) {
			$call   = $fuzz->next();
			$answer = LocalApi::call( 'administrator', $call['method'], $call['path'], $call['body'] );
			self::assert_designed( $call, $answer, "seed {$seed}, call {$number}" );
			$seen[ $answer->status ] = true;
		}
		self::assert_the_site_makes_sense( "seed {$seed}" );
		ksort( $seen );
		// Nonsense alone would end in 400 and prove nothing of what lies behind.
		self::assertSame( [ 200, 201, 400, 404, 409 ], array_values( array_diff( array_keys( $seen ), [ 202, 422 ] ) ), "seed {$seed}" );
	}

	public function test_nor_is_any_request_to_the_running_site(): void {
		$seed    = self::seed();
		$fuzz    = new Fuzz( $seed + 1_000_000 );
		$calls   = array_map( static fn (): array => $fuzz->next(), range( 1, self::REQUESTS ) );
		$answers = HttpExchange::send_together( array_map( static fn ( array $call ): HttpExchange => Caller::Owner->client()->prepare( $call['method'], self::PATH . $call['path'], $call['body'] ), $calls ) );
		foreach ( $answers as $number => $answer ) {
			self::assert_designed( $calls[ $number ], $answer, "seed {$seed}, request {$number}" );
		}
		self::assert_the_site_makes_sense( "seed {$seed}" );
	}

	private static function seed(): int {
		$seed = (int) getenv( 'SMARTALLOC_OPS_SEED' );
		echo "\n[fuzz: seed {$seed}]";
		return $seed;
	}

	/** @param array{route: string, method: string, path: string, body: array<string, mixed>|null} $call */
	private static function assert_designed( array $call, HttpResponse $answer, string $which ): void {
		$which = "{$which}: {$call['method']} " . substr( $call['path'], 0, 200 ) . ' ' . substr( (string) json_encode( $call['body'] ), 0, 500 ) . "\n{$answer->describe()}";
		self::assertContains( $answer->status, self::DESIGNED, $which );
		if ( 200 === $answer->status && str_contains( $call['path'], 'format=csv' ) ) {
			// A text of another kind: over HTTP as it is, from inside as the one that it is made of.
			self::assertMatchesRegularExpression( '/^("\\\\ufeff|\x{feff})[a-z0-9_,]+(\\\\r\\\\n|\r\n)/u', $answer->body, $which );
			return;
		}
		$body = json_decode( $answer->body, false, 512, JSON_THROW_ON_ERROR );
		if ( $answer->status < 300 ) {
			self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( $call['route'] ), $body ), $which );
			return;
		}
		self::assertInstanceOf( \stdClass::class, $body, $which );
		self::assertMatchesRegularExpression( '/^(smartalloc_ops|rest)_[a-z_]+$/', (string) $body->code, $which );
		self::assertSame( $answer->status, $body->data->status, $which );
		if ( 400 === $answer->status && str_starts_with( (string) $body->code, 'smartalloc_ops_' ) ) {
			self::assertIsString( $body->data->field ?? null, $which );
		}
		self::assertDoesNotMatchRegularExpression( '#SELECT |INSERT |UPDATE |/includes/|\.php#', (string) $body->message, $which );
	}

	/** At most one active run, and revisions without a gap or a double. */
	private static function assert_the_site_makes_sense( string $which ): void {
		global $wpdb;
		self::assertLessThanOrEqual( 1, (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE active_slot IS NOT NULL', $wpdb->prefix . 'smartalloc_ops_runs' ) ), $which );
		foreach ( (array) $wpdb->get_results( $wpdb->prepare( 'SELECT flag, scope, COUNT(*) AS n, MAX(revision) AS newest FROM %i GROUP BY flag, scope', $wpdb->prefix . 'smartalloc_ops_flag_revisions' ), ARRAY_A ) as $row ) {
			self::assertSame( $row['n'], $row['newest'], "{$which}: {$row['flag']} {$row['scope']}" );
		}
	}
}
