<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\NextSteps;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** A person tries the site. Held work is let go only on a plain yes. */
final class Smoke extends QuietStep {
	public function __construct( private readonly NextSteps $next_steps ) {}

	public function name(): string {
		return 'smoke';
	}

	public function title(): string {
		return __( 'Try it', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$said   = is_array( $input['answer'] ) ? $input['answer'] : [];
		$answer = (string) ( $said['answer'] ?? '' );
		$words  = self::words();
		$facts  = '' === $answer ? [] : [ self::fact( $words[ $answer ] ?? $answer, (string) ( $said['reason'] ?? '' ) ) ];
		if ( 'passed' === $answer ) {
			return $facts;
		}
		if ( 'failed' === $answer ) {
			throw new Refused( [ new Refusal( 'smoke_failed', __( 'Somebody tried the site, and it does not work. Everything stays held.', 'smartalloc-ops' ) ) ] );
		}
		throw Waits::for_person(
			'smoke',
			'inconclusive' === $answer
				? __( 'It was tried, and nobody knows yet whether it works. Everything stays held until somebody does.', 'smartalloc-ops' )
				: __( 'The good build is back. Try the site, then say whether it works: held work is let go only after that.', 'smartalloc-ops' ),
			$words,
			$this->next_steps->for_smoke( $run->id ),
			$facts
		);
	}

	/** @return non-empty-array<string, string> */
	private static function words(): array {
		return [
			'passed'       => __( 'It works', 'smartalloc-ops' ),
			'failed'       => __( 'It does not work', 'smartalloc-ops' ),
			'inconclusive' => __( 'Not known', 'smartalloc-ops' ),
		];
	}
}
