<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

defined( 'ABSPATH' ) || exit;

/** The arguments of a job as key names and types. Their values are never shown; an entry's number is no secret, and leads on. */
final class ArgumentNames {
	/** Lines of one job. */
	private const MAX = 50;

	/** A key that is no name may itself be data. */
	private const NAME = '/^[A-Za-z_][A-Za-z0-9_.\-]{0,63}$/';

	/**
	 * @param string $json As Action Scheduler stores it.
	 * @return array{names: list<array{key: string, type: string}>, entry_id: int|null}
	 */
	public static function of( string $json ): array {
		$args  = json_decode( $json, true );
		$names = [];
		$entry = null;
		foreach ( is_array( $args ) ? $args : [] as $key => $value ) {
			foreach ( is_array( $value ) && [] !== $value ? $value : [ '' => $value ] as $inner_key => $inner ) {
				$names[] = [
					'key'  => self::name( $key ) . ( '' === $inner_key ? '' : '.' . self::name( $inner_key ) ),
					'type' => get_debug_type( $inner ),
				];
				if ( is_int( $inner ) && $inner > 0 && 'entry_id' === ( '' === $inner_key ? $key : $inner_key ) ) {
					$entry = $inner;
				}
			}
		}
		return [
			'names'    => array_slice( $names, 0, self::MAX ),
			'entry_id' => $entry,
		];
	}

	private static function name( int|string $key ): string {
		return is_int( $key ) || 1 === preg_match( self::NAME, $key ) ? (string) $key : '?';
	}
}
