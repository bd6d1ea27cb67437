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
		if ( null !== $filter->event ) {
			$query->and( 'event = %s', $filter->event );
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
					'work', 'lock', 'batch' => 'queue',
					'settings', 'channel', 'announcement', 'metrics' => 'settings',
					'flag' => 'flags',
					'alert' => 'alerts',
					'archive', 'rescue', 'card', 'watchdog', 'proposal', 'trigger' => 'rollback',
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
			/* translators: 1: number of a run, 2: code of an answer. */
			'run.answered' => sprintf( __( 'Run %1$s waited for an answer and was told: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'answer' ) ),
			/* translators: %s: number of a row of work. */
			'work.close' => sprintf( __( 'Work %s was closed.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a row of work. */
			'work.retry' => sprintf( __( 'Work %s is to be tried once more.', 'smartalloc-ops' ), $id ),
			'settings.restored' => __( 'The stored settings were put back to their newest revision.', 'smartalloc-ops' ),
			/* translators: %d: number of journal rows. */
			'journal.pruned' => sprintf( __( '%d acts past their retention were deleted from the journal.', 'smartalloc-ops' ), (int) self::text( $data, 'rows' ) ),
			/* translators: %d: number of rows. */
			'privacy.erased' => sprintf( __( 'The person was taken out of %d records, at their own request.', 'smartalloc-ops' ), (int) self::text( $data, 'rows' ) ),
			/* translators: %s: name of a lock or claim. */
			'lock.removing' => sprintf( __( 'The removal of the lock %s was begun.', 'smartalloc-ops' ), $id ),
			/* translators: %s: name of a lock or claim. */
			'lock.removed' => sprintf( __( 'The lock %s was removed.', 'smartalloc-ops' ), $id ),
			/* translators: %s: name of a lock or claim. */
			'lock.kept' => sprintf( __( 'The lock %s was not removed: it was no longer as it had been.', 'smartalloc-ops' ), $id ),
			/* translators: 1: number of a batch, 2: name of a queue. */
			'batch.asked' => sprintf( __( 'Batch %1$s of the queue %2$s was asked for.', 'smartalloc-ops' ), $id, self::text( $data, 'queue' ) ),
			/* translators: 1: number of a batch, 2: name of a queue, 3: number of jobs done, 4: number of jobs failed. */
			'batch.ended' => sprintf( __( 'Batch %1$s of the queue %2$s ended: %3$d done, %4$d failed.', 'smartalloc-ops' ), $id, self::text( $data, 'queue' ), (int) self::text( $data, 'done' ), (int) self::text( $data, 'failed' ) ),
			/* translators: 1: number of an alert, 2: id of a check. */
			'alert.fired' => sprintf( __( 'Alert %1$s fired: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'signal' ) ),
			/* translators: 1: number of an alert, 2: id of a check. */
			'alert.resolved' => sprintf( __( 'Alert %1$s is over: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'signal' ) ),
			/* translators: 1: number of an alert, 2: id of a check. */
			'alert.gone' => sprintf( __( 'Alert %1$s ended because %2$s is not measured any more.', 'smartalloc-ops' ), $id, self::text( $data, 'signal' ) ),
			/* translators: 1: number of an alert, 2: id of a check. */
			'alert.acknowledged' => sprintf( __( 'Somebody is on alert %1$s: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'signal' ) ),
			'site.changed' => match ( true ) {
				/* translators: 1: what, e.g. "plugin/gravityforms", 2: version. */
				'' === self::text( $data, 'from' ) => sprintf( __( '%1$s %2$s was switched on.', 'smartalloc-ops' ), $id, self::text( $data, 'to' ) ),
				/* translators: 1: what, e.g. "plugin/gravityforms", 2: version. */
				'' === self::text( $data, 'to' ) => sprintf( __( '%1$s %2$s was switched off.', 'smartalloc-ops' ), $id, self::text( $data, 'from' ) ),
				/* translators: 1: what, e.g. "plugin/gravityforms", 2: old version, 3: new version. */
				default => sprintf( __( '%1$s was changed from %2$s to %3$s.', 'smartalloc-ops' ), $id, self::text( $data, 'from' ), self::text( $data, 'to' ) ),
			},
			/* translators: 1: id of a channel, 2: host of an address. */
			'channel.set' => sprintf( __( 'The address of the channel %1$s was set (%2$s).', 'smartalloc-ops' ), $id, self::text( $data, 'address' ) ),
			/* translators: %s: last characters of a token. */
			'metrics.opened' => sprintf( __( 'A token for reading metrics was made; it ends with %s.', 'smartalloc-ops' ), self::text( $data, 'ends' ) ),
			/* translators: %s: last characters of a token. */
			'metrics.rotated' => sprintf( __( 'The token for reading metrics was replaced; the new one ends with %s.', 'smartalloc-ops' ), self::text( $data, 'ends' ) ),
			/* translators: %s: last characters of a token. */
			'metrics.closed' => sprintf( __( 'The token for reading metrics was revoked; it ended with %s.', 'smartalloc-ops' ), self::text( $data, 'ends' ) ),
			/* translators: %s: id of a channel. */
			'channel.removed' => sprintf( __( 'The address of the channel %s was removed.', 'smartalloc-ops' ), $id ),
			/* translators: %s: id of a channel. */
			'channel.tested' => sprintf( __( 'A test message for the channel %s was asked for.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of an announcement. */
			'announcement.retried' => sprintf( __( 'Announcement %s is to be sent once more.', 'smartalloc-ops' ), $id ),
			'kpi.self_test' => true === ( is_array( $data ) ? $data['passed'] ?? null : null )
				/* translators: %s: id of a KPI. */
				? sprintf( __( 'The KPI %s was proven: it can turn red and comes back.', 'smartalloc-ops' ), $id )
				/* translators: %s: id of a KPI. */
				: sprintf( __( 'The KPI %s was put to the proof and did not pass.', 'smartalloc-ops' ), $id ),
			/* translators: 1: id of an archive, 2: version. */
			'vault.kept' => sprintf( __( 'The build %1$s (version %2$s) was kept, to be brought back if need be.', 'smartalloc-ops' ), $id, self::text( $data, 'version' ) ),
			/* translators: 1: id of an archive, 2: version. */
			'vault.kept_already' => sprintf( __( 'The build %1$s (version %2$s) was to be kept, and was kept already.', 'smartalloc-ops' ), $id, self::text( $data, 'version' ) ),
			'card.printed' => '' === self::text( $data, 'version' )
				? __( 'The recovery card was printed, without a build that is known to be good.', 'smartalloc-ops' )
				/* translators: %s: version. */
				: sprintf( __( 'The recovery card was printed for the good build %s.', 'smartalloc-ops' ), self::text( $data, 'version' ) ),
			/* translators: 1: id of an archive, 2: version. */
			'vault.pinned' => sprintf( __( 'The build %1$s (version %2$s) was named the last known good one.', 'smartalloc-ops' ), $id, self::text( $data, 'version' ) ),
			/* translators: %s: id of an archive. */
			'vault.pruned' => sprintf( __( 'The build %s was taken out of the vault: newer ones are there.', 'smartalloc-ops' ), $id ),
			'vault.drilled' => true === ( is_array( $data ) ? $data['ok'] ?? null : null )
				/* translators: %s: id of an archive. */
				? sprintf( __( 'The build %s was unpacked for a test, and every file is as it was kept.', 'smartalloc-ops' ), $id )
				/* translators: %s: id of an archive. */
				: sprintf( __( 'The build %s was unpacked for a test, and is not as it was kept.', 'smartalloc-ops' ), $id ),
			'rollback.rehearsed' => true === ( is_array( $data ) ? $data['ok'] ?? null : null )
				/* translators: 1: id of an archive, 2: number of milliseconds. */
				? sprintf( __( 'Bringing the build %1$s back was rehearsed, in %2$d ms.', 'smartalloc-ops' ), $id, (int) self::text( $data, 'took_ms' ) )
				/* translators: %s: id of an archive. */
				: sprintf( __( 'Bringing the build %s back was rehearsed, and could not have been done.', 'smartalloc-ops' ), $id ),
			/* translators: %s: id of an archive. */
			'rescue.begun' => sprintf( __( 'From the shell, without WordPress: bringing the build %s back was begun.', 'smartalloc-ops' ), self::text( $data, 'archive' ) ),
			/* translators: %s: id of an archive. */
			'rescue.brought' => sprintf( __( 'From the shell, without WordPress: the build %s was brought back.', 'smartalloc-ops' ), self::text( $data, 'archive' ) ),
			/* translators: %s: id of an archive. */
			'rescue.failed' => sprintf( __( 'From the shell, without WordPress: the build %s could not be brought back.', 'smartalloc-ops' ), self::text( $data, 'archive' ) ),
			'rescue.undone' => __( 'From the shell, without WordPress: the build that had been replaced was put back.', 'smartalloc-ops' ),
			'rescue.resumed_forward', 'rescue.resumed_back' => __( 'From the shell, without WordPress: a swap that had been killed was ended.', 'smartalloc-ops' ),
			/* translators: 1: id of an archive, 2: version. */
			'rescue.watchdog_brought' => sprintf( __( 'The watchdog brought the build %1$s (version %2$s) back, because SmartAlloc had brought the site down.', 'smartalloc-ops' ), self::text( $data, 'archive' ), self::text( $data, 'version' ) ),
			'rescue.watchdog_let_go' => __( 'Another build of SmartAlloc had come since the watchdog stopped it: it may load again.', 'smartalloc-ops' ),
			'rescue.watchdog_stopped' => __( 'The watchdog stopped SmartAlloc for ten minutes, because it had brought the site down.', 'smartalloc-ops' ),
			/* translators: 1: number of a proposed rollback, 2: version, 3: names of triggers. */
			'proposal.opened' => sprintf( __( 'Rollback %1$s was proposed, away from %2$s: %3$s.', 'smartalloc-ops' ), $id, self::text( $data, 'version' ), self::text( $data, 'triggers' ) ),
			/* translators: 1: number of a proposed rollback, 2: names of triggers. */
			'proposal.reopened' => sprintf( __( 'Proposed rollback %1$s came back: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'triggers' ) ),
			/* translators: 1: number of a proposed rollback, 2: names of triggers. */
			'proposal.added' => sprintf( __( 'More speaks for proposed rollback %1$s: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'triggers' ) ),
			/* translators: 1: number of a proposed rollback, 2: number of a revision. */
			'proposal.bound' => sprintf( __( 'The pin or flags changed: proposed rollback %1$s is bound to how they stand now (revision %2$s).', 'smartalloc-ops' ), $id, self::text( $data, 'revision' ) ),
			/* translators: %s: number of a proposed rollback. */
			'proposal.withdrawn' => sprintf( __( 'Proposed rollback %s was withdrawn: nothing speaks for it any more.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a proposed rollback. */
			'proposal.expired' => sprintf( __( 'Nobody decided about proposed rollback %s in time.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a proposed rollback. */
			'proposal.superseded' => sprintf( __( 'Another build came, so proposed rollback %s is over.', 'smartalloc-ops' ), $id ),
			/* translators: %s: number of a proposed rollback. */
			'proposal.dismissed' => sprintf( __( 'Proposed rollback %s was dismissed.', 'smartalloc-ops' ), $id ),
			/* translators: 1: number of a proposed rollback, 2: number of a run. */
			'proposal.accepted' => sprintf( __( 'Proposed rollback %1$s was started as run %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'run' ) ),
			/* translators: 1: number of a proposed rollback, 2: number of a run. */
			'proposal.started' => sprintf( __( 'Proposed rollback %1$s started by itself as run %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'run' ) ),
			/* translators: 1: number of a proposed rollback, 2: codes of reasons. */
			'proposal.held_back' => sprintf( __( 'Proposed rollback %1$s was armed to start by itself and did not: %2$s.', 'smartalloc-ops' ), $id, self::text( $data, 'codes' ) ),
			/* translators: %s: id of a trigger. */
			'trigger.armed' => sprintf( __( 'The trigger %s may start a rollback by itself.', 'smartalloc-ops' ), $id ),
			/* translators: %s: id of a trigger. */
			'trigger.disarmed' => sprintf( __( 'The trigger %s may only propose a rollback.', 'smartalloc-ops' ), $id ),
			'watchdog.installed' => __( 'The watchdog was installed.', 'smartalloc-ops' ),
			'watchdog.removed' => __( 'The watchdog was removed.', 'smartalloc-ops' ),
			'watchdog.policy' => true === ( is_array( $data ) ? $data['act_alone'] ?? null : null )
				? __( 'The watchdog may bring the last known good build back by itself.', 'smartalloc-ops' )
				: __( 'The watchdog may only stop SmartAlloc by itself.', 'smartalloc-ops' ),
			'health.self_test' => true === ( is_array( $data ) ? $data['passed'] ?? null : null )
				/* translators: %s: name of a check. */
				? sprintf( __( 'The check %s was proven: it can turn red and comes back.', 'smartalloc-ops' ), $id )
				/* translators: %s: name of a check. */
				: sprintf( __( 'The check %s was put to the proof and did not pass.', 'smartalloc-ops' ), $id ),
			/* translators: 1: name of an event, 2: what it happened to. */
			default => sprintf( __( '%1$s: %2$s', 'smartalloc-ops' ), $event, $subject ),
		};
	}

	private static function text( mixed $data, string $field ): string {
		$value = is_array( $data ) ? $data[ $field ] ?? '' : '';
		return is_scalar( $value ) ? (string) $value : '';
	}
}
