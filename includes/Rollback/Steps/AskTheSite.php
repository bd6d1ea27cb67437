<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\ProbeAnswer;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Proves that the web server has the good build loaded. An answer that says nothing is no yes: then a person looks. */
final class AskTheSite extends QuietStep {
	public const SEEN = 'seen';

	private const TRIES   = 3;
	private const PAUSE_MS = 500;

	public function __construct( private readonly BuildProbe $probe ) {}

	public function name(): string {
		return 'probe';
	}

	public function title(): string {
		return __( 'Ask the site which build it runs', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$digest  = self::text( $run, 'digest' );
		$version = self::text( $run, 'version' );
		for ( $try = 1; ; $try++ ) {
			$still_mine();
			$answer = $this->probe->look( $digest, '' === $version ? null : $version );
			if ( $answer->is_same() || $try >= self::TRIES ) {
				break;
			}
			usleep( self::PAUSE_MS * 1_000 );
		}
		$facts = $this->facts( $answer );
		if ( $answer->is_same() ) {
			return $facts;
		}
		$said = is_array( $input['answer'] ) ? $input['answer'] : [];
		if ( 'inconclusive' === $answer->state && self::SEEN === ( $said['answer'] ?? '' ) ) {
			return [ ...$facts, self::fact( __( 'Seen by a person', 'smartalloc-ops' ), (string) ( $said['reason'] ?? '' ) ) ];
		}
		if ( 'inconclusive' === $answer->state ) {
			$seen = self::SEEN;
			throw Waits::for_site(
				'probe',
				/* translators: %s: a sentence. */
				sprintf( __( 'Which build the site runs is not known yet. %s', 'smartalloc-ops' ), $answer->sentence() ),
				[
					[
						'text'    => __( 'Look yourself which version is loaded, for example on the Plugins screen, and say so. Otherwise the tick asks again each minute.', 'smartalloc-ops' ),
						'command' => "wp smartalloc-ops rollback answer $run->id $seen --reason=\"...\"",
					],
				],
				$facts,
				[],
				[ $seen => __( 'I have seen that the good build runs', 'smartalloc-ops' ) ]
			);
		}
		throw new Refused( [ new Refusal( "probe_{$answer->why}", $answer->sentence() ) ] );
	}

	/** @return list<array{label: string, value: string}> */
	private function facts( ProbeAnswer $answer ): array {
		$here = $this->probe->here();
		return [
			self::fact( __( 'Web server', 'smartalloc-ops' ), $answer->sentence() ),
			...( [] === $answer->said ? [] : [
				self::fact( __( 'It says', 'smartalloc-ops' ), sprintf( '%s, %s, %s', (string) ( $answer->said['version'] ?? '?' ), substr( (string) ( $answer->said['digest'] ?? '' ), 0, 12 ), (string) ( $answer->said['sapi'] ?? '?' ) ) ),
				self::fact( __( 'Flags it has seen', 'smartalloc-ops' ), (string) ( $answer->said['flags'] ?? '?' ) ),
			] ),
			self::fact( __( 'The process of this step', 'smartalloc-ops' ), sprintf( '%s, %s', $here['version'] ?? '?', $here['sapi'] ) ),
			self::fact( __( 'Other kinds of processes', 'smartalloc-ops' ), __( 'WP-Cron and shells load SmartAlloc anew each time; they were not asked.', 'smartalloc-ops' ) ),
		];
	}
}
