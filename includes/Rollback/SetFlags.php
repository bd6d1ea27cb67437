<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Flags\FlagState;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Step;

defined( 'ABSPATH' ) || exit;

/**
 * A step that sets flags and can put them back.
 *
 * What is put back is only what this run set and nobody changed since: a person's later decision stands.
 */
final class SetFlags implements Step {
	/** A lost race with a person is looked at again this often. */
	private const TRIES = 5;

	/** @param list<array{flag: string, scope: string, value: string}> $changes */
	public function __construct(
		private readonly string $name,
		private readonly string $title,
		private readonly array $changes,
		private readonly FlagService $flags,
	) {}

	public function name(): string {
		return $this->name;
	}

	public function title(): string {
		return $this->title;
	}

	public function prepare( Run $run ): array {
		$before = [];
		foreach ( $this->changes as $change ) {
			$state    = $this->flags->state( $change['flag'], $change['scope'] );
			$before[] = $change + [
				'before'   => $state->value,
				'revision' => $state->revision,
			];
		}
		return [ 'flags' => $before ];
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$evidence = [];
		foreach ( self::recorded( $input ) as $change ) {
			$still_mine();
			// What this run has set once it does not set again: after a kill, a person's decision since then stands.
			$written    = $this->flags->written_by_run( $change['flag'], $change['scope'], $run->id );
			$now        = null === $written ? $this->set( $run, $change, $change['value'], $still_mine, true ) : $this->flags->state( $change['flag'], $change['scope'] );
			$evidence[] = $this->describe( $change, $now );
		}
		return $evidence;
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		$evidence = [];
		foreach ( array_reverse( self::recorded( $input ) ) as $change ) {
			$still_mine();
			$now = $this->flags->state( $change['flag'], $change['scope'] );
			if ( $now->run_id === $run->id && $now->value !== $change['before'] ) {
				$now = $this->set( $run, $change, $change['before'], $still_mine, false );
			}
			$evidence[] = $this->describe( $change, $now );
		}
		return $evidence;
	}

	/**
	 * @param array{flag: string, scope: string, value: string, before: string} $change
	 * @param callable(): void                                                  $still_mine
	 * @param bool                                                              $contains   Going forward: a freeze does not stop it, but putting back waits for its end.
	 */
	private function set( Run $run, array $change, string $value, callable $still_mine, bool $contains ): FlagState {
		for ( $try = 1; ; $try++ ) {
			$now = $this->flags->state( $change['flag'], $change['scope'] );
			if ( $now->value === $value ) {
				return $now;
			}
			try {
				return $this->flags->set( $change['flag'], $change['scope'], $value, $now->revision, $run->reason, Actor::run( $run->id ), $run->fence(), contains: $contains );
			} catch ( Conflict $lost ) {
				$still_mine();
				if ( $try >= self::TRIES ) {
					throw $lost;
				}
			}
		}
	}

	/**
	 * @param array{flag: string, scope: string, value: string, before: string} $change
	 * @return array{label: string, value: string}
	 */
	private function describe( array $change, FlagState $now ): array {
		$definition = $this->flags->catalog()->get( $change['flag'] );
		$by         = $now->actor?->name() ?? __( 'nobody', 'smartalloc-ops' );
		return [
			'label' => trim( "{$definition->title} {$change['scope']}" ),
			/* translators: 1: value before, 2: value now, 3: revision number, 4: who set it. */
			'value' => sprintf( __( '%1$s before, %2$s now (revision %3$d by %4$s)', 'smartalloc-ops' ), $definition->label( $change['before'] ), $definition->label( $now->value ), $now->revision, $by ),
		];
	}

	/**
	 * @param array<string, mixed> $input
	 * @return list<array{flag: string, scope: string, value: string, before: string}>
	 */
	private static function recorded( array $input ): array {
		$changes = [];
		foreach ( is_array( $input['flags'] ?? null ) ? $input['flags'] : [] as $change ) {
			if ( is_array( $change ) ) {
				$changes[] = [
					'flag'   => (string) $change['flag'],
					'scope'  => (string) $change['scope'],
					'value'  => (string) $change['value'],
					'before' => (string) $change['before'],
				];
			}
		}
		return $changes;
	}
}
