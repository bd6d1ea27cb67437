<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * One log line.
 */
class ActionScheduler_LogEntry {

	public function __construct( private readonly int $action_id, private readonly string $message, private readonly DateTime $date ) {}

	public function get_date(): DateTime {
		return clone $this->date;
	}

	public function get_action_id(): int {
		return $this->action_id;
	}

	public function get_message(): string {
		return $this->message;
	}
}
