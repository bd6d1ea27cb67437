<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;

defined( 'ABSPATH' ) || exit;

/**
 * Held work, dead letters and what ended unseen.
 */
final class WorkCommand {
	private const RUN_BUDGET_MS = 60_000;

	public function __construct( private readonly WorkService $work, private readonly WorkCounts $counts, private readonly ReleaseLoop $loop ) {}

	/**
	 * Lists work, newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--state=<state>]
	 * : held, due, running, failed, finished_unknown, done or closed.
	 *
	 * [--marked-run=<run>]
	 * : Only what came into being in the bad release of this rollback.
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
			function () use ( $assoc_args ): void {
				$state = isset( $assoc_args['state'] ) ? WorkState::tryFrom( (string) $assoc_args['state'] ) : null;
				if ( isset( $assoc_args['state'] ) && null === $state ) {
					/* translators: %s: list of values. */
					throw new InvalidField( 'state', sprintf( __( 'state takes one of: %s.', 'smartalloc-ops' ), implode( ', ', WorkSchema::states() ) ) );
				}
				$run   = isset( $assoc_args['marked-run'] ) ? Output::whole_number( 'marked-run', (string) $assoc_args['marked-run'] ) : null;
				$items = array_map( static fn ( WorkItem $item ): array => WorkSchema::describe( $item ), $this->counts->page( $state, null, null, 100, $run ) );
				Output::items( $items, [ 'id', 'source', 'hook', 'group', 'entry_id', 'state', 'attempts', 'held_flag', 'held_scope', 'marked_run', 'error_code', 'updated_at' ], $assoc_args );
			}
		);
	}

	/**
	 * Decides about work that failed or whose outcome is unknown.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the work.
	 *
	 * <resolution>
	 * : close (it is dealt with) or retry (once more, even if it may have happened).
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function resolve( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$id = Output::whole_number( 'id', $args[0] );
				/* translators: 1: resolution, 2: number of the work. */
				Output::confirm( sprintf( __( '%1$s work %2$d?', 'smartalloc-ops' ), $args[1], $id ), $assoc_args );
				$item = $this->work->resolve( $id, $args[1], (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				\WP_CLI::success( "{$item->id}: {$item->state->value}" );
			}
		);
	}

	/**
	 * Releases what nothing holds any more and runs what is due, as the tick does.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function run( array $args, array $assoc_args ): void {
		Output::guard(
			function (): void {
				$done = $this->loop->run( self::RUN_BUDGET_MS );
				/* translators: 1: number released, 2: number performed. */
				\WP_CLI::success( sprintf( __( '%1$d released, %2$d performed.', 'smartalloc-ops' ), $done['released'], $done['performed'] ) );
			}
		);
	}
}
