<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\JournalQuery;
use SmartAllocOps\Journal\JournalSource;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** Each attempt at a step of a run, as lines of the journal. */
final class StepJournal implements JournalSource {
	public function __construct( private readonly Database $db ) {}

	public function kind(): string {
		return 'step';
	}

	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array {
		if ( null !== $filter->flag || ( null !== $filter->subject && null === $filter->subject_after( 'run' ) ) ) {
			return [];
		}
		$query = new JournalQuery( $this->db, 'run_steps', 'started_at', $filter );
		if ( null !== $filter->subject ) {
			$query->and( 'run_id = %d', (int) $filter->subject_after( 'run' ) );
		}
		return array_map( static fn ( array $row ): JournalEntry => self::entry( StepRow::from_row( $row ), (int) $row['run_id'] ), $query->rows( $cursor, $rank, $limit ) );
	}

	private static function entry( StepRow $step, int $run_id ): JournalEntry {
		$format = match ( true ) {
			/* translators: 1: number of a run, 2: number of a step, 3: name of a step, 4: number of the attempt. */
			'undo' === $step->direction && 'done' === $step->state => __( 'Run %1$d, step %2$d %3$s: taken back (attempt %4$d).', 'smartalloc-ops' ),
			/* translators: 1: number of a run, 2: number of a step, 3: name of a step, 4: number of the attempt. */
			'done' === $step->state => __( 'Run %1$d, step %2$d %3$s: done (attempt %4$d).', 'smartalloc-ops' ),
			/* translators: 1: number of a run, 2: number of a step, 3: name of a step, 4: number of the attempt. */
			'waiting' === $step->state => __( 'Run %1$d, step %2$d %3$s: waits (attempt %4$d).', 'smartalloc-ops' ),
			/* translators: 1: number of a run, 2: number of a step, 3: name of a step, 4: number of the attempt. */
			'failed' === $step->state => __( 'Run %1$d, step %2$d %3$s: failed (attempt %4$d).', 'smartalloc-ops' ),
			/* translators: 1: number of a run, 2: number of a step, 3: name of a step, 4: number of the attempt. */
			default => __( 'Run %1$d, step %2$d %3$s: begun, its end is not written (attempt %4$d).', 'smartalloc-ops' ),
		};
		return new JournalEntry(
			$step->id,
			$step->started_at,
			$step->actor,
			"run:$run_id",
			sprintf( $format, $run_id, $step->ordinal + 1, $step->name, $step->attempt ),
			isset( $step->output['error'] ) && is_string( $step->output['error'] ) ? Sentences::told( $step->output['error'] ) : '',
			'rollback',
			$run_id
		);
	}
}
