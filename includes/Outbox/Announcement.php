<?php
declare(strict_types=1);

namespace SmartAllocOps\Outbox;

defined( 'ABSPATH' ) || exit;

/** Something to be told, and to whom it went. Times are UTC epoch milliseconds. */
final class Announcement {
	/** @param list<Delivery> $deliveries */
	public function __construct(
		public readonly int $id,
		public readonly Message $message,
		public readonly int $created_at,
		/** Null: it was not handed to the channels yet. */
		public readonly ?int $fanned_at,
		public readonly array $deliveries,
	) {}

	/** @return 'queued'|'nobody'|'under_way'|'sent'|'partly'|'failed' */
	public function state(): string {
		if ( null === $this->fanned_at ) {
			return 'queued';
		}
		$by_state = array_count_values( array_map( static fn ( Delivery $delivery ): string => $delivery->state->value, $this->deliveries ) );
		return match ( true ) {
			[] === $by_state => 'nobody',
			isset( $by_state['queued'] ) || isset( $by_state['sending'] ) => 'under_way',
			! isset( $by_state['failed'] ) => 'sent',
			isset( $by_state['sent'] ) => 'partly',
			default => 'failed',
		};
	}
}
