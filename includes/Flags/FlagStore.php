<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\Reason;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Fence;
use SmartAllocOps\Platform\Log;
use SmartAllocOps\Platform\LogEvent;

defined( 'ABSPATH' ) || exit;

/**
 * Revisions of flags, append only. Inserting the next revision under the unique key is the compare-and-swap,
 * and the row is the journal entry: actor, reason and time cannot be missing.
 */
final class FlagStore {
	public function __construct( private readonly Database $db, private readonly Clock $clock, private readonly ?Log $log = null ) {}

	/**
	 * Grows with each revision of any flag: whoever remembers it knows whether something changed.
	 *
	 * Not the newest id alone: of two revisions written at once the one with the lower id may appear second.
	 */
	public function epoch(): int {
		return (int) $this->db->value( 'SELECT SUM(id) FROM (SELECT id FROM %i ORDER BY id DESC LIMIT 20) newest', [ $this->table() ] );
	}

	public function latest( string $flag, string $scope ): ?FlagState {
		$row = $this->db->row( "SELECT r.*, {$this->seen()} FROM %i r WHERE r.flag = %s AND r.scope = %s ORDER BY r.revision DESC LIMIT 1", [ ...$this->seen_tables(), $this->table(), $flag, $scope ] );
		return null === $row ? null : $this->state( $row );
	}

	/** @return list<FlagState> The newest revision of each flag and scope. */
	public function all_latest(): array {
		$rows = $this->db->rows(
			"SELECT r.*, {$this->seen()} FROM %i r INNER JOIN (SELECT flag, scope, MAX(revision) AS newest FROM %i GROUP BY flag, scope) m ON m.flag = r.flag AND m.scope = r.scope AND m.newest = r.revision",
			[ ...$this->seen_tables(), $this->table(), $this->table() ]
		);
		return array_map( fn ( array $row ): FlagState => $this->state( $row ), $rows );
	}

	/** @return list<FlagState> How each flag that anybody had set by then stood at that moment. */
	public function in_force_at( int $ms ): array {
		$rows = $this->db->rows(
			'SELECT r.* FROM %i r INNER JOIN (SELECT flag, scope, MAX(revision) AS newest FROM %i WHERE created_at <= %d GROUP BY flag, scope) m ON m.flag = r.flag AND m.scope = r.scope AND m.newest = r.revision ORDER BY r.id',
			[ $this->table(), $this->table(), $ms ]
		);
		return array_map( fn ( array $row ): FlagState => $this->state( $row ), $rows );
	}

	/** @return list<FlagState> What was set after the one and up to the other moment, oldest first. */
	public function set_between( int $after_ms, int $until_ms, int $limit ): array {
		$rows = $this->db->rows( 'SELECT * FROM %i WHERE created_at > %d AND created_at <= %d ORDER BY id LIMIT %d', [ $this->table(), $after_ms, $until_ms, $limit ] );
		return array_map( fn ( array $row ): FlagState => $this->state( $row ), $rows );
	}

	/** @return list<FlagState> Newest first. */
	public function revisions( string $flag, string $scope, ?int $before, int $limit ): array {
		$rows = $this->db->rows(
			"SELECT r.*, {$this->seen()} FROM %i r WHERE r.flag = %s AND r.scope = %s AND r.revision < %d ORDER BY r.revision DESC LIMIT %d",
			[ ...$this->seen_tables(), $this->table(), $flag, $scope, $before ?? PHP_INT_MAX, $limit ]
		);
		return array_map( fn ( array $row ): FlagState => $this->state( $row ), $rows );
	}

	/** The revision that a run wrote last for this flag and scope. */
	public function by_run( string $flag, string $scope, int $run_id ): ?FlagState {
		$row = $this->db->row( 'SELECT * FROM %i WHERE flag = %s AND scope = %s AND run_id = %d ORDER BY revision DESC LIMIT 1', [ $this->table(), $flag, $scope, $run_id ] );
		return null === $row ? null : $this->state( $row );
	}

	/** @return list<string> Reasons people gave lately for this flag, newest first. */
	public function recent_reasons( string $flag, int $limit ): array {
		$rows = $this->db->rows( "SELECT reason FROM %i WHERE flag = %s AND actor_kind NOT IN ('run', 'schedule') ORDER BY id DESC LIMIT 30", [ $this->table(), $flag ] );
		return array_slice( array_values( array_unique( array_map( static fn ( array $row ): string => (string) $row['reason'], $rows ) ) ), 0, $limit );
	}

	/**
	 * Appends the revision after `$expected`. Null: somebody else appended it first, or the lease of the run is lost.
	 *
	 * @param Fence|null $fence Lease of the run that writes.
	 */
	public function append( FlagState $expected, string $value, Reason $reason, Actor $actor, ?Fence $fence, ?PlannedEnd $end = null ): ?FlagState {
		$token    = bin2hex( random_bytes( 16 ) );
		$revision = $expected->revision + 1;
		$failure  = null;
		$columns  = 'flag, scope, revision, value, previous, reason, actor_kind, actor_id, run_id, until_at, then_do, back_to, token, created_at';
		$marks    = '%s, %s, %d, %s, %s, %s, %s, %d, %d, %d, %s, %s, %s, %d';
		$row      = [ $expected->flag, $expected->scope, $revision, $value, $expected->value, $reason->text, $actor->kind, $actor->id, $fence?->id, $end?->until_ms, $end?->then, $end?->back_to, $token, $this->clock->now_ms() ];
		try {
			if ( null === $fence ) {
				$this->db->execute( "INSERT INTO %i ($columns) VALUES ($marks)", [ $this->table(), ...$row ] );
			} else {
				$this->db->execute(
					"INSERT INTO %i ($columns) SELECT $marks FROM %i WHERE id = %d AND fence = %d AND lease_until IS NOT NULL",
					[ $this->table(), ...$row, $this->db->table( $fence->table ), $fence->id, $fence->number ]
				);
			}
		} catch ( DatabaseError $error ) {
			$failure = $error;
		}
		// Who won is read back, not guessed from an error text: the texts differ, and a connection may die after the insert.
		$row = $this->db->row( 'SELECT * FROM %i WHERE flag = %s AND scope = %s AND revision = %d', [ $this->table(), $expected->flag, $expected->scope, $revision ] );
		if ( null === $row && ( null === $fence || null !== $failure ) ) {
			throw $failure ?? new DatabaseError( 'A revision could not be read back.' );
		}
		$written = null !== $row && $row['token'] === $token ? $this->state( $row ) : null;
		null === $written || $this->note( $written );
		return $written;
	}

	private function note( FlagState $written ): void {
		$this->log?->write(
			LogEvent::FlagChanged,
			[
				'flag'       => $written->flag,
				'scope'      => $written->scope,
				'revision'   => $written->revision,
				'value'      => $written->value,
				'previous'   => $written->previous,
				'actor_kind' => $written->actor?->kind,
				'actor_id'   => $written->actor?->id,
				'run_id'     => $written->run_id,
			]
		);
	}

	/** @param array<string, string|null> $row */
	private function state( array $row ): FlagState {
		return new FlagState(
			(string) $row['flag'],
			(string) $row['scope'],
			(string) $row['value'],
			(int) $row['revision'],
			(string) $row['reason'],
			Actor::stored( (string) $row['actor_kind'], (int) $row['actor_id'] ),
			(int) $row['created_at'],
			isset( $row['run_id'] ) ? (int) $row['run_id'] : null,
			(int) $row['id'],
			(string) $row['previous'],
			PlannedEnd::stored( $row['until_at'] ?? null, $row['then_do'] ?? null, $row['back_to'] ?? null ),
			self::sightings( $row )
		);
	}

	/** Columns that say when each kind of process first saw a revision: a primary-key read each. */
	private function seen(): string {
		return implode( ', ', array_map( static fn ( string $kind ): string => "(SELECT s_$kind.at FROM %i s_$kind WHERE s_$kind.flag = r.flag AND s_$kind.scope = r.scope AND s_$kind.revision = r.revision AND s_$kind.kind = '$kind') AS seen_$kind", Sightings::KINDS ) );
	}

	/** @return list<string> */
	private function seen_tables(): array {
		return array_fill( 0, count( Sightings::KINDS ), $this->db->table( Sightings::TABLE ) );
	}

	/**
	 * @param array<string, string|null> $row
	 * @return array<value-of<Sightings::KINDS>, int>
	 */
	private static function sightings( array $row ): array {
		$seen = [];
		foreach ( Sightings::KINDS as $kind ) {
			if ( isset( $row[ "seen_$kind" ] ) ) {
				$seen[ $kind ] = (int) $row[ "seen_$kind" ];
			}
		}
		return $seen;
	}

	private function table(): string {
		return $this->db->table( 'flag_revisions' );
	}
}
