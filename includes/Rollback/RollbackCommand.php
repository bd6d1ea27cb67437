<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Contains a bad release, and puts things back. */
final class RollbackCommand {
	public function __construct( private readonly RollbackService $rollbacks, private readonly RunService $runs, private readonly RunSchema $schema ) {}

	/**
	 * Shows what a rollback would do, or does it: freezes flags and holds scheduling.
	 *
	 * ## OPTIONS
	 *
	 * [<scenario>]
	 * : bad_release, slow_queue, smtp_down, duplicates, export_trouble or webhook_tampered.
	 * ---
	 * default: bad_release
	 * ---
	 *
	 * [--reason=<reason>]
	 * : Why. Required unless --dry-run.
	 *
	 * [--key=<key>]
	 * : Idempotency key: the same key never starts two.
	 *
	 * [--dry-run]
	 * : Show the plan, and change nothing.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function start( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$scenario = $args[0] ?? 'bad_release';
				$plan     = $this->rollbacks->plan( $scenario );
				foreach ( $plan['effects'] as $effect ) {
					\WP_CLI::log( "- {$effect['text']}" );
				}
				foreach ( [ ...array_column( $plan['refusals'], 'message' ), ...$plan['warnings'] ] as $sentence ) {
					\WP_CLI::warning( $sentence );
				}
				if ( ! empty( $assoc_args['dry-run'] ) ) {
					\WP_CLI::log( __( 'Dry run: nothing was changed.', 'smartalloc-ops' ) );
					return;
				}
				/* translators: %s: release number. */
				Output::confirm( sprintf( __( 'Roll back release %s?', 'smartalloc-ops' ), $plan['confirmation'] ), $assoc_args );
				$key = (string) ( $assoc_args['key'] ?? 'cli-' . bin2hex( random_bytes( 8 ) ) );
				$this->show( $this->rollbacks->start( $scenario, $plan['confirmation'], $key, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ) );
			}
		);
	}

	/**
	 * Shows the active or last rollback. Exit code 0: none active, 11: one is.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : table or json.
	 * ---
	 * default: table
	 * ---
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function status( array $args, array $assoc_args ): void {
		$active = null;
		Output::guard(
			function () use ( $assoc_args, &$active ): void {
				$active = $this->rollbacks->active();
				$run    = $active ?? $this->rollbacks->last();
				if ( 'json' === ( $assoc_args['format'] ?? 'table' ) ) {
					\WP_CLI::line( (string) wp_json_encode( null === $run ? null : $this->schema->describe( $run ) ) );
				} elseif ( null === $run ) {
					\WP_CLI::log( __( 'There has been no rollback.', 'smartalloc-ops' ) );
				} else {
					$this->show( $run );
				}
			}
		);
		\WP_CLI::halt( null === $active ? 0 : Output::exit_code( Status::Critical ) );
	}

	/**
	 * Goes on where a killed worker stopped, or tries a failed step again.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the run.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function resume( array $args, array $assoc_args ): void {
		Output::guard( fn () => $this->show( $this->runs->resume( (int) $args[0], Actor::cli() ) ) );
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
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function abort( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				/* translators: %s: number of a run. */
				Output::confirm( sprintf( __( 'Put back every switch that run %s had set? Held work then leaves.', 'smartalloc-ops' ), $args[0] ), $assoc_args );
				$this->show( $this->runs->abort( (int) $args[0], (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ) );
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
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function close( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				/* translators: %s: number of a run. */
				Output::confirm( sprintf( __( 'End run %s and leave the switches as they are?', 'smartalloc-ops' ), $args[0] ), $assoc_args );
				$this->show( $this->runs->close( (int) $args[0], (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ) );
			}
		);
	}

	private function show( Run $run ): void {
		$wire = $this->schema->describe( $run );
		\WP_CLI::log( "Run {$wire['id']} ({$wire['scenario']}): {$wire['state']}. {$wire['headline']}" );
		foreach ( $wire['steps'] as $step ) {
			\WP_CLI::log( "- {$step['title']} ({$step['direction']}, attempt {$step['attempt']}): {$step['state']}" . ( null === $step['error'] ? '' : " {$step['error']}" ) );
			foreach ( $step['evidence'] as $evidence ) {
				\WP_CLI::log( "    {$evidence['label']}: {$evidence['value']}" );
			}
		}
		foreach ( $wire['next_steps'] as $number => $next ) {
			\WP_CLI::log( ( $number + 1 ) . ". {$next['text']}" . ( null === $next['command'] ? '' : "\n   {$next['command']}" ) );
		}
	}
}
