<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** Every source in one order. Each is asked for one page, so a page costs as many short index reads as there are sources. */
final class JournalFeed {
	/** @param list<JournalSource> $sources Their order decides between entries of the same millisecond, so it must not change. */
	public function __construct( private readonly array $sources ) {}

	/** @return array{entries: list<array{kind: string, entry: JournalEntry}>, next: JournalCursor|null} */
	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $limit ): array {
		$found = [];
		foreach ( $this->sources as $rank => $source ) {
			if ( null !== $filter->kind && $source->kind() !== $filter->kind ) {
				continue;
			}
			foreach ( $source->page( $filter, $cursor, $rank, $limit + 1 ) as $entry ) {
				$found[] = [
					'kind'  => $source->kind(),
					'entry' => $entry,
					'at'    => new JournalCursor( $entry->at, $rank, $entry->id ),
				];
			}
		}
		$sign = $filter->newest_first ? -1 : 1;
		usort( $found, static fn ( array $one, array $other ): int => $sign * ( [ $one['at']->at, $one['at']->rank, $one['at']->id ] <=> [ $other['at']->at, $other['at']->rank, $other['at']->id ] ) );
		$page = array_slice( $found, 0, $limit );
		$last = end( $page );
		return [
			'entries' => array_map(
				static fn ( array $line ): array => [
					'kind'  => $line['kind'],
					'entry' => $line['entry'],
				],
				$page
			),
			'next'    => count( $found ) > $limit && false !== $last ? $last['at'] : null,
		];
	}
}
