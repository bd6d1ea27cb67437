<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\JournalQuery;
use SmartAllocOps\Journal\JournalSource;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\LocalTime;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** Revisions of flags, as lines of the journal. */
final class FlagJournal implements JournalSource {
	public function __construct( private readonly Database $db, private readonly FlagCatalog $catalog ) {}

	public function kind(): string {
		return 'flag';
	}

	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array {
		$query = new JournalQuery( $this->db, 'flag_revisions', 'created_at', $filter );
		if ( null !== $filter->flag ) {
			$query->and( 'flag = %s', $filter->flag );
		}
		if ( null !== $filter->subject ) {
			$flag = $filter->subject_after( 'flag' );
			$run  = $filter->subject_after( 'run' );
			if ( null === $flag && null === $run ) {
				return [];
			}
			null === $flag ? $query->and( 'run_id = %d', (int) $run ) : $query->and( 'flag = %s', explode( '/', $flag )[0] );
			if ( null !== $flag && str_contains( $flag, '/' ) ) {
				$query->and( 'scope = %s', explode( '/', $flag, 2 )[1] );
			}
		}
		return array_map( fn ( array $row ): JournalEntry => $this->entry( $row ), $query->rows( $cursor, $rank, $limit ) );
	}

	/** @param array<string, string|null> $row */
	private function entry( array $row ): JournalEntry {
		$flag       = (string) $row['flag'];
		$scope      = (string) $row['scope'];
		$definition = $this->catalog->all()[ $flag ] ?? null;
		$label      = static fn ( string $value ): string => $definition?->label( $value ) ?? $value;
		$title      = trim( ( $definition->title ?? ( Freeze::NAME === $flag ? __( 'Freeze', 'smartalloc-ops' ) : $flag ) ) . ' ' . $scope );
		return new JournalEntry(
			(int) $row['id'],
			(int) $row['created_at'],
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			trim( "flag:$flag/$scope", '/' ),
			/* translators: 1: title of a flag with its scope, 2: old value, 3: new value, 4: revision number. */
			sprintf( __( '%1$s: from %2$s to %3$s (revision %4$d).', 'smartalloc-ops' ), $title, $label( (string) $row['previous'] ), $label( (string) $row['value'] ), (int) $row['revision'] ) . self::end( $row['until_at'] ?? null ),
			Sentences::told( (string) $row['reason'] ),
			'flags',
			isset( $row['run_id'] ) ? (int) $row['run_id'] : null
		);
	}

	/** When the revision was to end, if that was said. */
	private static function end( ?string $until ): string {
		/* translators: %s: date and time. */
		return null === $until ? '' : ' ' . sprintf( __( 'Planned to end at %s.', 'smartalloc-ops' ), LocalTime::said( (int) $until ) );
	}
}
