<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\BuildProbe;
use SmartAllocOps\Rollback\Door;
use SmartAllocOps\Rollback\ProbeAnswer;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Proves that each kind of process of the web server has the good build loaded. An answer that says nothing is no yes: then a person looks. */
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
		$answers = $this->ask( self::text( $run, 'digest' ), self::text( $run, 'version' ), $still_mine );
		$facts   = $this->facts( $answers );
		$other   = array_filter( $answers, static fn ( ProbeAnswer $answer ): bool => 'other' === $answer->state );
		if ( [] !== $other ) {
			throw new Refused( self::named( $other ) );
		}
		$unknown = array_filter( $answers, static fn ( ProbeAnswer $answer, string $door ): bool => ! $answer->is_same() && Door::from( $door )->is_needed(), ARRAY_FILTER_USE_BOTH );
		if ( [] === $unknown ) {
			return $facts;
		}
		$said = is_array( $input['answer'] ) ? $input['answer'] : [];
		if ( self::SEEN === ( $said['answer'] ?? '' ) ) {
			return [ ...$facts, self::fact( __( 'Seen by a person', 'smartalloc-ops' ), (string) ( $said['reason'] ?? '' ) ) ];
		}
		$seen = self::SEEN;
		throw Waits::for_site(
			'probe',
			/* translators: %s: sentences. */
			sprintf( __( 'Which build the site runs is not known yet. %s', 'smartalloc-ops' ), implode( ' ', array_map( static fn ( Refusal $one ): string => $one->message, self::named( $unknown ) ) ) ),
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

	/**
	 * Each door, and again those that did not say yes.
	 *
	 * @param callable(): void $still_mine
	 * @return array<string, ProbeAnswer> By door.
	 */
	private function ask( string $digest, string $version, callable $still_mine ): array {
		$answers = [];
		for ( $try = 1; ; $try++ ) {
			foreach ( Door::cases() as $door ) {
				if ( ! ( $answers[ $door->value ] ?? null )?->is_same() ) {
					$still_mine();
					$answers[ $door->value ] = $this->probe->look( $door, $digest, '' === $version ? null : $version );
				}
			}
			$open = array_filter( $answers, static fn ( ProbeAnswer $answer ): bool => ! $answer->is_same() );
			// Who did not answer in time has cost enough; the tick asks again.
			if ( [] === $open || $try >= self::TRIES || in_array( 'timeout', array_column( $open, 'why' ), true ) ) {
				return $answers;
			}
			usleep( self::PAUSE_MS * 1_000 );
		}
	}

	/**
	 * @param non-empty-array<string, ProbeAnswer> $answers
	 * @return non-empty-list<Refusal>
	 */
	private static function named( array $answers ): array {
		return array_map( static fn ( string $door, ProbeAnswer $answer ): Refusal => new Refusal( "probe_$answer->why", Door::from( $door )->label() . ': ' . $answer->sentence() ), array_keys( $answers ), array_values( $answers ) );
	}

	/**
	 * @param array<string, ProbeAnswer> $answers
	 * @return list<array{label: string, value: string}>
	 */
	private function facts( array $answers ): array {
		$here  = $this->probe->here();
		$facts = [];
		foreach ( $answers as $door => $answer ) {
			$facts[] = self::fact( Door::from( $door )->label(), $answer->sentence() . self::said( $answer ) . ( Door::from( $door )->is_needed() ? '' : ' ' . __( 'It was not waited for: this site does not call it over the web (DISABLE_WP_CRON).', 'smartalloc-ops' ) ) );
		}
		return [
			...$facts,
			self::fact( __( 'Schema of the database', 'smartalloc-ops' ), $here['schema'] ?? __( 'not known', 'smartalloc-ops' ) ),
			self::fact( __( 'The process of this step', 'smartalloc-ops' ), sprintf( '%s, %s', $here['version'] ?? '?', $here['sapi'] ) ),
			self::fact( __( 'Shells', 'smartalloc-ops' ), __( 'Not asked, and each loads SmartAlloc anew. To ask one: wp smartalloc-ops rollback probe', 'smartalloc-ops' ) ),
		];
	}

	/** Version, build and switches, as far as it has signed them. */
	private static function said( ProbeAnswer $answer ): string {
		return [] === $answer->said ? '' : sprintf( ' (%s, %s, %s)', (string) ( $answer->said['version'] ?? '?' ), substr( (string) ( $answer->said['digest'] ?? '' ), 0, 12 ), (string) ( $answer->said['flags'] ?? '?' ) );
	}
}
