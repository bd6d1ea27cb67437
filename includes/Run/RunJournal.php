<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\JournalQuery;
use SmartAllocOps\Journal\JournalSource;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** The start of each run, with how it stands now, as lines of the journal. */
final class RunJournal implements JournalSource {
	public function __construct( private readonly Database $db ) {}

	public function kind(): string {
		return 'run';
	}

	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array {
		if ( null !== $filter->flag || ( null !== $filter->subject && null === $filter->subject_after( 'run' ) ) ) {
			return [];
		}
		$query = new JournalQuery( $this->db, RunStore::TABLE, 'created_at', $filter );
		if ( null !== $filter->subject ) {
			$query->and( 'id = %d', (int) $filter->subject_after( 'run' ) );
		}
		return array_map( static fn ( array $row ): JournalEntry => self::entry( Run::from_row( $row ) ), $query->rows( $cursor, $rank, $limit ) );
	}

	private static function entry( Run $run ): JournalEntry {
		$what = trim( "{$run->kind} " . ( is_string( $run->payload['scenario'] ?? null ) ? $run->payload['scenario'] : '' ) );
		return new JournalEntry(
			$run->id,
			$run->created_at,
			$run->actor,
			"run:{$run->id}",
			/* translators: 1: number of a run, 2: its kind and scenario, 3: its present state. */
			sprintf( __( 'Run %1$d (%2$s) was started. It is %3$s now.', 'smartalloc-ops' ), $run->id, $what, self::state( $run->state ) ),
			$run->reason,
			'rollback',
			$run->id
		);
	}

	private static function state( RunState $state ): string {
		return match ( $state ) {
			RunState::Running => __( 'under way', 'smartalloc-ops' ),
			RunState::WaitsForPerson => __( 'waiting for a person', 'smartalloc-ops' ),
			RunState::WaitsForSite => __( 'waiting for the site', 'smartalloc-ops' ),
			RunState::Finished => __( 'finished', 'smartalloc-ops' ),
			RunState::Contained => __( 'contained', 'smartalloc-ops' ),
			RunState::Aborting => __( 'being put back', 'smartalloc-ops' ),
			RunState::Aborted => __( 'aborted', 'smartalloc-ops' ),
			RunState::Closed => __( 'closed', 'smartalloc-ops' ),
			RunState::NeedsOperator => __( 'waiting for a decision', 'smartalloc-ops' ),
		};
	}
}
