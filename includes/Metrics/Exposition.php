<?php
declare(strict_types=1);

namespace SmartAllocOps\Metrics;

defined( 'ABSPATH' ) || exit;

/**
 * Text of Prometheus, format 0.0.4: families in the order they are begun, each with its samples together.
 *
 * Names and help are ours and in English whoever asks: what a machine stores must not change with somebody's language.
 */
final class Exposition {
	public const CONTENT_TYPE = 'text/plain; version=0.0.4';

	/** What all our metrics are called first. */
	private const PREFIX = 'smartalloc_ops_';

	/** @var array<string, list<string>> Lines by family. */
	private array $families = [];

	/**
	 * @param 'counter'|'gauge'|'histogram' $type
	 */
	public function family( string $name, string $type, string $help ): void {
		$name                    = self::PREFIX . $name;
		$this->families[ $name ] = [ "# HELP $name " . strtr( $help, [ '\\' => '\\\\', "\n" => '\n' ] ), "# TYPE $name $type" ];
	}

	/**
	 * One sample of a family that was begun. What is not known has no sample: null is left out, and is never 0.
	 *
	 * @param array<string, string> $labels
	 * @param string                $suffix Of a histogram: `_bucket`, `_sum` or `_count`.
	 */
	public function sample( string $family, array $labels, int|float|null $value, string $suffix = '' ): void {
		if ( null !== $value ) {
			$this->families[ self::PREFIX . $family ][] = self::PREFIX . $family . $suffix . self::labels( $labels ) . ' ' . self::number( $value );
		}
	}

	/** Families without a sample are left out. */
	public function text(): string {
		$told = array_filter( $this->families, static fn ( array $lines ): bool => count( $lines ) > 2 );
		return [] === $told ? '' : implode( "\n", array_merge( ...array_values( $told ) ) ) . "\n";
	}

	/** Shortest text from which the same number is read again. */
	public static function number( int|float $value ): string {
		return match ( true ) {
			is_int( $value ) => (string) $value,
			is_nan( $value ) => 'NaN',
			is_infinite( $value ) => $value > 0 ? '+Inf' : '-Inf',
			abs( $value ) < 1e15 && floor( $value ) === $value => (string) (int) $value,
			default => (string) json_encode( $value ), // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- a number, which depends on no locale there.
		};
	}

	/** @param array<string, string> $labels */
	private static function labels( array $labels ): string {
		$pairs = [];
		foreach ( $labels as $name => $value ) {
			$pairs[] = $name . '="' . strtr( (string) mb_convert_encoding( $value, 'UTF-8', 'UTF-8' ), [ '\\' => '\\\\', '"' => '\"', "\n" => '\n' ] ) . '"';
		}
		return [] === $pairs ? '' : '{' . implode( ',', $pairs ) . '}';
	}
}
