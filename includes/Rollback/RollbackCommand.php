<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Run\RunService;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * Brings the last known good release back, or contains trouble, and puts things back. Exit code: 0 as asked, 11 a step failed and the run waits for an operator, 1 error.
 */
final class RollbackCommand {
	public function __construct( private readonly RollbackService $rollbacks, private readonly Rehearsal $rehearsal, private readonly RunService $runs, private readonly RunSchema $schema ) {}

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
				$as_json = self::as_json( $assoc_args );
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
				$this->end( $this->rollbacks->start( $wish, $plan['confirmation'], $key, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
			}
		);
	}

	/**
	 * Does every part of a rollback that only reads, for real and timed. Exit code: 0 it could be done now, 11 it could not.
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
	public function rehearse( array $args, array $assoc_args ): void {
		$done = null;
		Output::guard(
			function () use ( $assoc_args, &$done ): void {
				$done = $this->rehearsal->run( Actor::cli() );
				if ( self::as_json( $assoc_args ) ) {
					\WP_CLI::line( (string) wp_json_encode( Sentences::all_told( [ 'parts' => RehearsalSchema::parts( $done['parts'] ) ] + $done ) ) );
					return;
				}
				foreach ( RehearsalSchema::parts( $done['parts'] ) as $part ) {
					\WP_CLI::log( ( null === $part['failed'] ? '- ' : '! ' ) . "{$part['title']} ({$part['took_ms']} ms): " . Sentences::told( $part['said'] ) );
				}
			}
		);
		\WP_CLI::halt( null === $done || ! $done['ok'] ? Output::exit_code( Status::Critical ) : 0 );
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
					$this->show( $run, $assoc_args );
				} else {
					\WP_CLI::line( self::as_json( $assoc_args ) ? 'null' : __( 'There has been no rollback.', 'smartalloc-ops' ) );
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
		Output::guard( fn () => $this->end( $this->runs->resume( Output::whole_number( 'id', $args[0] ), Actor::cli() ), $assoc_args ) );
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
				$this->end( $this->runs->abort( $id, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
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
				$this->end( $this->runs->close( $id, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
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
				$this->end( $this->runs->answer( Output::whole_number( 'id', $args[0] ), $args[1], (string) ( $assoc_args['reason'] ?? '' ), $version, Actor::cli() ), $assoc_args );
			}
		);
	}

	/**
	 * What is left after an act: the run, and a code that says whether it came to where it should.
	 *
	 * @param array<string, mixed> $assoc_args
	 */
	private function end( Run $run, array $assoc_args ): void {
		$this->show( $run, $assoc_args );
		if ( RunState::NeedsOperator === $run->state ) {
			\WP_CLI::halt( Output::exit_code( Status::Critical ) );
		}
	}

	/** @param array<string, mixed> $assoc_args */
	private static function as_json( array $assoc_args ): bool {
		return 'json' === ( $assoc_args['format'] ?? 'table' );
	}

	/** @param array<string, mixed> $assoc_args */
	private function show( Run $run, array $assoc_args ): void {
		$wire = $this->schema->describe( $run );
		if ( self::as_json( $assoc_args ) ) {
			\WP_CLI::line( (string) wp_json_encode( $wire ) );
			return;
		}
		\WP_CLI::log( "Run {$wire['id']} ({$wire['scenario']}): {$wire['state']}. {$wire['headline']}" );
		foreach ( $wire['steps'] as $step ) {
			\WP_CLI::log( "- {$step['title']} ({$step['direction']}, attempt {$step['attempt']}): {$step['state']}" . ( null === $step['error'] ? '' : " {$step['error']}" ) );
			foreach ( $step['evidence'] as $evidence ) {
				\WP_CLI::log( "    {$evidence['label']}: {$evidence['value']}" );
			}
		}
		$run_id = $wire['id'];
		foreach ( $wire['waiting']['answers'] ?? [] as $answer ) {
			[ 'answer' => $said, 'label' => $label ] = $answer;
			\WP_CLI::log( "? wp smartalloc-ops rollback answer $run_id $said --reason=\"...\"" . "  ($label)" );
		}
		foreach ( $wire['next_steps'] as $number => $next ) {
			\WP_CLI::log( ( $number + 1 ) . ". {$next['text']}" . ( null === $next['command'] ? '' : "\n   {$next['command']}" ) );
		}
	}
}
