<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Run\Procedure;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;

defined( 'ABSPATH' ) || exit;

/**
 * The first half of a rollback: freeze, then hold scheduling. It ends contained, and says what a person must do:
 * reverting the code, smoke and notice are not built yet, and it does not pretend they are.
 */
final class RollbackProcedure implements Procedure {
	public const KIND = 'rollback';

	public function __construct( private readonly ScenarioCatalog $scenarios, private readonly FlagService $flags, private readonly NextSteps $next_steps ) {}

	public function kind(): string {
		return self::KIND;
	}

	public function steps( Run $run ): array {
		// From the payload, not from the catalog: a run goes on as it was started, whatever an update changed meanwhile.
		return [
			new SetFlags( 'freeze', __( 'Freeze', 'smartalloc-ops' ), self::changes( $run, 'freezes' ), $this->flags ),
			new SetFlags( 'hold_scheduling', __( 'Hold scheduling', 'smartalloc-ops' ), self::changes( $run, 'pauses' ), $this->flags ),
		];
	}

	public function conclude( Run $run ): array {
		return [
			'state'      => RunState::Contained,
			'headline'   => __( 'Contained. A person must now bring the good release back.', 'smartalloc-ops' ),
			'next_steps' => $this->next_steps->after_containment( $run->id, $this->scenarios->get( (string) ( $run->payload['scenario'] ?? '' ) ) ),
		];
	}

	public function remedies( Run $run, string $direction ): array {
		return $this->next_steps->after_failure( $run->id );
	}

	/**
	 * @param 'freezes'|'pauses' $key
	 * @return list<array{flag: string, scope: string, value: string}>
	 */
	private static function changes( Run $run, string $key ): array {
		$changes = [];
		foreach ( is_array( $run->payload[ $key ] ?? null ) ? $run->payload[ $key ] : [] as $change ) {
			if ( is_array( $change ) ) {
				$changes[] = [
					'flag'  => (string) $change['flag'],
					'scope' => (string) $change['scope'],
					'value' => (string) $change['value'],
				];
			}
		}
		return $changes;
	}
}
