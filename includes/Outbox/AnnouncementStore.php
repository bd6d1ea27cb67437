<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * What is to be told. Putting something in is one statement under a unique key, so it is told once however often it is
 * asked for; the sender makes a delivery of it for each target afterwards.
 */
final class AnnouncementStore {
	public const TABLE = 'announcements';

	/** Of the form of the keys; part of each. */
	private const VERSION = 'v1';

	private const PRUNE_ROWS = 500;

	/** Rows of one insert. */
	private const CHUNK = 100;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/**
	 * @param string      $key  What makes it the same message, e.g. `alert:12:firing:critical`.
	 * @param string|null $only A single channel, as for a test message.
	 * @return int Its number; that of the first one when it is known already.
	 */
	public function put( string $key, Message $message, ?string $only = null ): int {
		$key = self::VERSION . ":$key";
		$this->db->execute(
			'INSERT IGNORE INTO %i (dedupe_key, kind, severity, subject, only_channel, message, created_at) VALUES (%s, %s, %s, %s, %s, %s, %d)',
			[ $this->db->table( self::TABLE ), $key, $message->kind, $message->severity->value, $message->subject, $only, $message->to_json(), $this->clock->now_ms() ]
		);
		return (int) $this->db->value( 'SELECT id FROM %i WHERE dedupe_key = %s', [ $this->db->table( self::TABLE ), $key ] );
	}

	/** @return list<array{id: int, severity: Severity, only: string|null}> Those that no delivery was made of yet, oldest first. */
	public function unfanned( int $limit ): array {
		return array_map(
			static fn ( array $row ): array => [
				'id'       => (int) $row['id'],
				'severity' => Severity::tryFrom( (string) $row['severity'] ) ?? Severity::Recommended,
				'only'     => $row['only_channel'],
			],
			$this->db->rows( 'SELECT id, severity, only_channel FROM %i WHERE fanned_at IS NULL ORDER BY id LIMIT %d', [ $this->db->table( self::TABLE ), $limit ] )
		);
	}

	/**
	 * Makes the deliveries. Safe to repeat after a kill: each is made once under its unique key.
	 *
	 * @param list<array{id: int, channel: string, target: string, due_at: int}> $deliveries
	 * @param list<int>                                                          $ids        All that were handed out, also those that nobody is told.
	 */
	public function fan_out( array $deliveries, array $ids ): void {
		$now = $this->clock->now_ms();
		foreach ( array_chunk( $deliveries, self::CHUNK ) as $chunk ) {
			$args = [ $this->db->table( DeliveryStore::TABLE ) ];
			foreach ( $chunk as $delivery ) {
				array_push( $args, $delivery['id'], $delivery['channel'], $delivery['target'], $delivery['due_at'], $now, $now );
			}
			$this->db->execute( "INSERT IGNORE INTO %i (announcement_id, channel, target, state, attempts, due_at, outcome, created_at, updated_at) VALUES " . implode( ', ', array_fill( 0, count( $chunk ), "(%d, %s, %s, 'queued', 0, %d, '', %d, %d)" ) ), $args );
		}
		if ( [] !== $ids ) {
			$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
			$this->db->execute( "UPDATE %i SET fanned_at = %d WHERE id IN ($marks) AND fanned_at IS NULL", [ $this->db->table( self::TABLE ), $now, ...$ids ] );
		}
	}

	public function get( int $id ): ?Announcement {
		return $this->with_deliveries( $this->db->rows( 'SELECT * FROM %i WHERE id = %d', [ $this->db->table( self::TABLE ), $id ] ) )[0] ?? null;
	}

	/** @return list<Announcement> Newest first. */
	public function page( ?int $before, int $limit, ?string $subject = null ): array {
		$where = null === $subject ? '' : ' AND subject = %s';
		return $this->with_deliveries( $this->db->rows( "SELECT * FROM %i WHERE id < %d$where ORDER BY id DESC LIMIT %d", [ $this->db->table( self::TABLE ), $before ?? PHP_INT_MAX, ...( null === $subject ? [] : [ $subject ] ), $limit ] ) );
	}

	/** Deletes messages that are older than that and on their way to nobody, a bounded number at a time, deliveries before what they are of. */
	public function prune( int $keep_ms ): void {
		$ids = array_map( 'intval', array_column( $this->db->rows( "SELECT a.id FROM %i a WHERE a.created_at < %d AND a.fanned_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %i d WHERE d.announcement_id = a.id AND d.state IN ('queued', 'sending')) ORDER BY a.created_at, a.id LIMIT %d", [ $this->db->table( self::TABLE ), $this->clock->now_ms() - $keep_ms, $this->db->table( DeliveryStore::TABLE ), self::PRUNE_ROWS ] ), 'id' ) );
		if ( [] === $ids ) {
			return;
		}
		$marks = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
		$this->db->execute( "DELETE FROM %i WHERE announcement_id IN ($marks)", [ $this->db->table( DeliveryStore::TABLE ), ...$ids ] );
		$this->db->execute( "DELETE FROM %i WHERE id IN ($marks)", [ $this->db->table( self::TABLE ), ...$ids ] );
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return list<Announcement>
	 */
	private function with_deliveries( array $rows ): array {
		if ( [] === $rows ) {
			return [];
		}
		$marks = implode( ', ', array_fill( 0, count( $rows ), '%d' ) );
		$by_id = [];
		foreach ( $this->db->rows( "SELECT * FROM %i WHERE announcement_id IN ($marks) ORDER BY id", [ $this->db->table( DeliveryStore::TABLE ), ...array_map( static fn ( array $row ): int => (int) $row['id'], $rows ) ] ) as $delivery ) {
			$by_id[ (int) $delivery['announcement_id'] ][] = Delivery::from_row( $delivery );
		}
		return array_map(
			static fn ( array $row ): Announcement => new Announcement(
				(int) $row['id'],
				Message::stored( (string) $row['kind'], (string) $row['severity'], (string) $row['subject'], (string) $row['message'] ),
				(int) $row['created_at'],
				null === $row['fanned_at'] ? null : (int) $row['fanned_at'],
				$by_id[ (int) $row['id'] ] ?? []
			),
			$rows
		);
	}
}
