<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * At the times of a cron expression, in UTC.
 */
class ActionScheduler_CronSchedule extends ActionScheduler_SimpleSchedule {

	private DateTime $first_date;

	/**
	 * @param DateTime      $start      Due time of this instance is the first match at or after it.
	 * @param string        $recurrence Five fields: minute, hour, day, month, weekday.
	 * @param DateTime|null $first      Start of the chain.
	 */
	public function __construct( DateTime $start, private string $recurrence, ?DateTime $first = null ) {
		parent::__construct( ActionScheduler_CronFields::parse( $recurrence )->next_match( $start, true ) );
		$this->first_date = $first ?? clone $start;
	}

	public function get_first_date(): DateTime {
		return clone $this->first_date;
	}

	public function get_recurrence(): string {
		return $this->recurrence;
	}

	public function is_recurring(): bool {
		return true;
	}

	protected function calculate_next( DateTime $after ): ?DateTime {
		return ActionScheduler_CronFields::parse( $this->recurrence )->next_match( $after, false );
	}

	public function __serialize(): array {
		return parent::__serialize() + [
			"\0*\0first_timestamp" => $this->first_date->getTimestamp(),
			"\0*\0recurrence"      => $this->recurrence,
		];
	}

	/**
	 * @throws UnexpectedValueException For a row written by the real one, which stores its parser's objects instead of the text.
	 */
	public function __unserialize( array $data ): void {
		parent::__unserialize( $data );
		$recurrence = $data["\0*\0recurrence"] ?? '';
		if ( ! is_string( $recurrence ) ) {
			throw new UnexpectedValueException( 'A cron schedule stored by the real Action Scheduler cannot be read by the contract double.' );
		}
		$this->recurrence = $recurrence;
		$this->first_date = self::date_from( $data["\0*\0first_timestamp"] ?? null ) ?? $this->get_date() ?? new ActionScheduler_DateTime();
	}
}
