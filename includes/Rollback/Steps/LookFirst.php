<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Rollback\Strategy;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Looks once more before anything is touched: between the wish and its turn the site may have changed. */
final class LookFirst extends QuietStep {
	public function __construct( private readonly Preflight $preflight ) {}

	public function name(): string {
		return 'preflight';
	}

	public function title(): string {
		return __( 'Look first', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$strategy = Strategy::from( self::text( $run, 'strategy' ) );
		$found    = $this->preflight->look( $strategy );
		if ( [] !== $found->refusals ) {
			throw new Refused( $found->refusals );
		}
		if ( $found->good?->id !== self::text( $run, 'archive' ) ) {
			throw new Refused( [ new Refusal( 'pin_changed', __( 'Another build was named good meanwhile. Abort this run and start again.', 'smartalloc-ops' ) ) ] );
		}
		return [
			self::fact( __( 'Comes back', 'smartalloc-ops' ), ( $found->good->version ?? '?' ) . " ({$found->good->id})" ),
			self::fact( __( 'How', 'smartalloc-ops' ), $strategy->label() ),
			...( Strategy::LocalSwap === $strategy ? [] : array_map( static fn ( Refusal $one ): array => self::fact( __( 'Not swapped here', 'smartalloc-ops' ), $one->message ), $found->obstacles ) ),
			self::fact( __( 'Schema of the database', 'smartalloc-ops' ), null === $found->good->schema ? __( 'The good build does not say which one it reads.', 'smartalloc-ops' ) : (string) $found->good->schema ),
			self::fact( __( 'Archive', 'smartalloc-ops' ), __( 'Read whole, and as it was kept.', 'smartalloc-ops' ) ),
		];
	}
}
