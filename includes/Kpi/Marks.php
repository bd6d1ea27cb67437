<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFeed;
use SmartAllocOps\Journal\JournalFilter;

defined( 'ABSPATH' ) || exit;

/** What the journal tells of a stretch of time: one statement a kind, and of each kind the newest, so that a storm of one hides no other. */
final class Marks {
	/** Of one kind. */
	public const LIMIT = 20;

	private const CHANGED = 'site.changed';
	private const FIRED   = 'alert.fired';

	/** @param list<string> $release Subjects in the journal that are SmartAlloc itself. */
	public function __construct( private readonly JournalFeed $feed, private readonly array $release ) {}

	/**
	 * @param int $until UTC epoch milliseconds, not included.
	 * @return array{marks: list<Mark>, is_whole: bool} In the order of time, and whether these are all.
	 * @throws \SmartAllocOps\Platform\DatabaseError When they cannot be read.
	 */
	public function between( int $from, int $until ): array {
		$marks    = [];
		$is_whole = true;
		foreach ( [ [ 'flag', null ], [ 'run', null ], [ 'settings', null ], [ 'act', self::CHANGED ], [ 'act', self::FIRED ] ] as [ $kind, $event ] ) {
			$page     = $this->feed->page( new JournalFilter( kind: $kind, from: $from, to: $until, event: $event ), null, self::LIMIT );
			$is_whole = $is_whole && null === $page['next'];
			foreach ( $page['entries'] as $line ) {
				$marks[] = $this->mark( $kind, $event, $line['entry'] );
			}
		}
		usort( $marks, static fn ( Mark $one, Mark $other ): int => $one->at <=> $other->at );
		return [
			'marks'    => $marks,
			'is_whole' => $is_whole,
		];
	}

	/** @param 'flag'|'run'|'settings'|'act' $kind */
	private function mark( string $kind, ?string $event, JournalEntry $entry ): Mark {
		$id = (string) preg_replace( '/^[a-z_]+:/', '', $entry->subject );
		return match ( true ) {
			'flag' === $kind => new Mark( $entry->at, 'flag', $entry->change, 'flags', $id ),
			'run' === $kind => new Mark( $entry->at, 'run', $entry->change, 'rollback', $id ),
			'settings' === $kind => new Mark( $entry->at, 'settings', $entry->change, 'settings' ),
			self::FIRED === $event => new Mark( $entry->at, 'alert', $entry->change, 'alerts', $id ),
			default => new Mark( $entry->at, in_array( $entry->subject, $this->release, true ) ? 'release' : 'change', $entry->change ),
		};
	}
}
