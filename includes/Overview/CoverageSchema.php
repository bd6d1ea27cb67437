<?php
declare(strict_types=1);

namespace SmartAllocOps\Overview;

use SmartAllocOps\Platform\Shape;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/** Coverage on the wire: each signal, where it comes from, when it was seen, and how to connect it. */
final class CoverageSchema {
	/** @return array<string, mixed> */
	public static function report(): array {
		return Shape::object(
			[
				'generated_at' => Shape::time(),
				'items'        => Shape::list_of(
					Shape::object(
						[
							'signal'        => Shape::text(),
							'label'         => Shape::text(),
							'kind'          => Shape::one_of( [ 'action', 'filter' ] ),
							'state'         => Shape::one_of( [ 'by_hook', 'derived', 'not_connected' ] ),
							'remedy'        => Shape::text(),
							'snippet'       => Shape::text(),
							'first_seen_at' => Shape::nullable( Shape::time() ),
							'last_seen_at'  => Shape::nullable( Shape::time() ),
							'hours_seen'    => Shape::nullable( Shape::integer() ),
						]
					)
				),
			],
			'coverage'
		);
	}

	/**
	 * @param list<array{signal: string, label: string, state: 'by_hook'|'derived'|'not_connected', remedy: string}> $lines
	 * @param array<string, array{at: int, detail: string}>                                                           $beats
	 * @return array<string, mixed>
	 */
	public static function describe( array $lines, array $beats, int $now ): array {
		return [
			'generated_at' => Time::rfc3339( $now ),
			'items'        => array_map(
				static function ( array $line ) use ( $beats ): array {
					$beat = $beats[ ContractSignals::BEAT . $line['signal'] ] ?? null;
					// When it was seen first and in how many hours; an older row has only the first.
					$seen = null === $beat ? [] : explode( ' ', $beat['detail'] );
					return $line + [
						'kind'          => in_array( $line['signal'], ContractSignals::FILTERS, true ) ? 'filter' : 'action',
						'snippet'       => CoverageSnippets::of( $line['signal'] ),
						'first_seen_at' => isset( $seen[0] ) && '' !== $seen[0] ? Time::rfc3339( $seen[0] ) : null,
						'last_seen_at'  => Time::rfc3339( $beat['at'] ?? null ),
						'hours_seen'    => null === $beat ? null : (int) ( $seen[1] ?? 1 ),
					];
				},
				$lines
			),
		];
	}
}
