<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Rollback\Strategy;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Looks once more before anything is touched: between the wish and its turn the site may have changed. */
final class LookFirst extends QuietStep {
	public const AGREED = 'agreed';

	public function __construct( private readonly Preflight $preflight, private readonly SmartAlloc $smart_alloc ) {}

	public function name(): string {
		return 'preflight';
	}

	public function title(): string {
		return __( 'Look first', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$strategy = Strategy::from( self::text( $run, 'strategy' ) );
		$accepted = is_array( $run->payload['accepted'] ?? null ) ? $run->payload['accepted'] : [];
		$found    = $this->preflight->look( $strategy, false, in_array( Preflight::NEWER_SCHEMA, $accepted, true ) );
		if ( [] !== $found->refusals ) {
			throw new Refused( $found->refusals );
		}
		if ( $found->good?->id !== self::text( $run, 'archive' ) ) {
			throw new Refused( [ new Refusal( 'pin_changed', __( 'Another build was named good meanwhile. Abort this run and start again.', 'smartalloc-ops' ) ) ] );
		}
		$facts = [
			self::fact( __( 'Comes back', 'smartalloc-ops' ), ( $found->good->version ?? '?' ) . " ({$found->good->id})" ),
			self::fact( __( 'How', 'smartalloc-ops' ), $strategy->label() ),
			...( Strategy::LocalSwap === $strategy ? [] : array_map( static fn ( Refusal $one ): array => self::fact( __( 'Not swapped here', 'smartalloc-ops' ), $one->message ), $found->obstacles ) ),
			self::fact( __( 'Schema of the database', 'smartalloc-ops' ), $this->schema() ),
			self::fact( __( 'Schema that the good build reads', 'smartalloc-ops' ), $found->good->schema ?? __( 'not known: the build does not say it', 'smartalloc-ops' ) ),
			self::fact( __( 'Archive', 'smartalloc-ops' ), __( 'Read whole, and as it was kept.', 'smartalloc-ops' ) ),
		];
		return [] === $found->accepted ? $facts : [ ...$facts, ...self::agreed( $run, $input, $found->accepted, $facts ) ];
	}

	private function schema(): string {
		$schema = $this->smart_alloc->schema_of_database() ?? __( 'not known', 'smartalloc-ops' );
		$most   = $this->smart_alloc->sites_it_is_read_of();
		/* translators: 1: a schema, such as 7; 2: number of sites. */
		return null === $most ? $schema : sprintf( __( '%1$s, read of the first %2$d sites of the network only', 'smartalloc-ops' ), $schema, $most );
	}

	/**
	 * @param array<string, mixed>                      $input
	 * @param list<Refusal>                             $accepted
	 * @param list<array{label: string, value: string}> $facts
	 * @return list<array{label: string, value: string}>
	 * @throws Waits
	 */
	private static function agreed( Run $run, array $input, array $accepted, array $facts ): array {
		$said = is_array( $input['answer'] ) ? $input['answer'] : [];
		if ( self::AGREED === ( $said['answer'] ?? '' ) ) {
			return [ self::fact( __( 'A second person has agreed', 'smartalloc-ops' ), (string) ( $said['reason'] ?? '' ) ) ];
		}
		$agreed = self::AGREED;
		throw Waits::for_second_person(
			'second_person',
			/* translators: %s: a sentence. */
			sprintf( __( 'Nothing was touched yet: a second person must agree. %s', 'smartalloc-ops' ), implode( ' ', array_map( static fn ( Refusal $one ): string => $one->message, $accepted ) ) ),
			[ self::AGREED => __( 'I agree, and have looked at what the data would lose', 'smartalloc-ops' ) ],
			[
				[
					'text'    => __( 'Somebody else than who has started it says so here, or in a shell with their name.', 'smartalloc-ops' ),
					'command' => "wp smartalloc-ops rollback answer $run->id $agreed --reason=\"...\" --user=<name>",
				],
			],
			$facts
		);
	}
}
