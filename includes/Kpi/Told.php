<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** Reads what the contract hooks tell: foreign data, of which only numbers in reasonable bounds are believed. */
final class Told {
	/** More bytes and more rows than any export has. */
	private const LARGEST = 1e12;

	/** What took longer was not timed: it is a number of something else. */
	private const LONGEST_MS = 86_400_000;

	/** @param array<array-key, mixed> $told */
	public static function number( array $told, string $key ): ?float {
		$value = $told[ $key ] ?? null;
		return ( is_int( $value ) || is_float( $value ) || ( is_string( $value ) && is_numeric( $value ) ) ) && $value >= 0 && $value <= self::LARGEST ? (float) $value : null;
	}

	/** @param array<array-key, mixed> $told */
	public static function duration( array $told ): ?float {
		$value = self::number( $told, 'duration_ms' );
		return null !== $value && $value <= self::LONGEST_MS ? $value : null;
	}

	/**
	 * The form as a scope.
	 *
	 * @param array<array-key, mixed> $told
	 */
	public static function form( array $told, Config $config ): string {
		$form = self::number( $told, 'form_id' );
		return null !== $form && in_array( (int) $form, $config->forms(), true ) ? (string) (int) $form : Recorder::OTHER;
	}
}
