<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/** Reads and sets the switches of SmartAlloc. */
final class FlagsCommand {
	public function __construct( private readonly FlagService $flags, private readonly FlagSchema $schema ) {}

	/**
	 * Lists every switch.
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
			function () use ( $assoc_args ): void {
				$items = array_map(
					static fn ( array $flag ): array => [
						'enforced' => $flag['enforcement']['state'],
						'by'       => $flag['actor']['name'] ?? null,
					] + $flag,
					$this->schema->all()
				);
				Output::items( $items, [ 'flag', 'scope', 'value', 'revision', 'held', 'enforced', 'by', 'changed_at', 'reason' ], $assoc_args );
			}
		);
	}

	/**
	 * Sets a switch, after showing what that reaches.
	 *
	 * ## OPTIONS
	 *
	 * <flag>
	 * : gppa, queue, comms, webhooks, scheduling, intake, generic_path or export_mode.
	 *
	 * <value>
	 * : on or off; for queue: action_scheduler or wp_cron; for export_mode: normal or streaming.
	 *
	 * [--scope=<scope>]
	 * : A form for gppa and intake, a group for scheduling.
	 *
	 * [--reason=<reason>]
	 * : Why. The next person will read it. Required unless --dry-run.
	 *
	 * [--revision=<revision>]
	 * : Set it only if it still stands at this revision. Without it: as it stands now.
	 *
	 * [--dry-run]
	 * : Show what it would reach, and change nothing.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * [--format=<format>]
	 * : text, or json: of a dry run the preview, else the switch as it stands then.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp smartalloc-ops flags set comms off --reason="Mails go out twice" --dry-run
	 *     wp smartalloc-ops flags set scheduling off --scope=smartalloc_export --reason="Exports run out of memory" --yes
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function set( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				[ $flag, $value ] = $args;
				$scope            = (string) ( $assoc_args['scope'] ?? '' );
				$as_json          = 'json' === ( $assoc_args['format'] ?? 'text' );
				$preview          = $this->flags->preview( $flag, $scope, $value );
				$revision         = isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', $assoc_args['revision'] ) : $preview['revision'];
				if ( ! $as_json ) {
					$this->show( $preview );
				}
				foreach ( $preview['refusals'] as $refusal ) {
					\WP_CLI::warning( trim( "{$refusal['code']}: {$refusal['message']} " . ( $refusal['action']['target'] ?? '' ) ) );
				}
				if ( ! empty( $assoc_args['dry-run'] ) ) {
					$as_json ? \WP_CLI::line( (string) wp_json_encode( $preview ) ) : \WP_CLI::log( __( 'Dry run: nothing was changed.', 'smartalloc-ops' ) );
					return;
				}
				if ( [] !== $preview['refusals'] ) {
					\WP_CLI::error( __( 'Refused. Nothing was changed.', 'smartalloc-ops' ) );
				}
				/* translators: 1: flag and scope, 2: value. */
				Output::confirm( sprintf( __( 'Set %1$s to %2$s?', 'smartalloc-ops' ), trim( "$flag $scope" ), $value ), $assoc_args );
				$state = $this->flags->set( $flag, $scope, $value, $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				if ( $as_json ) {
					\WP_CLI::line( (string) wp_json_encode( $this->schema->one( $state ) ) );
					return;
				}
				/* translators: 1: flag and scope, 2: value, 3: revision number. */
				\WP_CLI::success( sprintf( __( '%1$s is %2$s (revision %3$d).', 'smartalloc-ops' ), trim( "$flag $scope" ), $state->value, $state->revision ) );
			}
		);
	}

	/**
	 * Shows who set a switch, when and why.
	 *
	 * ## OPTIONS
	 *
	 * <flag>
	 * : gppa, queue, comms, webhooks, scheduling, intake, generic_path or export_mode.
	 *
	 * [--scope=<scope>]
	 * : A form for gppa and intake, a group for scheduling.
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
	public function history( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$items = array_map(
					fn ( FlagState $state ): array => [ 'by' => $state->actor?->name() ] + $this->schema->revision( $state ),
					$this->flags->revisions( $args[0], (string) ( $assoc_args['scope'] ?? '' ), null, 50 )
				);
				Output::items( $items, [ 'revision', 'previous', 'value', 'by', 'changed_at', 'run_id', 'reason' ], $assoc_args );
			}
		);
	}

	/** @param array<string, mixed> $preview */
	private function show( array $preview ): void {
		foreach ( $preview['reach'] as $line ) {
			$count = null === $line['count'] ? '-' : $line['count']['value'] . ( $line['count']['capped'] ? '+' : '' );
			\WP_CLI::log( trim( "{$line['label']}: $count {$line['note']}" ) );
		}
		foreach ( [ ...$preview['reassurances'], ...$preview['warnings'] ] as $sentence ) {
			\WP_CLI::log( $sentence );
		}
	}
}
