<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Run\RunState;

defined( 'ABSPATH' ) || exit;

/**
 * Rollbacks that were proposed, and what was decided about them.
 */
final class ProposalsCommand {
	/** @param \Closure(): string $confirmation What a person would type. */
	public function __construct( private readonly ProposalService $proposals, private readonly \Closure $confirmation ) {}

	/**
	 * Lists them, newest first. Exit code 0: none is open, 11: one waits for a decision.
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
		$code = 0;
		Output::guard(
			function () use ( $assoc_args, &$code ): void {
				$all  = $this->proposals->page( null, 50 );
				$code = [] === array_filter( $all, static fn ( Proposal $one ): bool => $one->is_open() ) ? 0 : 11;
				Output::items(
					array_map(
						static fn ( Proposal $one ): array => [
							'triggers' => implode( ' ', $one->triggers() ),
							'from'     => $one->facts->version,
							'to'       => $one->facts->good_version,
						] + ProposalSchema::describe( $one ),
						$all
					),
					[ 'id', 'state', 'revision', 'triggers', 'from', 'to', 'run', 'automatic', 'created_at', 'closed_at' ],
					$assoc_args
				);
			}
		);
		\WP_CLI::halt( $code );
	}

	/**
	 * Shows one with all that speaks for it, as JSON.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the proposal.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function show( array $args, array $assoc_args ): void {
		Output::guard( fn () => \WP_CLI::line( (string) wp_json_encode( Sentences::all_told( ProposalSchema::describe( $this->proposals->get( Output::whole_number( 'id', $args[0] ) ) ) ), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) ) );
	}

	/**
	 * Starts it: a rollback that is bound to what it was proposed on. Exit code: 0 as asked, 11 a step failed and the run waits for an operator.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the proposal.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--revision=<revision>]
	 * : The one that you saw; by default the present one.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function accept( array $args, array $assoc_args ): void {
		$code = 0;
		Output::guard(
			function () use ( $args, $assoc_args, &$code ): void {
				$proposal = $this->proposals->get( Output::whole_number( 'id', $args[0] ) );
				foreach ( TriggerSchema::describe_all( $proposal->evidence ) as $one ) {
					\WP_CLI::log( "- {$one['label']}: {$one['finding']}" );
				}
				/* translators: 1: version number, 2: version number. */
				Output::confirm( sprintf( __( 'Roll back from %1$s to %2$s?', 'smartalloc-ops' ), $proposal->facts->version ?? '?', $proposal->facts->good_version ?? '?' ), $assoc_args );
				$run  = $this->proposals->accept( $proposal->id, self::revision( $assoc_args, $proposal ), ( $this->confirmation )(), (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				$code = RunState::NeedsOperator === $run->state ? 11 : 0;
				/* translators: 1: number of a run, 2: its state. */
				\WP_CLI::log( sprintf( __( 'Run %1$d: %2$s. See it with: wp smartalloc-ops rollback status', 'smartalloc-ops' ), $run->id, $run->state->value ) );
			}
		);
		\WP_CLI::halt( $code );
	}

	/**
	 * Says why not. The same is not proposed again for this build for a day.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the proposal.
	 *
	 * --reason=<reason>
	 * : Why not.
	 *
	 * [--revision=<revision>]
	 * : The one that you saw; by default the present one.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function dismiss( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$proposal = $this->proposals->get( Output::whole_number( 'id', $args[0] ) );
				$this->proposals->dismiss( $proposal->id, self::revision( $assoc_args, $proposal ), (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %d: number of a proposed rollback. */
				\WP_CLI::success( sprintf( __( 'Proposed rollback %d is dismissed.', 'smartalloc-ops' ), $proposal->id ) );
			}
		);
	}

	/** @param array<string, mixed> $assoc_args */
	private static function revision( array $assoc_args, Proposal $proposal ): int {
		return isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', $assoc_args['revision'] ) : $proposal->revision;
	}
}
