<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * One runner's hold on a batch of rows.
 */
class ActionScheduler_ActionClaim {

	/** @param list<int> $action_ids Rows of the batch in the order in which they will run. */
	public function __construct( private readonly int $id, private readonly array $action_ids ) {}

	public function get_id(): int {
		return $this->id;
	}

	/** @return list<int> */
	public function get_actions(): array {
		return $this->action_ids;
	}
}
