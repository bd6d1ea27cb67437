<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Flags\FlagStore;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\EntryJobs;
use SmartAllocOps\Platform\GravityForms;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogReader;
use SmartAllocOps\Platform\SmartAllocTables;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Heartbeats;
use SmartAllocOps\Work\WorkItem;
use SmartAllocOps\Work\WorkStore;

defined( 'ABSPATH' ) || exit;

/** Asks every source about one entry. What cannot be asked is named, and the others are asked all the same. */
final class EvidenceFinder {
	private const DAY_MS = 86_400_000;

	/** The story of an entry is told by then; later lines about it are somebody's who looks for it again. */
	private const STORY_MS = 7 * self::DAY_MS;

	/** Gravity Forms stamps whole seconds: what was set within that one was in force. */
	private const SECOND_MS = 999;

	private const LINES = 300;
	private const ROWS  = 100;

	/** @var array<string, Source> */
	private array $sources = [];

	public function __construct(
		private readonly GravityForms $gravity_forms,
		private readonly SmartAllocTables $tables,
		private readonly EntryJobs $jobs,
		private readonly WorkStore $work,
		private readonly LogReader $log,
		private readonly FlagStore $flags,
		private readonly Heartbeats $heartbeats,
		private readonly Config $config,
		private readonly Clock $clock,
	) {}

	public function find( int $entry_id ): Evidence {
		$this->sources = [];
		$now           = $this->clock->now_ms();
		$entry         = $this->entry( $entry_id );
		$allocation    = $this->allocation( $entry_id );
		$work          = $this->ask( 'work', fn (): array => $this->work->of_entry( $entry_id, self::ROWS ) ) ?? [];
		$came_at       = $entry['at'] ?? self::earliest( [ $allocation['at'] ?? null, ...array_map( static fn ( WorkItem $item ): int => $item->created_at, $work ) ] );
		$log           = $this->log( $entry_id, $came_at, $now );
		$came_at     ??= $log[0]['ms'] ?? null;
		$came_at       = is_int( $came_at ) ? $came_at : null;
		$jobs          = $this->jobs( $entry_id, $came_at, $work, $log );
		$allocated_at  = $allocation['at'] ?? null;
		foreach ( $log as $line ) {
			$allocated_at ??= 'allocation.finished' === $line['event'] && is_int( $line['ms'] ) ? $line['ms'] : null;
		}
		return new Evidence(
			$entry_id,
			$now,
			$entry,
			$came_at,
			$allocation,
			$this->exports( $allocated_at ?? $came_at ?? $now ),
			$jobs,
			$work,
			$log,
			null === $came_at ? [] : $this->ask( 'flags', fn (): array => $this->flags->in_force_at( $came_at + self::SECOND_MS ) ) ?? [],
			null === $came_at ? [] : $this->ask( 'flags', fn (): array => $this->flags->set_between( $came_at + self::SECOND_MS, min( $now, $came_at + self::DAY_MS ), self::ROWS ) ) ?? [],
			$this->sources
		);
	}

	/** @return array{form_id: int, state: 'active'|'spam'|'trash'|'other', at: int|null}|null */
	private function entry( int $entry_id ): ?array {
		$presence = $this->gravity_forms->presence();
		if ( ! $presence->is_present() ) {
			$this->found( 'gravity_forms', 'absent' === $presence->state ? 'absent' : 'broken', $presence->detail );
			return null;
		}
		return $this->ask( 'gravity_forms', fn (): ?array => $this->gravity_forms->entry( $entry_id ) );
	}

	/** @return array{status: string, reason: string, at: int|null}|null */
	private function allocation( int $entry_id ): ?array {
		$presence = $this->tables->allocations_presence();
		if ( ! $presence->is_present() ) {
			$this->found( 'smartalloc', 'absent' === $presence->state ? 'absent' : 'broken', $presence->detail );
			return null;
		}
		return $this->ask( 'smartalloc', fn (): ?array => $this->tables->allocation( $entry_id ) );
	}

	/** @return list<array{id: int, state: 'ok'|'failed'|'open', began_at: int|null, finished_at: int|null}> */
	private function exports( int $around ): array {
		$presence = $this->tables->exports_presence();
		if ( ! $presence->is_present() ) {
			$this->found( 'exports', 'absent' === $presence->state ? 'absent' : 'broken', $presence->detail );
			return [];
		}
		return $this->ask( 'exports', fn (): array => $this->tables->exports_around( $around ) ) ?? [];
	}

	/** @return list<array<string, int|bool|string|null>> */
	private function log( int $entry_id, ?int $came_at, int $now ): array {
		$presence = $this->log->presence();
		$first    = $this->log->first_day();
		if ( ! $presence->is_present() || null === $first ) {
			$this->found( 'log', 'broken' === $presence->state ? 'broken' : 'absent', $presence->is_present() ? __( 'The log is empty.', 'smartalloc-ops' ) : $presence->detail );
			return [];
		}
		$since = null === $came_at ? $now - $this->config->log_retention_days() * self::DAY_MS : $came_at - 60_000;
		$read  = $this->log->search( $since, $entry_id, null, self::LINES, null === $came_at ? null : $came_at + self::STORY_MS );
		match ( true ) {
			/* translators: %s: date. */
			gmdate( 'Y-m-d', intdiv( $since, 1000 ) ) < $first => $this->found( 'log', 'partly', sprintf( __( 'The log begins on %s.', 'smartalloc-ops' ), $first ) ),
			$this->lost_lines_since( $since ) => $this->found( 'log', 'partly', __( 'Lines of the log were lost since then.', 'smartalloc-ops' ) ),
			! $read['is_whole'] => $this->found( 'log', 'partly', __( 'The log is longer than one question may read.', 'smartalloc-ops' ) ),
			/* translators: %d: number of lines. */
			default => $this->found( 'log', 'read', sprintf( _n( '%d line about it.', '%d lines about it.', count( $read['lines'] ), 'smartalloc-ops' ), count( $read['lines'] ) ) ),
		};
		return array_map( static fn ( array $line ): array => $line + [ 'ms' => self::ms( (string) $line['at'] ) ], $read['lines'] );
	}

	private function lost_lines_since( int $since ): bool {
		try {
			return ( $this->heartbeats->all()[ Log::LOST ]['at'] ?? 0 ) >= $since;
		} catch ( DatabaseError ) {
			return true;
		}
	}

	/**
	 * @param list<WorkItem>                            $work
	 * @param list<array<string, int|bool|string|null>> $log
	 * @return list<\SmartAllocOps\Platform\EntryJob>
	 */
	private function jobs( int $entry_id, ?int $came_at, array $work, array $log ): array {
		$presence = $this->jobs->presence();
		if ( ! $presence->is_present() ) {
			$this->found( 'action_scheduler', 'absent' === $presence->state ? 'absent' : 'broken', $presence->detail );
			return [];
		}
		$ids = [];
		foreach ( [ ...array_column( $log, 'job_id' ), ...array_map( static fn ( WorkItem $item ): string => $item->key, $work ) ] as $key ) {
			if ( is_string( $key ) && 1 === preg_match( '/^as:(\d{1,15})$/D', $key, $found ) ) {
				$ids[] = (int) $found[1];
			}
		}
		$read = $this->ask( 'action_scheduler', fn (): array => $this->jobs->find( $entry_id, $came_at, array_values( array_unique( $ids ) ) ) );
		if ( null !== $read && ! $read['is_whole'] ) {
			$this->found( 'action_scheduler', 'partly', __( 'There are more jobs than one question may read, so some may be missing here.', 'smartalloc-ops' ) );
		}
		return $read['jobs'] ?? [];
	}

	/**
	 * @template T
	 * @param callable(): T $read
	 * @return T|null
	 */
	private function ask( string $source, callable $read ): mixed {
		try {
			$answer = $read();
			$this->found( $source, 'read', null === $answer || [] === $answer ? __( 'Nothing about it.', 'smartalloc-ops' ) : __( 'It knows this entry.', 'smartalloc-ops' ) );
			return $answer;
		} catch ( DatabaseError ) {
			$this->found( $source, 'broken', __( 'It could not be read.', 'smartalloc-ops' ) );
			return null;
		}
	}

	private function found( string $source, string $state, string $detail ): void {
		$this->sources[ $source ] = Source::of( $source, $state, $detail );
	}

	/** @param list<int|null> $times */
	private static function earliest( array $times ): ?int {
		$known = array_filter( $times, 'is_int' );
		return [] === $known ? null : min( $known );
	}

	private static function ms( string $rfc3339 ): int {
		return (int) Time::from_gmt( str_replace( 'T', ' ', substr( $rfc3339, 0, 19 ) ) ) + (int) substr( $rfc3339, 20, 3 );
	}
}
