<?php
declare(strict_types=1);

namespace SmartAllocOps\Settings;

use SmartAllocOps\Journal\JournalCursor;
use SmartAllocOps\Journal\JournalEntry;
use SmartAllocOps\Journal\JournalFilter;
use SmartAllocOps\Journal\JournalQuery;
use SmartAllocOps\Journal\JournalSource;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/** Revisions of the settings, as lines of the journal. */
final class SettingsJournal implements JournalSource {
	public function __construct( private readonly Database $db, private readonly SettingsStore $store, private readonly SettingsSchema $schema ) {}

	public function kind(): string {
		return 'settings';
	}

	public function page( JournalFilter $filter, ?JournalCursor $cursor, int $rank, int $limit ): array {
		if ( null !== $filter->flag || ! in_array( $filter->subject, [ null, 'settings' ], true ) ) {
			return [];
		}
		$rows = ( new JournalQuery( $this->db, SettingsStore::TABLE, 'created_at', $filter ) )->rows( $cursor, $rank, $limit );
		return array_map( fn ( array $row ): JournalEntry => $this->entry( $this->store->state( $row ) ), $rows );
	}

	private function entry( SettingsState $state ): JournalEntry {
		$changes = array_map(
			/* translators: 1: label of a setting, 2: old value, 3: new value. */
			static fn ( array $change ): string => sprintf( __( '%1$s: from %2$s to %3$s', 'smartalloc-ops' ), $change['label'], $change['from'], $change['to'] ),
			$this->schema->changes( $state->changed )
		);
		/* translators: 1: revision number, 2: what was changed. */
		$text = sprintf( __( 'Settings, revision %1$d. %2$s', 'smartalloc-ops' ), $state->revision, implode( '; ', $changes ) );
		return new JournalEntry( $state->id, (int) $state->changed_at, $state->actor ?? Actor::system(), 'settings', $text, $state->reason, 'settings' );
	}
}
