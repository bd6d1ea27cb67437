<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit\Rollback;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Rollback\ProbeAnswer;

/** Only what this site has signed to this very question says that the good build runs; everything else is named, and never a yes. */
final class ProbeAnswerTest extends TestCase {
	/** @return array<string, array{int, string, string, string}> Status, body, state, why. */
	public static function answers(): array {
		$said = [ 'once' => 'now', 'loaded' => true, 'digest' => 'good', 'version' => '1.0', 'flags' => 7 ];
		return [
			'the good build'               => [ 200, self::signed( $said ), 'same', '' ],
			'SmartAlloc is not loaded'     => [ 200, self::signed( [ 'loaded' => false ] + $said ), 'other', 'not_loaded' ],
			'other files'                  => [ 200, self::signed( [ 'digest' => 'bad' ] + $said ), 'other', 'other_files' ],
			'right files, old code'        => [ 200, self::signed( [ 'version' => '1.1' ] + $said ), 'other', 'old_code' ],
			'older switches'               => [ 200, self::signed( [ 'flags' => 6 ] + $said ), 'inconclusive', 'old_flags' ],
			'an answer of a moment ago'    => [ 200, self::signed( [ 'once' => 'before' ] + $said ), 'inconclusive', 'cached' ],
			'signed by somebody else'      => [ 200, self::signed( $said, 'x' ), 'inconclusive', 'not_signed' ],
			'changed on the way'           => [ 200, str_replace( 'good', 'bad', self::signed( $said ) ), 'inconclusive', 'not_signed' ],
			'a page'                       => [ 200, '<!doctype html><title>Welcome</title>', 'inconclusive', 'html' ],
			'a page that is JSON'          => [ 200, '{"said":true}', 'inconclusive', 'nothing' ],
			'nothing at all'               => [ 200, '', 'inconclusive', 'nothing' ],
			'a password is asked for'      => [ 401, '<h1>401</h1>', 'inconclusive', 'unauthorised' ],
			'a firewall'                   => [ 403, 'no', 'inconclusive', 'unauthorised' ],
			'another site'                 => [ 404, '', 'inconclusive', 'not_found' ],
			'maintenance'                  => [ 503, '<p>Briefly unavailable</p>', 'inconclusive', 'unavailable' ],
			'a yes with a wrong status'    => [ 203, self::signed( $said ), 'inconclusive', 'status' ],
		];
	}

	#[DataProvider( 'answers' )]
	public function test_an_answer_is_taken_for_what_it_is( int $status, string $body, string $state, string $why ): void {
		$answer = ProbeAnswer::read( $status, $body, self::sign( ... ), 'now', 'good', '1.0', 7 );
		self::assertSame( [ $state, $why, 'same' === $state ], [ $answer->state, $answer->why, $answer->is_same() ] );
		self::assertNotSame( '', $answer->sentence() );
	}

	public function test_no_answer_is_no_yes(): void {
		self::assertFalse( ProbeAnswer::none( 'timeout' )->is_same() );
	}

	/** @param array<string, mixed> $said */
	private static function signed( array $said, string $with = '' ): string {
		$text = (string) json_encode( $said );
		return (string) json_encode( [ 'said' => $text, 'sign' => self::sign( "answer $text" ) . $with ] );
	}

	private static function sign( string $text ): string {
		return hash_hmac( 'sha256', $text, 'our key' );
	}
}
