<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback\Steps;

use SmartAllocOps\Platform\ActionScheduler;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\FailedActions;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Rollback\Archives;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Work\WorkMarks;

defined( 'ABSPATH' ) || exit;

/** Writes down what failed and what was born while the bad release ran, before anything else changes it. Ids and counts only. */
final class NoteDamage extends QuietStep {
	/** Ids that are named. */
	private const NAMED = 50;

	/** Stretches of failed rows that are read. */
	private const STRETCHES = 3;

	/** @param \Closure(): (array{digest: string, since: int}|null) $active Which build runs and since when, in UTC epoch milliseconds. */
	public function __construct( private readonly \Closure $active, private readonly Archives $archives, private readonly ActionScheduler $action_scheduler, private readonly FailedActions $failed, private readonly WorkMarks $marks, private readonly Config $config ) {}

	public function name(): string {
		return 'snapshot';
	}

	public function title(): string {
		return __( 'Note what it broke', 'smartalloc-ops' );
	}

	public function act( Run $run, array $input, callable $still_mine ): array {
		$still_mine();
		$since = $this->since( self::text( $run, 'before' ) );
		$facts = [ self::fact( __( 'The bad release is here since', 'smartalloc-ops' ), null === $since ? __( 'not known', 'smartalloc-ops' ) : (string) Time::rfc3339( $since ) ) ];
		if ( null === $since ) {
			return $facts;
		}
		[ $ids, $is_whole ] = $this->action_scheduler->presence()->is_present() ? $this->failed_since( $since ) : [ null, false ];
		if ( null === $ids ) {
			$facts[] = self::fact( __( 'Jobs failed since', 'smartalloc-ops' ), __( 'not known', 'smartalloc-ops' ) );
		} else {
			$facts[] = self::fact( __( 'Jobs failed since', 'smartalloc-ops' ), count( $ids ) . ( $is_whole ? '' : '+' ) );
			[] === $ids || $facts[] = self::fact( __( 'Their ids', 'smartalloc-ops' ), implode( ' ', array_slice( $ids, 0, self::NAMED ) ) . ( count( $ids ) > self::NAMED ? ' …' : '' ) );
		}
		return [ ...$facts, ...$this->mark( $run, $since, $still_mine ) ];
	}

	public function undo( Run $run, array $input, callable $still_mine ): array {
		$this->marks->take_off( $run->id, $still_mine );
		return [];
	}

	/**
	 * @param callable(): void $still_mine
	 * @return list<array{label: string, value: string}>
	 */
	private function mark( Run $run, int $since, callable $still_mine ): array {
		$is_whole = $this->marks->put( $run->id, $since, $still_mine );
		$counts   = $this->marks->count( $run->id );
		$facts    = [ self::fact( __( 'Work born in it, marked', 'smartalloc-ops' ), array_sum( $counts ) . ( $is_whole ? '' : '+' ) ) ];
		foreach ( $counts as $state => $n ) {
			/* translators: %s: state of held work. */
			$facts[] = self::fact( sprintf( __( 'Of these %s', 'smartalloc-ops' ), $state ), (string) $n );
		}
		[] === $counts || $facts[] = self::fact( __( 'Where they are listed', 'smartalloc-ops' ), "wp smartalloc-ops work list --marked-run=$run->id" );
		return $facts;
	}

	/** When the build that stands there came; where nobody has seen that, when it was kept, which is later. */
	private function since( string $digest ): ?int {
		$active = ( $this->active )();
		if ( null !== $active && $digest === $active['digest'] ) {
			return $active['since'];
		}
		foreach ( '' === $digest ? [] : $this->archives->all() as $kept ) {
			if ( $kept->digest === $digest ) {
				return $kept->kept_at;
			}
		}
		return null;
	}

	/** @return array{list<int>, bool} Ids, newest first, and whether all were seen. */
	private function failed_since( int $since ): array {
		$ids   = [];
		$after = null;
		for ( $turn = 0; $turn < self::STRETCHES; $turn++ ) {
			$rows = $this->failed->stretch( $after );
			foreach ( $rows as $row ) {
				$after = $row['position'];
				if ( ( $row['attempted_at'] ?? 0 ) >= $since && $this->config->is_smartalloc_job( $row['hook'], $row['group'] ) ) {
					$ids[] = $row['id'];
				}
			}
			if ( count( $rows ) < FailedActions::STRETCH ) {
				return [ $ids, true ];
			}
		}
		return [ $ids, false ];
	}
}
