<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use SmartAllocOps\Run\Procedure;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Run\Step;
use SmartAllocOps\Run\Waits;

/** One step that waits for a person, or for an option of the site. */
final class WaitingProcedure implements Procedure, Step {
	public const READY = 'smartalloc_test_ready';

	public function kind(): string {
		return 'rollback';
	}

	public function steps( Run $run ): array {
		return [ $this ];
	}

	public function conclude( Run $run ): array {
		return [ 'state' => RunState::Finished, 'headline' => 'Done.', 'next_steps' => [] ];
	}

	public function remedies( Run $run, string $direction ): array {
		return [];
	}

	public function name(): string {
		return 'look';
	}

	public function title(): string {
		return 'Look';
	}

	public function prepare( Run $run ): array {
		return [ 'what' => $run->payload['what'] ];
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$looks    = 1 + (int) ( is_array( $input['progress'] ) ? $input['progress']['looks'] ?? 0 : 0 );
		$evidence = [ [ 'label' => 'Looked', 'value' => "$looks looks" ] ];
		if ( 'person' === $input['what'] && 'passed' !== ( is_array( $input['answer'] ) ? $input['answer']['answer'] : '' ) ) {
			throw Waits::for_person( 'smoke', 'Somebody must look.', [ 'passed' => 'It works.', 'inconclusive' => 'Nobody knows.' ], [], $evidence, [ 'looks' => $looks ] );
		}
		if ( 'site' === $input['what'] && '1' !== get_option( self::READY ) ) {
			throw Waits::for_site( 'option', 'The site is not ready.', [], $evidence, [ 'looks' => $looks ] );
		}
		return $evidence;
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		return [];
	}
}
