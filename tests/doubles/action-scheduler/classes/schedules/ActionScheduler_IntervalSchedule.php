<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Every so many seconds, counted from the run and not from the due time.
 */
class ActionScheduler_IntervalSchedule extends ActionScheduler_SimpleSchedule {

	private DateTime $first_date;

	/**
	 * @param DateTime      $start      Due time of this instance.
	 * @param int           $recurrence Seconds between instances.
	 * @param DateTime|null $first      Due time of the first instance of the chain.
	 */
	public function __construct( DateTime $start, private int $recurrence, ?DateTime $first = null ) {
		parent::__construct( $start );
		$this->first_date = $first ?? clone $start;
	}

	public function get_first_date(): DateTime {
		return clone $this->first_date;
	}

	public function get_recurrence(): int {
		return $this->recurrence;
	}

	public function interval_in_seconds(): int {
		return $this->recurrence;
	}

	public function is_recurring(): bool {
		return true;
	}

	protected function calculate_next( DateTime $after ): ?DateTime {
		return new ActionScheduler_DateTime( '@' . ( $after->getTimestamp() + $this->recurrence ) );
	}

	public function __serialize(): array {
		return parent::__serialize() + [
			"\0*\0first_timestamp" => $this->first_date->getTimestamp(),
			"\0*\0recurrence"      => $this->recurrence,
		];
	}

	public function __unserialize( array $data ): void {
		parent::__unserialize( $data );
		$this->recurrence = (int) ( $data["\0*\0recurrence"] ?? 0 );
		$this->first_date = self::date_from( $data["\0*\0first_timestamp"] ?? null ) ?? $this->get_date() ?? new ActionScheduler_DateTime();
	}
}
