<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

defined( 'ABSPATH' ) || exit;

/**
 * What the last rehearsal found. Who asked for it stands in the journal alone, from which a person can be taken out again.
 *
 * @phpstan-type Part array{id: 'look'|'unpack'|'ask', took_ms: int, failed: string|null, said: string}
 * @phpstan-type Rehearsed array{at: int, archive: string|null, version: string|null, ok: bool, took_ms: int, parts: list<Part>}
 */
final class RehearsalRecord {
	private const OPTION = 'smartalloc_ops_rehearsal';

	private const PARTS = [ 'look', 'unpack', 'ask' ];

	/** @param Rehearsed $rehearsed Sentences in it are told in the language of whoever reads them. */
	public function keep( array $rehearsed ): void {
		update_option( self::OPTION, $rehearsed, false );
	}

	/** @return Rehearsed|null Null: there was none, or what is stored cannot be read. */
	public function last(): ?array {
		$stored = get_option( self::OPTION );
		if ( ! is_array( $stored ) || ! is_int( $stored['at'] ?? null ) || ! is_int( $stored['took_ms'] ?? null ) || ! is_array( $stored['parts'] ?? null ) ) {
			return null;
		}
		$parts = [];
		foreach ( $stored['parts'] as $part ) {
			$id = is_array( $part ) ? $part['id'] ?? null : null;
			if ( ! is_array( $part ) || ! is_string( $id ) || ! in_array( $id, self::PARTS, true ) ) {
				return null;
			}
			$parts[] = [
				'id'      => $id,
				'took_ms' => (int) ( $part['took_ms'] ?? 0 ),
				'failed'  => self::text( $part['failed'] ?? null ),
				'said'    => (string) self::text( $part['said'] ?? null ),
			];
		}
		return [
			'at'      => $stored['at'],
			'archive' => self::text( $stored['archive'] ?? null ),
			'version' => self::text( $stored['version'] ?? null ),
			'ok'      => true === ( $stored['ok'] ?? null ),
			'took_ms' => $stored['took_ms'],
			'parts'   => $parts,
		];
	}

	private static function text( mixed $value ): ?string {
		return is_string( $value ) ? $value : null;
	}
}
