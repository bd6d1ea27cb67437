<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Clock;

defined( 'ABSPATH' ) || exit;

/**
 * Bounded batches of a queue.
 */
final class BatchCommand {
	public function __construct( private readonly BatchService $batches, private readonly Clock $clock ) {}

	/**
	 * Runs due jobs of one queue in this process, as nobody, and never one that a flag holds.
	 *
	 * ## OPTIONS
	 *
	 * <queue>
	 * : As `queue list` names it: as:<group> or cron:<hook>.
	 *
	 * [--batches=<batches>]
	 * : How many batches.
	 * ---
	 * default: 1
	 * ---
	 *
	 * [--batch-size=<size>]
	 * : Jobs in a batch.
	 * ---
	 * default: 25
	 * ---
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp smartalloc-ops queue run as:smartalloc_allocate --batches=10 --reason="backlog after the outage"
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function run( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$batches = self::from_one( 'batches', $assoc_args['batches'] ?? 1 );
				$size    = self::from_one( 'batch-size', $assoc_args['batch-size'] ?? 25 );
				$batch   = $this->batches->run_here( $args[0], $batches * $size, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				$shown   = BatchSchema::describe( $batch, $this->clock->now_ms() );
				if ( 'json' === ( $assoc_args['format'] ?? 'table' ) ) {
					\WP_CLI::line( (string) wp_json_encode( $shown ) );
				} elseif ( 'done' !== $shown['state'] ) {
					\WP_CLI::error( (string) $shown['text'] );
				} else {
					\WP_CLI::success( (string) $shown['text'] );
				}
			}
		);
	}

	private static function from_one( string $name, mixed $typed ): int {
		$number = Output::whole_number( $name, $typed );
		if ( $number < 1 || $number > 10_000 ) {
			/* translators: 1: name of a field, 2: number. */
			throw new InvalidField( $name, sprintf( __( '%1$s takes 1 to %2$d.', 'smartalloc-ops' ), $name, 10_000 ) );
		}
		return $number;
	}
}
