<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Cli\Output;

defined( 'ABSPATH' ) || exit;

/** The queues SmartAlloc's jobs wait in. */
final class QueueCommand {
	private const FIELDS = [ 'id', 'state', 'pending', 'due', 'running', 'failed', 'held', 'oldest_due_age_s', 'last_runner_at' ];

	public function __construct( private readonly QueueService $queues ) {}

	/**
	 * Lists the queues. "-" is not known, "10000+" is at least so many.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table, json, csv or yaml.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function list( array $args, array $assoc_args ): void {
		Output::guard(
			fn () => Output::items( QueueSchema::describe( $this->queues->report() )['queues'], self::FIELDS, $assoc_args )
		);
	}
}
