<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Platform\Config;

defined( 'ABSPATH' ) || exit;

/** Reads what the contract hooks tell: foreign data, of which only numbers in reasonable bounds are believed. */
final class Told {
	/** More rows than any export has, and numbers of entries. */
	private const LARGEST = 1e12;

	/** Nothing that is timed takes longer than a day. A telephone number in the wrong field is larger. */
	private const LONGEST_MS = 86_400_000;

	/** 8 GiB: no PHP process is given more. A telephone number in the wrong field is larger. */
	private const LARGEST_BYTES = 8_589_934_592;

	/** @param array<array-key, mixed> $told */
	public static function duration( array $told ): ?float {
		$duration = self::number( $told, 'duration_ms' );
		return null !== $duration && $duration <= self::LONGEST_MS ? $duration : null;
	}

	/** @param array<array-key, mixed> $told */
	public static function peak_bytes( array $told ): ?float {
		$peak = self::number( $told, 'peak_bytes' );
		return null !== $peak && $peak <= self::LARGEST_BYTES ? $peak : null;
	}

	/** @param array<array-key, mixed> $told */
	public static function number( array $told, string $key ): ?float {
		$value = $told[ $key ] ?? null;
		return ( is_int( $value ) || is_float( $value ) || ( is_string( $value ) && is_numeric( $value ) ) ) && $value >= 0 && $value <= self::LARGEST ? (float) $value : null;
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
