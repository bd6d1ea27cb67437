<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/** Acts that have no row of their own elsewhere. */
final class ActJournal implements JournalSource {
	public function __construct( private readonly Database $db ) {}

	public function kind(): string {
		return 'act';
	}

	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array {
		$query = new JournalQuery( $this->db, 'journal', 'created_at', $filter );
		if ( null !== $filter->flag ) {
			$query->and( 'subject = %s OR subject LIKE %s', "flag:{$filter->flag}", $this->db->like( "flag:{$filter->flag}/" ) . '%' );
		}
		if ( null !== $filter->subject ) {
			$query->and( 'subject = %s', $filter->subject );
		}
		return array_map(
			static fn ( array $row ): JournalEntry => new JournalEntry(
				(int) $row['id'],
				(int) $row['created_at'],
				Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
				(string) $row['subject'],
				self::sentence( (string) $row['event'], (string) $row['subject'], $row['data'] ),
				Sentences::told( (string) $row['reason'] ),
				match ( strtok( (string) $row['subject'], ':' ) ) {
					'run' => 'rollback',
					'work' => 'queue',
					'settings' => 'settings',
					'flag' => 'flags',
					default => null,
				},
				str_starts_with( (string) $row['subject'], 'run:' ) ? (int) substr( (string) $row['subject'], 4 ) : null
			),
			$query->rows( $cursor, $rank, $limit )
		);
	}

	private static function sentence( string $event, string $subject, ?string $data ): string {
		$id   = (string) preg_replace( '/^[a-z_]+:/', '', $subject );
		$data = json_decode( (string) $data, true );
		return match ( $event ) {
			/* translators: %s: number of a run. */
			'run.resumed' => sprintf( __( 'Run %s was resumed.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a run. */
			'run.aborted' => sprintf( __( 'Run %s was aborted: what it had changed is put back.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a run. */
			'run.closed' => sprintf( __( 'Run %s was closed, and everything left as it stood.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a row of work. */
			'work.close' => sprintf( __( 'Work %s was closed.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a row of work. */
			'work.retry' => sprintf( __( 'Work %s is to be tried once more.', 'smartalloc-ops' ), $id ),
			'settings.restored' => __( 'The stored settings were put back to their newest revision.', 'smartalloc-ops' ),
			/* translators: %d: number of journal rows. */
			'journal.pruned' => sprintf( __( '%d acts past their retention were deleted from the journal.', 'smartalloc-ops' ), (int) ( is_array( $data ) ? $data['rows'] ?? 0 : 0 ) ),
			/* translators: 1: name of an event, 2: what it happened to. */
			default => sprintf( __( '%1$s: %2$s', 'smartalloc-ops' ), $event, $subject ),
		};
	}
}
