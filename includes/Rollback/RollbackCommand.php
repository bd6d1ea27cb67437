<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Cli\RunOutput;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Brings the last known good release back, or contains trouble, and puts things back. Exit code: 0 as asked, 11 a step failed and the run waits for an operator, 1 error.
 */
final class RollbackCommand {
	public function __construct( private readonly RollbackService $rollbacks, private readonly RunOutput $output ) {}

	/**
	 * Shows what a rollback would do, or does it: freezes, holds, and of a bad release brings the last known good build back.
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
	 * [--strategy=<strategy>]
	 * : How the good build of a bad release comes back: what this site can do, a swap on this machine, its own deployment, a person, or not at all (contain).
	 * ---
	 * default: auto
	 * options:
	 *   - auto
	 *   - local_swap
	 *   - external
	 *   - manual
	 *   - contain
	 * ---
	 *
	 * [--flags=<flags>]
	 * : What becomes of the switches of the freeze at the end.
	 * ---
	 * default: put_back
	 * options:
	 *   - put_back
	 *   - leave
	 * ---
	 *
	 * [--accept-newer-schema]
	 * : Bring the good build back though the database is newer than what it reads. A second person must agree.
	 *
	 * [--dry-run]
	 * : Show the plan, and change nothing.
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
	public function start( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$wish    = new Wish( $args[0] ?? 'bad_release', (string) ( $assoc_args['strategy'] ?? 'auto' ), (string) ( $assoc_args['flags'] ?? 'put_back' ), ! empty( $assoc_args['accept-newer-schema'] ) );
				$plan    = $this->rollbacks->plan( $wish );
				$as_json = RunOutput::as_json( $assoc_args );
				foreach ( $as_json ? [] : $plan['effects'] as $effect ) {
					\WP_CLI::log( "- {$effect['text']}" );
				}
				foreach ( [ ...array_column( $plan['refusals'], 'message' ), ...$plan['warnings'] ] as $sentence ) {
					\WP_CLI::warning( $sentence );
				}
				if ( ! empty( $assoc_args['dry-run'] ) ) {
					$as_json ? \WP_CLI::line( (string) wp_json_encode( $plan ) ) : \WP_CLI::log( __( 'Dry run: nothing was changed.', 'smartalloc-ops' ) );
					return;
				}
				/* translators: %s: release number. */
				Output::confirm( sprintf( __( 'Roll back release %s?', 'smartalloc-ops' ), $plan['confirmation'] ), $assoc_args );
				$key = (string) ( $assoc_args['key'] ?? 'cli-' . bin2hex( random_bytes( 8 ) ) );
				$this->output->end( $this->rollbacks->start( $wish, $plan['confirmation'], $key, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
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
	 * options:
	 *   - table
	 *   - json
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
				if ( null !== $run ) {
					$this->output->show( $run, $assoc_args );
				} else {
					\WP_CLI::line( RunOutput::as_json( $assoc_args ) ? 'null' : __( 'There has been no rollback.', 'smartalloc-ops' ) );
				}
			}
		);
		\WP_CLI::halt( null === $active ? 0 : Output::exit_code( Status::Critical ) );
	}
}
