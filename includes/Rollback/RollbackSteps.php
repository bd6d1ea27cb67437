<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Flags\FlagService;
use SmartAllocOps\Outbox\AnnouncementStore;
use SmartAllocOps\Rollback\Steps\AskTheSite;
use SmartAllocOps\Rollback\Steps\ArmWatchdog;
use SmartAllocOps\Rollback\Steps\ClearCaches;
use SmartAllocOps\Rollback\Steps\Drain;
use SmartAllocOps\Rollback\Steps\LetGo;
use SmartAllocOps\Rollback\Steps\LookFirst;
use SmartAllocOps\Rollback\Steps\NoteDamage;
use SmartAllocOps\Rollback\Steps\PutFlagsBack;
use SmartAllocOps\Rollback\Steps\Smoke;
use SmartAllocOps\Rollback\Steps\SwapHere;
use SmartAllocOps\Rollback\Steps\Tell;
use SmartAllocOps\Rollback\Steps\WaitForBuild;
use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunStore;
use SmartAllocOps\Run\Step;

defined( 'ABSPATH' ) || exit;

/** The steps of a rollback, by what was asked for when it was started. */
final class RollbackSteps {
	/** @param \Closure(): bool $watchdog_is_there */
	public function __construct(
		private readonly FlagService $flags,
		private readonly RunStore $runs,
		private readonly Preflight $preflight,
		private readonly NextSteps $next_steps,
		private readonly AnnouncementStore $outbox,
		private readonly Drain $drain,
		private readonly NoteDamage $note_damage,
		private readonly Watch $watch,
		private readonly \Closure $watchdog_is_there,
		private readonly SwapHere $swap_here,
		private readonly Builds $builds,
		private readonly BuildProbe $probe,
		private readonly Trickle $trickle,
		private readonly ActionScheduler $action_scheduler,
		private readonly Archives $archives,
		private readonly Clock $clock,
		private readonly SmartAlloc $smart_alloc,
	) {}

	/**
	 * From the payload, not from the catalog: a run goes on as it was started, whatever an update changed meanwhile.
	 *
	 * @param array<string, mixed> $payload
	 * @return list<Step>
	 */
	public function of( array $payload ): array {
		$freeze   = new SetFlags( 'freeze', __( 'Freeze', 'smartalloc-ops' ), self::changes( $payload, 'freezes' ), $this->flags );
		$hold     = new SetFlags( 'hold_scheduling', __( 'Hold scheduling', 'smartalloc-ops' ), self::changes( $payload, 'pauses' ), $this->flags );
		$strategy = self::strategy( $payload );
		if ( Strategy::Contain === $strategy ) {
			return [ $freeze, $hold ];
		}
		$is_local = Strategy::LocalSwap === $strategy;
		return [
			new LookFirst( $this->preflight, $this->smart_alloc ),
			new Tell( $this->outbox, false ),
			$freeze,
			$hold,
			$this->drain,
			$this->note_damage,
			...( $is_local ? [ $this->watchdog( true ) ] : [] ),
			$is_local ? $this->swap_here : new WaitForBuild( $this->builds, $this->next_steps, Strategy::External === $strategy ),
			new ClearCaches( $this->probe ),
			new AskTheSite( $this->probe ),
			new Smoke( $this->next_steps ),
			new LetGo( $this->trickle, $hold, fn ( Run $run ): array => $this->recorded( $run, 'hold_scheduling' ), $this->action_scheduler, $this->clock ),
			new PutFlagsBack( $freeze, fn ( Run $run ): array => $this->recorded( $run, 'freeze' ) ),
			...( $is_local ? [ $this->watchdog( false ) ] : [] ),
			new Tell( $this->outbox, true ),
		];
	}

	/** @param array<string, mixed> $payload */
	public static function strategy( array $payload ): Strategy {
		// A run of before there were strategies only froze and held.
		return Strategy::tryFrom( is_string( $payload['strategy'] ?? null ) ? $payload['strategy'] : '' ) ?? Strategy::Contain;
	}

	/** @return array<string, mixed> What a step of this run wrote down before it acted. */
	private function recorded( Run $run, string $name ): array {
		foreach ( $this->runs->steps( $run->id ) as $row ) {
			if ( $row->name === $name && 'do' === $row->direction ) {
				return $row->input;
			}
		}
		return [];
	}

	private function watchdog( bool $opens ): ArmWatchdog {
		return new ArmWatchdog( $this->watch, $this->watchdog_is_there, $this->archives, $opens );
	}

	/**
	 * @param array<string, mixed> $payload
	 * @param 'freezes'|'pauses'   $key
	 * @return list<array{flag: string, scope: string, value: string}>
	 */
	private static function changes( array $payload, string $key ): array {
		$changes = [];
		foreach ( is_array( $payload[ $key ] ?? null ) ? $payload[ $key ] : [] as $change ) {
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
