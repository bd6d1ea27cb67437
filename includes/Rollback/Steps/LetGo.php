<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Rollback\SetFlags;
use SmartAllocOps\Rollback\Trickle;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\Waits;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** Lets held jobs go one in the first minute, five in the second, twenty-five in the third, and all when none of them failed. */
final class LetGo extends QuietStep {
	private const AT_ONCE   = [ 1, 5, 25 ];
	private const MINUTE_MS = 60_000;

	/** @param \Closure( Run ): array<string, mixed> $held What the hold has recorded before it held. */
	public function __construct( private readonly Trickle $trickle, private readonly SetFlags $hold, private readonly \Closure $held, private readonly ActionScheduler $action_scheduler, private readonly Clock $clock ) {}

	public function name(): string {
		return 'release';
	}

	public function title(): string {
		return __( 'Let held jobs go, few at first', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$so_far = self::so_far( $input );
		$groups = $this->trickle->still_held_by( $run );
		if ( [] === $groups || ! $this->action_scheduler->presence()->is_present() ) {
			return $this->open( $run, $so_far, $still_mine );
		}
		if ( $so_far['stage'] > 0 ) {
			$this->stop_when_some_failed( $so_far, $this->trickle->failed_since( $groups, $so_far['at'] ) );
			if ( $this->clock->now_ms() < $so_far['at'] + self::MINUTE_MS ) {
				throw $this->waits( $so_far );
			}
		}
		$at_once = self::AT_ONCE[ $so_far['stage'] ] ?? null;
		if ( null === $at_once ) {
			return $this->open( $run, $so_far, $still_mine );
		}
		$began  = $this->clock->now_ms();
		$result = $this->trickle->run( $groups, $at_once );
		$busy   = 'busy' === $result->stopped && 0 === $result->processed;
		$so_far = [
			'stage'    => $busy ? $so_far['stage'] : $so_far['stage'] + 1,
			'at'       => $began,
			'released' => $so_far['released'] + $result->processed,
			'failed'   => $so_far['failed'] + $result->failed,
			'busy'     => $busy,
		];
		$this->stop_when_some_failed( $so_far, $this->trickle->failed_since( $groups, $began ) );
		if ( 'empty' === $result->stopped ) {
			return $this->open( $run, $so_far, $still_mine );
		}
		throw $this->waits( $so_far );
	}

	/**
	 * @param array{stage: int, at: int, released: int, failed: int, busy: bool} $so_far
	 * @param callable(): void                                       $still_mine
	 * @return list<array{label: string, value: string, n?: int}>
	 */
	private function open( Run $run, array $so_far, callable $still_mine ): array {
		[ $let_go, $failed ] = self::facts( $so_far );
		return [ $let_go + [ 'n' => $so_far['released'] ], $failed + [ 'n' => $so_far['failed'] ], ...$this->hold->undo( $run, ( $this->held )( $run ), $still_mine ) ];
	}

	/** @param array{stage: int, at: int, released: int, failed: int, busy: bool} $so_far */
	private function waits( array $so_far ): Waits {
		$next = self::AT_ONCE[ $so_far['stage'] ] ?? null;
		return Waits::for_site(
			'trickle',
			match ( true ) {
				$so_far['busy'] => __( 'No job was let go: another queue runner has jobs in hand, or one that died had, which Action Scheduler gives up after five minutes. It is tried again in a minute.', 'smartalloc-ops' ),
				null === $next => __( 'The first jobs ran well. All others follow in a minute.', 'smartalloc-ops' ),
				/* translators: %d: number of jobs. */
				default => sprintf( _n( 'Held jobs are let go few at a time. %d more follows in a minute.', 'Held jobs are let go few at a time. %d more follow in a minute.', $next, 'smartalloc-ops' ), $next ),
			},
			[],
			self::facts( $so_far ),
			$so_far
		);
	}

	/** @param array{stage: int, at: int, released: int, failed: int, busy: bool} $so_far */
	private function stop_when_some_failed( array $so_far, int $failed ): void {
		if ( max( $failed, $so_far['failed'] ) > 0 ) {
			/* translators: 1: number of failed jobs, 2: number of jobs. */
			throw new Refused( [ new Refusal( 'trickle_failed', sprintf( __( '%1$d of the first %2$d jobs failed. The others stay held: look at them under Queue, then resume, which begins with one job again.', 'smartalloc-ops' ), max( $failed, $so_far['failed'] ), max( 1, $so_far['released'] ) ) ) ] );
		}
	}

	/**
	 * @param array{stage: int, at: int, released: int, failed: int, busy: bool} $so_far
	 * @return array{array{label: string, value: string}, array{label: string, value: string}}
	 */
	private static function facts( array $so_far ): array {
		return [
			self::fact( __( 'Let go one by one', 'smartalloc-ops' ), (string) $so_far['released'] ),
			self::fact( __( 'Of these failed', 'smartalloc-ops' ), (string) $so_far['failed'] ),
		];
	}

	/**
	 * @param array<string, mixed> $input
	 * @return array{stage: int, at: int, released: int, failed: int, busy: bool}
	 */
	private static function so_far( array $input ): array {
		$progress = is_array( $input['progress'] ) ? $input['progress'] : [];
		return [
			'stage'    => (int) ( $progress['stage'] ?? 0 ),
			'at'       => (int) ( $progress['at'] ?? 0 ),
			'released' => (int) ( $progress['released'] ?? 0 ),
			'failed'   => (int) ( $progress['failed'] ?? 0 ),
			'busy'     => true === ( $progress['busy'] ?? false ),
		];
	}
}
