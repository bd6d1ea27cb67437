<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Capability;
use SmartAllocOps\Rollback\Bound;
use SmartAllocOps\Rollback\Preflight;
use SmartAllocOps\Rollback\RollbackProcedure;
use SmartAllocOps\Rollback\RollbackService;
use SmartAllocOps\Rollback\Strategy;
use SmartAllocOps\Rollback\Wish;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunStore;
use SmartAllocOps\Triggers\Proposal;
use SmartAllocOps\Triggers\Rollbacks;

defined( 'ABSPATH' ) || exit;

/** Rollbacks, as a proposal sees them. What is proposed is always to bring the good release back. */
final class ProposedRollbacks implements Rollbacks {
	private const SCENARIO = 'bad_release';

	public function __construct( private readonly RollbackService $rollbacks, private readonly Preflight $preflight, private readonly RunStore $runs ) {}

	public function look(): array {
		$found = $this->preflight->look( Strategy::Auto );
		return [
			'strategy'     => $found->strategy->value,
			'is_by_itself' => in_array( $found->strategy, [ Strategy::LocalSwap, Strategy::External ], true ),
			'refusals'     => $found->refusals,
		];
	}

	public function start( Proposal $proposal, string $key, ?string $confirmation, string $reason, Actor $actor, string $strategy, string $flags, bool $accepts_newer_schema, ?Actor $armed_by ): Run {
		$bound = new Bound( $proposal->id, $proposal->facts->build, $proposal->facts->archive, null === $armed_by ? null : "$armed_by->kind:$armed_by->id" );
		return $this->rollbacks->start( new Wish( self::SCENARIO, $strategy, $flags, $accepts_newer_schema ), $confirmation ?? $this->rollbacks->confirmation(), $key, $reason, $actor, $bound );
	}

	public function started( string $key ): ?Run {
		return $this->runs->by_key( $key );
	}

	public function active(): ?Run {
		return $this->runs->active( RollbackProcedure::KIND );
	}

	public function last(): ?Run {
		return $this->runs->page( RollbackProcedure::KIND, null, 1 )[0] ?? null;
	}

	public function may( Actor $actor ): bool {
		// The plugins of a network are everybody's.
		return $actor->can( Capability::ROLLBACK ) && ( ! is_multisite() || $actor->can( Capability::CODE ) );
	}
}
