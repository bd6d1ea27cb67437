<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Run;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Rollback\Wish;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/**
 * What a run has left in the tables, in a form that two runs can be compared in.
 *
 * @phpstan-type Trace array{state: string, active: bool, leased: bool, steps: list<string>, revisions: list<string>, copy: array<string, string>, journal: list<string>}
 */
abstract class RunTestCase extends PipelineTestCase {
	protected const SCENARIO = 'bad_release';

	/** What freezing and holding of SCENARIO write, in order. */
	protected const SET = [ 'gppa/ 1 on>off run', 'comms/ 1 on>off run', 'webhooks/ 1 on>off run', 'scheduling/smartalloc_allocate 1 on>off run', 'scheduling/smartalloc_notify 1 on>off run', 'scheduling/smartalloc_export 1 on>off run' ];

	/** What putting it back writes, in order. */
	protected const UNSET = [ 'scheduling/smartalloc_export 2 off>on run', 'scheduling/smartalloc_notify 2 off>on run', 'scheduling/smartalloc_allocate 2 off>on run', 'webhooks/ 2 off>on run', 'comms/ 2 off>on run', 'gppa/ 2 off>on run' ];

	protected const DONE   = [ '0 freeze do done', '1 hold_scheduling do done' ];
	protected const UNDONE = [ '1 hold_scheduling undo done', '0 freeze undo done' ];

	protected function start( string $scenario = self::SCENARIO, string $key = 'a-test-key', ?Actor $actor = null ): Run {
		$rollbacks = $this->services()->rollbacks();
		return $rollbacks->start( new Wish( $scenario ), $rollbacks->confirmation(), $key, 'a test', $actor ?? Actor::cli() );
	}

	/**
	 * Starts a run whose freeze also sets the queue, which can be refused.
	 *
	 * @return array<string, mixed>
	 */
	protected static function payload_with_queue( string $value ): array {
		return [
			'scenario' => self::SCENARIO,
			'freezes'  => [
				[
					'flag'  => 'comms',
					'scope' => '',
					'value' => 'off',
				],
				[
					'flag'  => 'queue',
					'scope' => '',
					'value' => $value,
				],
			],
			'pauses'   => [],
		];
	}

	/** The newest run, read past what this process remembers. */
	protected function run_now(): Run {
		$runs = $this->services()->runs()->page( 'rollback', null, 1 );
		self::assertNotSame( [], $runs, 'There is no run.' );
		return $runs[0];
	}

	/** @return Trace */
	protected function trace(): array {
		global $wpdb;
		wp_cache_flush();
		$run   = $this->row( 'SELECT * FROM {runs} ORDER BY id DESC LIMIT 1' );
		$steps = [];
		foreach ( $this->rows( 'SELECT * FROM {run_steps} ORDER BY id' ) as $step ) {
			// A repeated attempt stands where its last one does: only that counts.
			unset( $steps[ "{$step['ordinal']} {$step['name']} {$step['direction']}" ] );
			$steps[ "{$step['ordinal']} {$step['name']} {$step['direction']}" ] = $step['state'];
		}
		$copy = get_option( 'smartalloc_ops_flags' );
		return [
			'state'     => (string) $run['state'],
			'active'    => null !== $run['active_slot'],
			'leased'    => null !== $run['lease_until'] || null !== $run['lease_owner'],
			'steps'     => array_map( static fn ( string $step, ?string $state ): string => "{$step} {$state}", array_keys( $steps ), array_values( $steps ) ),
			'revisions' => array_map( static fn ( array $row ): string => "{$row['flag']}/{$row['scope']} {$row['revision']} {$row['previous']}>{$row['value']} {$row['actor_kind']}", $this->rows( 'SELECT * FROM {flag_revisions} ORDER BY id' ) ),
			'copy'      => array_map( static fn ( array $pair ): string => "{$pair[0]} {$pair[1]}", is_array( $copy ) ? $copy['values'] : [] ),
			'journal'   => array_values( array_diff( array_map( static fn ( array $row ): string => (string) $row['event'], $this->rows( 'SELECT * FROM {journal} ORDER BY id' ) ), [ 'run.resumed' ] ) ),
		];
	}

	/** @return Trace The trace of a run that nobody disturbed, at its containment. */
	protected static function contained(): array {
		return [
			'state'     => 'contained',
			'active'    => true,
			'leased'    => false,
			'steps'     => self::DONE,
			'revisions' => self::SET,
			'copy'      => [
				'comms/'                         => 'off 1',
				'gppa/'                          => 'off 1',
				'scheduling/smartalloc_allocate' => 'off 1',
				'scheduling/smartalloc_export'   => 'off 1',
				'scheduling/smartalloc_notify'   => 'off 1',
				'webhooks/'                      => 'off 1',
			],
			'journal'   => [],
		];
	}

	/** @return Trace The trace of a run that was aborted after its containment. */
	protected static function aborted(): array {
		return [
			'state'     => 'aborted',
			'active'    => false,
			'leased'    => false,
			'steps'     => [ ...self::DONE, ...self::UNDONE ],
			'revisions' => [ ...self::SET, ...self::UNSET ],
			'copy'      => array_map( static fn (): string => 'on 2', self::contained()['copy'] ),
			'journal'   => [ 'run.aborted' ],
		];
	}

	/** @return list<array<string, string|null>> */
	protected function rows( string $sql ): array {
		global $wpdb;
		$rows = $wpdb->get_results( (string) preg_replace( '/\{(\w+)\}/', "{$wpdb->prefix}smartalloc_ops_$1", $sql ), ARRAY_A );
		self::assertIsArray( $rows, $wpdb->last_error );
		return array_values( $rows );
	}

	/** @return array<string, string|null> */
	protected function row( string $sql ): array {
		return $this->rows( $sql )[0] ?? self::fail( "No row: {$sql}" );
	}
}
