<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Outbound;
use SmartAllocOps\Signal\Heartbeats;

defined( 'ABSPATH' ) || exit;

/**
 * A sign of life to a monitor elsewhere, which raises the alarm when it does not come: nothing on this site can tell
 * anybody that this site stands still.
 */
final class Ping {
	public const ID = 'ping';

	/** Heartbeat that carries how the last one ended. */
	private const BEAT = 'ping';

	/** A tick comes about once a minute. */
	private const NOT_WITHIN_MS = 50_000;

	private const TIMEOUT_S = 4;

	public function __construct( private readonly AddressStore $addresses, private readonly Outbound $outbound, private readonly Heartbeats $heartbeats, private readonly Clock $clock ) {}

	/** Sends one, if an address is set and the last one is old enough. */
	public function send(): void {
		$address = $this->addresses->get( self::ID );
		$last    = $address->is_set() ? $this->last() : null;
		if ( ! $address->is_set() || ( null !== $last && $this->clock->now_ms() - $last['at'] < self::NOT_WITHIN_MS ) ) {
			return;
		}
		$to = $this->addresses->destination( self::ID );
		$this->heartbeats->beat( self::BEAT, null === $to ? 'address_unreadable' : $this->outbound->send( 'GET', $to, '', [], self::TIMEOUT_S )->outcome() );
	}

	/** @return array{at: int, outcome: string, is_success: bool}|null How the last one ended; null when none was sent. */
	public function last(): ?array {
		$beat = $this->heartbeats->all()[ self::BEAT ] ?? null;
		return null === $beat ? null : [
			'at'         => $beat['at'],
			'outcome'    => $beat['detail'],
			'is_success' => 1 === preg_match( '/^2\d\d$/D', $beat['detail'] ),
		];
	}
}
