<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * Deliveries: taken by one statement that writes a token into them, so that of two senders each row has one. What a
 * killed sender held comes back when its lease has run out, with the attempt counted: at least once, never lost.
 */
final class DeliveryStore {
	public const TABLE = 'deliveries';

	/** Longer than any attempt may take. */
	public const LEASE_MS = 180_000;

	/** Announcements that one message can stand for. */
	public const MOST = 1000;

	/** Newest attempts that are looked at to say how a channel is doing. */
	private const LOOKED_AT = 100;

	public function __construct( private readonly Database $db, private readonly Clock $clock ) {}

	/** Gives back what a sender holds that does not live any more; what has killed so many of them is given up. */
	public function reclaim( int $attempts ): int {
		$now = $this->clock->now_ms();
		return $this->db->execute( "UPDATE %i SET state = CASE WHEN attempts < %d THEN 'queued' ELSE 'failed' END, lease_token = NULL, lease_until = NULL, outcome = 'cut_off', updated_at = %d WHERE state = 'sending' AND lease_until < %d", [ $this->table(), $attempts, $now, $now ] );
	}

	/** @return list<array{channel: string, target: string}> Who has something due, the one that waits longest first. */
	public function due_targets( int $limit ): array {
		return array_map(
			static fn ( array $row ): array => [
				'channel' => (string) $row['channel'],
				'target'  => (string) $row['target'],
			],
			$this->db->rows( "SELECT channel, target, MIN(due_at) AS due FROM %i WHERE state = 'queued' AND due_at <= %d GROUP BY channel, target ORDER BY due, channel, target LIMIT %d", [ $this->table(), $this->clock->now_ms(), $limit ] )
		);
	}

	/** @return list<Delivery> All that is due to one target, with the messages, oldest first; they are this token's. */
	public function take( string $channel, string $target, string $token ): array {
		$now = $this->clock->now_ms();
		$this->db->execute(
			"UPDATE %i SET state = 'sending', lease_token = %s, lease_until = %d, updated_at = %d WHERE state = 'queued' AND due_at <= %d AND channel = %s AND target = %s ORDER BY due_at, id LIMIT %d",
			[ $this->table(), $token, $now + self::LEASE_MS, $now, $now, $channel, $target, self::MOST ]
		);
		$rows = $this->db->rows( "SELECT d.*, a.kind, a.severity, a.subject, a.message FROM %i d JOIN %i a ON a.id = d.announcement_id WHERE d.lease_token = %s AND d.state = 'sending' ORDER BY a.id", [ $this->table(), $this->db->table( AnnouncementStore::TABLE ), $token ] );
		return array_map( [ Delivery::class, 'from_row' ], $rows );
	}

	/**
	 * Counts an attempt before it is made. False: the lease was lost meanwhile, and nothing may be sent.
	 *
	 * @param non-empty-list<Delivery> $deliveries
	 */
	public function begin( array $deliveries, string $token ): bool {
		$now = $this->clock->now_ms();
		return count( $deliveries ) === $this->change( $deliveries, $token, 'attempts = attempts + 1, lease_until = %d, updated_at = %d', [ $now + self::LEASE_MS, $now ] );
	}

	/** @param non-empty-list<Delivery> $deliveries */
	public function sent( array $deliveries, string $token, string $outcome ): void {
		$now = $this->clock->now_ms();
		$this->change( $deliveries, $token, "state = 'sent', outcome = %s, together = %d, sent_at = %d, message_token = %s, lease_token = NULL, lease_until = NULL, updated_at = %d", [ $outcome, count( $deliveries ), $now, substr( $token, 0, 16 ) . '-' . $deliveries[0]->id, $now ] );
	}

	/** @param non-empty-list<Delivery> $deliveries */
	public function failed( array $deliveries, string $token, string $outcome ): void {
		$this->change( $deliveries, $token, "state = 'failed', outcome = %s, lease_token = NULL, lease_until = NULL, updated_at = %d", [ $outcome, $this->clock->now_ms() ] );
	}

	/**
	 * Puts them back, to be tried later.
	 *
	 * @param non-empty-list<Delivery> $deliveries
	 * @param string|null              $outcome Of the attempt; null when there was none.
	 */
	public function back( array $deliveries, string $token, int $due_at, ?string $outcome = null ): void {
		$this->change( $deliveries, $token, "state = 'queued', due_at = %d, lease_token = NULL, lease_until = NULL, updated_at = %d" . ( null === $outcome ? '' : ', outcome = %s' ), [ $due_at, $this->clock->now_ms(), ...( null === $outcome ? [] : [ $outcome ] ) ] );
	}

	/**
	 * When the messages that a target got since then were sent, newest first: a digest is one message.
	 *
	 * @return list<int>
	 */
	public function sent_times( string $channel, string $target, int $since, int $limit ): array {
		return array_map( static fn ( array $row ): int => (int) $row['at'], $this->db->rows( 'SELECT message_token, MAX(sent_at) AS at FROM %i WHERE channel = %s AND target = %s AND sent_at >= %d GROUP BY message_token ORDER BY at DESC LIMIT %d', [ $this->table(), $channel, $target, $since, $limit ] ) );
	}

	/** Lets the failed deliveries of an announcement be tried anew. Gives their number. */
	public function retry( int $announcement_id ): int {
		$now = $this->clock->now_ms();
		return $this->db->execute( "UPDATE %i SET state = 'queued', attempts = 0, due_at = %d, updated_at = %d WHERE announcement_id = %d AND state = 'failed'", [ $this->table(), $now, $now, $announcement_id ] );
	}

	/**
	 * How the last attempt to reach each target of a channel ended, newest first.
	 *
	 * @return list<Delivery>
	 */
	public function last_attempts( string $channel, int $since ): array {
		$rows    = $this->db->rows( "SELECT * FROM %i WHERE channel = %s AND updated_at >= %d AND attempts > 0 AND state <> 'sending' ORDER BY updated_at DESC, id DESC LIMIT %d", [ $this->table(), $channel, $since, self::LOOKED_AT ] );
		$targets = [];
		foreach ( $rows as $row ) {
			$targets += [ (string) $row['target'] => Delivery::from_row( $row ) ];
		}
		return array_values( $targets );
	}

	/**
	 * @param non-empty-list<Delivery>    $deliveries
	 * @param list<string|int|float|null> $args
	 */
	private function change( array $deliveries, string $token, string $sets, array $args ): int {
		$marks = implode( ', ', array_fill( 0, count( $deliveries ), '%d' ) );
		return $this->db->execute( "UPDATE %i SET $sets WHERE lease_token = %s AND id IN ($marks)", [ $this->table(), ...$args, $token, ...array_map( static fn ( Delivery $delivery ): int => $delivery->id, $deliveries ) ] );
	}

	private function table(): string {
		return $this->db->table( self::TABLE );
	}
}
