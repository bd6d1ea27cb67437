<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Proposed rollbacks: one open one a build, by a unique key that a closed one gives up. Every change is one statement
 * that names the state and the revision it starts from; rows are marked and never deleted.
 */
final class ProposalStore {
	public const TABLE = 'rollback_proposals';

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param non-empty-list<Evidence> $evidence
	 * @return Proposal|null Null: there is an open one for this build already.
	 */
	public function open( Facts $facts, array $evidence, int $expires_at ): ?Proposal {
		$now = $this->clock->now_ms();
		$won = 1 === $this->db->execute(
			"INSERT IGNORE INTO %i (state, open_key, build, build_version, build_since, archive, good, good_version, pin_revision, flags_revision, evidence, revision, automatic, actor_kind, actor_id, reason, created_at, updated_at, expires_at) VALUES ('open', %s, %s, %s, %d, %s, %s, %s, %d, %d, %s, 1, 0, 'system', 0, '', %d, %d, %d)",
			[ $this->table(), $facts->build, $facts->build, $facts->version, $facts->since, $facts->archive, $facts->good, $facts->good_version, $facts->pin, $facts->flags, Evidence::to_json( $evidence ), $now, $now, $expires_at ]
		);
		$row = $won ? $this->db->row( 'SELECT * FROM %i WHERE open_key = %s', [ $this->table(), $facts->build ] ) : null;
		return null === $row ? null : Proposal::from_row( $row );
	}

	public function get( int $id ): ?Proposal {
		$row = $this->db->row( 'SELECT * FROM %i WHERE id = %d', [ $this->table(), $id ] );
		return null === $row ? null : Proposal::from_row( $row );
	}

	/** @return list<Proposal> */
	public function all_open(): array {
		return $this->found( 'SELECT * FROM %i WHERE open_key IS NOT NULL ORDER BY id LIMIT 50', [ $this->table() ] );
	}

	/** @return list<Proposal> Newest first. */
	public function page( ?int $before, int $limit ): array {
		return $this->found( 'SELECT * FROM %i WHERE id < %d ORDER BY id DESC LIMIT %d', [ $this->table(), $before ?? PHP_INT_MAX, $limit ] );
	}

	/** @return list<Proposal> Closed ones about that build, newest first. */
	public function closed_of( string $build, int $since ): array {
		return $this->found( 'SELECT * FROM %i WHERE build = %s AND closed_at >= %d ORDER BY closed_at DESC LIMIT 50', [ $this->table(), $build, $since ] );
	}

	/** @param list<Evidence> $evidence All of it: what was there, and what came. */
	public function add( Proposal $proposal, array $evidence ): bool {
		return 1 === $this->db->execute( "UPDATE %i SET evidence = %s, updated_at = %d WHERE id = %d AND state = 'open'", [ $this->table(), Evidence::to_json( $evidence ), $this->clock->now_ms(), $proposal->id ] );
	}

	/** Binds an open one to how things stand now. */
	public function bind( Proposal $proposal, Facts $facts ): bool {
		return $this->swap( $proposal, 'archive = %s, good = %s, good_version = %s, pin_revision = %d, flags_revision = %d', [ $facts->archive, $facts->good, $facts->good_version, $facts->pin, $facts->flags ] );
	}

	/** @param list<array{code: string, message: string}> $reasons Recorded sentences. */
	public function hold_back( Proposal $proposal, array $reasons ): void {
		$this->db->execute( "UPDATE %i SET held_back = %s WHERE id = %d AND state = 'open'", [ $this->table(), [] === $reasons ? null : (string) wp_json_encode( $reasons ), $proposal->id ] );
	}

	/** Ends an open one. False: it is not as it was read. */
	public function close( Proposal $proposal, ProposalState $to, Actor $actor, string $reason, ?int $run_id = null, bool $automatic = false ): bool {
		return $this->swap( $proposal, 'state = %s, open_key = NULL, closed_at = %d, actor_kind = %s, actor_id = %d, reason = %s, run_id = %d, automatic = %d', [ $to->value, $this->clock->now_ms(), $actor->kind, $actor->id, $reason, $run_id, (int) $automatic ] );
	}

	/**
	 * Opens one again that was withdrawn a short while ago.
	 *
	 * @param non-empty-list<Evidence> $evidence
	 */
	public function reopen( Proposal $proposal, Facts $facts, array $evidence, int $expires_at ): bool {
		return 1 === $this->db->execute(
			"UPDATE IGNORE %i SET state = 'open', open_key = %s, closed_at = NULL, archive = %s, good = %s, good_version = %s, pin_revision = %d, flags_revision = %d, evidence = %s, expires_at = %d, revision = revision + 1, updated_at = %d WHERE id = %d AND state = 'withdrawn' AND revision = %d",
			[ $this->table(), $facts->build, $facts->archive, $facts->good, $facts->good_version, $facts->pin, $facts->flags, Evidence::to_json( $evidence ), $expires_at, $this->clock->now_ms(), $proposal->id, $proposal->revision ]
		);
	}

	/** @param list<string|int|float|null> $args */
	private function swap( Proposal $proposal, string $sets, array $args ): bool {
		return 1 === $this->db->execute( "UPDATE %i SET $sets, revision = revision + 1, updated_at = %d WHERE id = %d AND state = 'open' AND revision = %d", [ $this->table(), ...$args, $this->clock->now_ms(), $proposal->id, $proposal->revision ] );
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @return list<Proposal>
	 */
	private function found( string $sql, array $args ): array {
		return array_map( static fn ( array $row ): Proposal => Proposal::from_row( $row ), $this->db->rows( $sql, $args ) );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
