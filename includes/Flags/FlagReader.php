<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Platform\DatabaseError;

defined( 'ABSPATH' ) || exit;

/**
 * What enforcers ask: memoised, from one small autoloaded option, so that a page view costs no query.
 *
 * The option is only a copy. Runners call `refresh()`, which asks the table whether something changed.
 */
final class FlagReader {
	public const OPTION = 'smartalloc_ops_flags';

	/** @var array<string, array{0: string, 1: int}>|null `flag/scope` to value and revision. */
	private ?array $values = null;
	private int $epoch     = -1;
	private bool $readable = true;

	/** @var (\Closure(): void)|null */
	private ?\Closure $listener = null;

	public function __construct( private readonly FlagStore $store ) {}

	/** @param key-of<FlagCatalog::RULES> $flag */
	public function value( string $flag, string $scope = '' ): string {
		$rule  = FlagCatalog::RULES[ $flag ];
		$value = $this->values()[ "$flag/$scope" ][0] ?? null;
		if ( null === $value ) {
			// Nobody can say what was set: hold what can be held without losing anything, and leave the rest as it normally is.
			return ! $this->readable && in_array( $flag, FlagCatalog::HOLDING, true ) ? 'off' : $rule['default'];
		}
		return in_array( $value, $rule['values'], true ) ? $value : ( $rule['safe'] ?? $rule['default'] );
	}

	public function revision( string $flag, string $scope = '' ): int {
		return $this->values()[ "$flag/$scope" ][1] ?? 0;
	}

	/** Of what this process goes by; -1 when it knows nothing. */
	public function epoch(): int {
		$this->values();
		return $this->epoch;
	}

	/** @return list<array{string, string, int}> Flag, scope and revision that this process goes by, sorted. */
	public function revisions(): array {
		$revisions = [];
		foreach ( $this->values() as $key => [ , $revision ] ) {
			[ $flag, $scope ] = explode( '/', $key, 2 );
			$revisions[]      = [ $flag, $scope, $revision ];
		}
		return $revisions;
	}

	/** @param \Closure(): void $listener Called when a long runner learns of a flip. */
	public function on_news( \Closure $listener ): void {
		$this->listener = $listener;
	}

	/** False: neither the copy nor the table could be read, and the answers are the declared safe ones. */
	public function is_readable(): bool {
		$this->values();
		return $this->readable;
	}

	/** Looks at the table: one primary-key read when nothing changed. */
	public function refresh(): void {
		try {
			$is_news = $this->epoch !== $this->store->epoch();
			if ( $is_news ) {
				$this->load_from_table();
			}
			$this->readable = true;
			if ( $is_news && null !== $this->listener ) {
				( $this->listener )();
			}
		} catch ( DatabaseError ) {
			// What was known before still holds, at the least what the copy says; with nothing known, value() falls back to what is safe.
			$known          = $this->readable && null !== $this->values ? [ $this->values, $this->epoch ] : self::copy();
			$this->readable = null !== $known;

			[ $this->values, $this->epoch ] = $known ?? [ [], -1 ];
		}
	}

	/** Writes the copy anew and makes sure that no newer revision slipped in meanwhile. */
	public function publish(): void {
		do {
			$this->load_from_table();
			// A stale copy in an object cache would make update_option() believe that nothing changed.
			wp_cache_delete( 'alloptions', 'options' );
			wp_cache_delete( self::OPTION, 'options' );
			update_option(
				self::OPTION,
				[
					'epoch'  => $this->epoch,
					'values' => $this->values,
				],
				true
			);
		} while ( $this->store->epoch() !== $this->epoch );
	}

	/** Writes the copy anew if it is not what the table says: its writer may have been killed, or somebody damaged it. */
	public function heal(): void {
		$this->load_from_table();
		if ( self::copy() !== [ $this->values, $this->epoch ] ) {
			$this->publish();
		}
	}

	/** The epoch of the copy that page views go by, without asking the table; null when there is no whole copy. */
	public static function published_epoch(): ?int {
		return self::copy()[1] ?? null;
	}

	/** @return array<string, array{0: string, 1: int}> */
	private function values(): array {
		if ( null !== $this->values ) {
			return $this->values;
		}
		$copy = self::copy();
		if ( null !== $copy ) {
			[ $this->values, $this->epoch ] = $copy;
			return $this->values;
		}
		$this->refresh();
		return $this->values ?? [];
	}

	/**
	 * The copy, if every part of it is whole: a flag that cannot be read must not count as one that nobody has set.
	 *
	 * @return array{array<string, array{string, int}>, int}|null
	 */
	private static function copy(): ?array {
		$copy = get_option( self::OPTION );
		if ( ! is_array( $copy ) || ! is_int( $copy['epoch'] ?? null ) || ! is_array( $copy['values'] ?? null ) ) {
			return null;
		}
		$values = [];
		foreach ( $copy['values'] as $key => $pair ) {
			if ( ! is_array( $pair ) || ! is_string( $pair[0] ?? null ) || ! is_int( $pair[1] ?? null ) ) {
				return null;
			}
			$values[ (string) $key ] = [ $pair[0], $pair[1] ];
		}
		return [ $values, $copy['epoch'] ];
	}

	private function load_from_table(): void {
		// First the epoch: what slips in between the two reads is then seen at the next look.
		$epoch  = $this->store->epoch();
		$values = [];
		foreach ( $this->store->all_latest() as $state ) {
			$values[ "{$state->flag}/{$state->scope}" ] = [ $state->value, $state->revision ];
		}
		ksort( $values );
		$this->values = $values;
		$this->epoch  = $epoch;
	}
}
