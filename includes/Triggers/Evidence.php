<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

defined( 'ABSPATH' ) || exit;

/** One measurement that speaks for a rollback, as it was when it was seen. Times are UTC epoch milliseconds. */
final class Evidence {
	/**
	 * @param string      $signal      KPI, part of one, check, or the trigger itself.
	 * @param string      $label       Recorded sentence, as `$rule` and `$finding`.
	 * @param int         $measured_at When it was measured.
	 * @param int         $onset_at    When it began.
	 * @param int         $seen_at     When the watcher saw it: how old it was then is the difference.
	 * @param int|null    $decision    Of its alert.
	 */
	public function __construct(
		public readonly string $trigger,
		public readonly string $signal,
		public readonly string $label,
		public readonly string $finding,
		public readonly string $rule,
		public readonly ?float $value,
		public readonly ?string $unit,
		public readonly ?int $n,
		public readonly ?int $window_s,
		public readonly ?float $threshold,
		public readonly int $measured_at,
		public readonly int $onset_at,
		public readonly int $seen_at,
		public readonly ?int $decision = null,
	) {}

	/** What makes it the same again. */
	public function key(): string {
		return "$this->trigger $this->signal";
	}

	/** @return array<string, string|int|float|null> */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/** @return list<self> Those of a stored list that are readable. */
	public static function stored( ?string $json ): array {
		$all   = json_decode( (string) $json, true );
		$found = [];
		foreach ( is_array( $all ) ? $all : [] as $one ) {
			if ( is_array( $one ) && isset( $one['trigger'], $one['signal'], $one['seen_at'] ) ) {
				$number  = static fn ( string $key ): ?float => is_int( $one[ $key ] ?? null ) || is_float( $one[ $key ] ?? null ) ? (float) $one[ $key ] : null;
				$whole   = static fn ( string $key ): ?int => is_int( $one[ $key ] ?? null ) ? $one[ $key ] : null;
				$text    = static fn ( string $key ): string => is_string( $one[ $key ] ?? null ) ? $one[ $key ] : '';
				$found[] = new self( $text( 'trigger' ), $text( 'signal' ), $text( 'label' ), $text( 'finding' ), $text( 'rule' ), $number( 'value' ), is_string( $one['unit'] ?? null ) ? $one['unit'] : null, $whole( 'n' ), $whole( 'window_s' ), $number( 'threshold' ), (int) $whole( 'measured_at' ), (int) $whole( 'onset_at' ), (int) $whole( 'seen_at' ), $whole( 'decision' ) );
			}
		}
		return $found;
	}

	/** @param list<self> $all */
	public static function to_json( array $all ): string {
		return (string) wp_json_encode( array_map( static fn ( self $one ): array => $one->to_array(), $all ) );
	}
}
