<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Cli\RunOutput;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\RunService;

defined( 'ABSPATH' ) || exit;

/** What a person decides about a rollback that has begun. */
final class DecideCommand {
	public function __construct( private readonly RunService $runs, private readonly RunOutput $output ) {}

	/**
	 * Goes on where a killed worker stopped, or tries a failed step again.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the run.
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function resume( array $args, array $assoc_args ): void {
		Output::guard( fn () => $this->output->end( $this->runs->resume( Output::whole_number( 'id', $args[0] ), Actor::cli() ), $assoc_args ) );
	}

	/**
	 * Puts back what a rollback had changed.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the run.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function abort( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$id = Output::whole_number( 'id', $args[0] );
				/* translators: %d: number of a run. */
				Output::confirm( sprintf( __( 'Put back every switch that run %d had set? Held work then leaves.', 'smartalloc-ops' ), $id ), $assoc_args );
				$this->output->end( $this->runs->abort( $id, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
			}
		);
	}

	/**
	 * Ends a rollback and leaves the switches as they are.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the run.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function close( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$id = Output::whole_number( 'id', $args[0] );
				/* translators: %d: number of a run. */
				Output::confirm( sprintf( __( 'End run %d and leave the switches as they are?', 'smartalloc-ops' ), $id ), $assoc_args );
				$this->output->end( $this->runs->close( $id, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
			}
		);
	}

	/**
	 * Says to a rollback that waits what it waits for; `status` shows the words it takes.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the run.
	 *
	 * <answer>
	 * : One of the words that the run takes now, for example passed, failed or inconclusive.
	 *
	 * --reason=<reason>
	 * : What you saw.
	 *
	 * [--revision=<version>]
	 * : Version of the run that you looked at: nothing happens when it has changed since.
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function answer( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$version = isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', (string) $assoc_args['revision'] ) : null;
				$this->output->end( $this->runs->answer( Output::whole_number( 'id', $args[0] ), $args[1], (string) ( $assoc_args['reason'] ?? '' ), $version, Actor::cli() ), $assoc_args );
			}
		);
	}
}
