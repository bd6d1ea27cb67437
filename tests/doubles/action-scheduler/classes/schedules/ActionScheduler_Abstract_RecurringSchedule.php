<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * A chain: each instance knows the first one and the rule for the next.
 */
abstract class ActionScheduler_Abstract_RecurringSchedule extends ActionScheduler_Abstract_Schedule {

	private DateTime $first_date;

	/**
	 * @param DateTime      $date       Due time of this instance.
	 * @param int|string    $recurrence Seconds or cron expression.
	 * @param DateTime|null $first      Due time of the first instance of the chain.
	 */
	public function __construct( DateTime $date, protected int|string $recurrence, ?DateTime $first = null ) {
		parent::__construct( $date );
		$this->first_date = $first ?? clone $date;
	}

	public function get_first_date(): DateTime {
		return clone $this->first_date;
	}

	public function get_recurrence(): int|string {
		return $this->recurrence;
	}

	public function is_recurring(): bool {
		return true;
	}

	public function __serialize(): array {
		return parent::__serialize() + [
			"\0*\0first_timestamp" => $this->first_date->getTimestamp(),
			"\0*\0recurrence"      => $this->recurrence,
		];
	}

	/**
	 * @throws UnexpectedValueException For a cron row of the real one, which stores its parser's objects instead of the text.
	 */
	public function __unserialize( array $data ): void {
		parent::__unserialize( $data );
		$recurrence = $data["\0*\0recurrence"] ?? null;
		if ( ! is_int( $recurrence ) && ! is_string( $recurrence ) ) {
			throw new UnexpectedValueException( 'A cron schedule stored by the real Action Scheduler cannot be read by the contract double.' );
		}
		$this->recurrence = $recurrence;
		$this->first_date = self::date_from( $data["\0*\0first_timestamp"] ?? null ) ?? $this->get_date() ?? new ActionScheduler_DateTime();
	}
}
