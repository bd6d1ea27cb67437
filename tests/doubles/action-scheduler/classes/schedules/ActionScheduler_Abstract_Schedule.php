<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * What all schedules share: a date.
 *
 * Serialized property names are those of the real one, so that a site can change between the two with rows in the table.
 */
abstract class ActionScheduler_Abstract_Schedule implements ActionScheduler_Schedule {

	public function __construct( protected ?DateTime $scheduled_date ) {}

	public function get_date(): ?DateTime {
		return null === $this->scheduled_date ? null : clone $this->scheduled_date;
	}

	/** The date itself while it lies ahead, else what follows it. */
	public function get_next( DateTime $after ): ?DateTime {
		if ( null !== $this->scheduled_date && $after <= $this->scheduled_date ) {
			return clone $this->scheduled_date;
		}
		return $this->calculate_next( clone $after );
	}

	public function is_recurring(): bool {
		return false;
	}

	protected function calculate_next( DateTime $after ): ?DateTime {
		return null;
	}

	/** @return array<string, mixed> */
	public function __serialize(): array {
		return [ "\0*\0scheduled_timestamp" => $this->scheduled_date?->getTimestamp() ];
	}

	/** @param array<string, mixed> $data Properties by their mangled names. */
	public function __unserialize( array $data ): void {
		$this->scheduled_date = self::date_from( $data["\0*\0scheduled_timestamp"] ?? null );
	}

	protected static function date_from( mixed $timestamp ): ?DateTime {
		return is_numeric( $timestamp ) ? new ActionScheduler_DateTime( '@' . (int) $timestamp ) : null;
	}
}
