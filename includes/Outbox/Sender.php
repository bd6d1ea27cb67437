<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Config;
use SmartAllocOps\Platform\CrashPoint;

defined( 'ABSPATH' ) || exit;

/**
 * Brings announcements to people: a bounded slice at a time, each target by itself, so that one that is slow or gone
 * keeps nobody else from being told. Messages that come thick and fast become one.
 */
final class Sender {
	/** Milliseconds after the 1st, 2nd, ... failed attempt; after the last one it is given up. */
	private const PAUSES_MS = [ 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000 ];

	/** Share of a pause by which it is made longer at random, so that many sites do not come back at once. */
	private const JITTER = 0.2;

	/** A target that had so many messages within an hour gets the next no sooner than that after the last; by then it is a digest. */
	public const AN_HOUR    = 12;
	public const SPACING_MS = 300_000;

	private const HOUR_MS = 3_600_000;

	private const FAN_OUT_ROWS = 200;
	private const TARGETS      = 50;

	/** @var array<string, Channel> */
	private array $channels = [];

	/**
	 * @param iterable<Channel>  $channels
	 * @param \Closure(): Config $config   As it stands now.
	 * @param string             $link     Where all of it can be read.
	 */
	public function __construct(
		private readonly AnnouncementStore $announcements,
		private readonly DeliveryStore $deliveries,
		iterable $channels,
		private readonly \Closure $config,
		private readonly Clock $clock,
		private readonly string $link = '',
	) {
		foreach ( $channels as $channel ) {
			$this->channels[ $channel->id() ] = $channel;
		}
	}

	/**
	 * @param int $budget_ms No attempt begins later than that.
	 * @return array{sent: int, failed: int} Messages, not announcements: a digest is one.
	 */
	public function run( int $budget_ms ): array {
		$deadline = (int) hrtime( true ) + $budget_ms * 1_000_000;
		$this->deliveries->reclaim( count( self::PAUSES_MS ) + 1 );
		$this->fan_out( $deadline );
		$done = [
			'sent'   => 0,
			'failed' => 0,
		];
		foreach ( $this->deliveries->due_targets( self::TARGETS ) as $due ) {
			if ( hrtime( true ) > $deadline ) {
				break;
			}
			$this->serve( $due['channel'], $due['target'], $deadline, $done );
		}
		$this->announcements->prune( ( $this->config )()->alert_retention_days() * 86_400_000 );
		return $done;
	}

	/** Makes a delivery for everybody who is to be told, as the settings stand now. */
	private function fan_out( int $deadline ): void {
		$targets = array_map( static fn ( Channel $channel ): array => $channel->targets(), $this->channels );
		$quiet   = QuietHours::of( ( $this->config )() );
		do {
			$found      = $this->announcements->unfanned( self::FAN_OUT_ROWS );
			$deliveries = [];
			foreach ( $found as $announcement ) {
				// Whoever asks for a test waits for it.
				$due_at = null === $announcement['only'] ? $quiet->due_at( $announcement['severity'], $this->clock->now_ms() ) : $this->clock->now_ms();
				foreach ( null === $announcement['only'] ? $targets : array_intersect_key( $targets, [ $announcement['only'] => 0 ] ) as $channel => $of_channel ) {
					foreach ( $of_channel as $target ) {
						$deliveries[] = [
							'id'      => $announcement['id'],
							'channel' => $channel,
							'target'  => $target,
							'due_at'  => $due_at,
						];
					}
				}
			}
			$this->announcements->fan_out( $deliveries, array_column( $found, 'id' ) );
		} while ( self::FAN_OUT_ROWS === count( $found ) && hrtime( true ) < $deadline );
	}

	/** @param array{sent: int, failed: int} $done */
	private function serve( string $channel, string $target, int $deadline, array &$done ): void {
		$token = bin2hex( random_bytes( 16 ) );
		$taken = $this->deliveries->take( $channel, $target, $token );
		if ( [] === $taken ) {
			return;
		}
		CrashPoint::reach( 'outbox.taken' );
		$free_at = $this->free_at( $channel, $target );
		if ( null !== $free_at ) {
			$this->deliveries->back( $taken, $token, $free_at );
			return;
		}
		$batches = count( $taken ) > Digest::SINGLY ? [ $taken ] : array_map( static fn ( Delivery $delivery ): array => [ $delivery ], $taken );
		while ( [] !== $batches ) {
			$batch = array_shift( $batches );
			$until = hrtime( true ) > $deadline ? $this->clock->now_ms() : $this->attempt( $batch, $token, $done );
			if ( null !== $until && [] !== $batches ) {
				// What the target did not take now it would not take a moment later either.
				$this->deliveries->back( array_merge( ...$batches ), $token, $until );
				return;
			}
		}
	}

	/**
	 * @param non-empty-list<Delivery>      $batch What one message stands for.
	 * @param array{sent: int, failed: int} $done
	 * @return int|null When to come back to this target; null when all is well with it.
	 */
	private function attempt( array $batch, string $token, array &$done ): ?int {
		if ( ! $this->deliveries->begin( $batch, $token ) ) {
			return $this->clock->now_ms();
		}
		CrashPoint::reach( 'outbox.sending' );
		$messages = array_map( static fn ( Delivery $delivery ): Message => $delivery->message ?? throw new \LogicException( 'A delivery was read without its message.' ), $batch );
		$message  = 1 === count( $messages ) ? $messages[0] : Digest::of( $messages, $this->link );
		$channel  = $this->channels[ $batch[0]->channel ] ?? null;
		$receipt  = null === $channel ? Receipt::gone( 'no_channel', 0 ) : $channel->send( $batch[0]->target, $message->told(), (string) $batch[0]->announcement_id );
		CrashPoint::reach( 'outbox.sent' );
		if ( $receipt->is_sent ) {
			++$done['sent'];
			$this->deliveries->sent( $batch, $token, $receipt->code );
			return null;
		}
		++$done['failed'];
		return $this->put_back( $batch, $token, $receipt );
	}

	/**
	 * Each has its own number of attempts behind it, also in a digest.
	 *
	 * @param non-empty-list<Delivery> $batch
	 */
	private function put_back( array $batch, string $token, Receipt $receipt ): int {
		$now    = $this->clock->now_ms();
		$next   = $now + self::PAUSES_MS[0];
		$groups = [];
		foreach ( $batch as $delivery ) {
			$groups[ $delivery->attempts ][] = $delivery;
		}
		foreach ( $groups as $attempts => $group ) {
			$pause = self::PAUSES_MS[ $attempts ] ?? null;
			if ( null === $pause || ! $receipt->may_retry ) {
				$this->deliveries->failed( $group, $token, $receipt->code );
				continue;
			}
			$next = $now + max( (int) ( $pause * ( 1 + self::JITTER * random_int( 0, 1000 ) / 1000 ) ), $receipt->wait_s * 1000 );
			$this->deliveries->back( $group, $token, $next, $receipt->code );
		}
		return $next;
	}

	/** When the target may get another message; null for now. */
	private function free_at( string $channel, string $target ): ?int {
		$now   = $this->clock->now_ms();
		$times = $this->deliveries->sent_times( $channel, $target, $now - self::HOUR_MS, self::AN_HOUR );
		return count( $times ) < self::AN_HOUR || $times[0] + self::SPACING_MS <= $now ? null : $times[0] + self::SPACING_MS;
	}
}
