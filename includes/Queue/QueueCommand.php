<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * The queues that jobs of SmartAlloc and its forms wait in. Exit code: 0 good, 10 a queue is late, 12 a queue is not available, 1 error.
 */
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
		$worst = Status::Unknown;
		Output::guard(
			function () use ( $assoc_args, &$worst ): void {
				$report = $this->queues->report();
				$worst  = Status::worst( array_map( static fn ( Queue $queue ): Status => self::status( $queue ), $report->queues ) );
				Output::items( QueueSchema::describe( $report )['queues'], self::FIELDS, $assoc_args );
			}
		);
		\WP_CLI::halt( Output::exit_code( $worst ) );
	}

	/** A pause is somebody's decision, not a fault. */
	private static function status( Queue $queue ): Status {
		return match ( $queue->state ) {
			'unavailable' => Status::Unknown,
			'late' => Status::Recommended,
			default => Status::Good,
		};
	}
}
