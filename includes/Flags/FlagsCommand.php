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
	 * Sets a switch.
	 *
	 * ## OPTIONS
	 *
	 * <flag>
	 * : gppa, queue, comms or scheduling.
	 *
	 * <value>
	 * : on or off; for queue: action_scheduler or wp_cron.
	 *
	 * [--scope=<scope>]
	 * : A form for gppa, a group for scheduling.
	 *
	 * --reason=<reason>
	 * : Why. The next person will read it.
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
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function set( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				[ $flag, $value ] = $args;
				$scope            = (string) ( $assoc_args['scope'] ?? '' );
				$preview          = $this->flags->preview( $flag, $scope, $value );
				$revision         = (int) ( $assoc_args['revision'] ?? $preview['revision'] );
				$this->show( $preview );
				if ( ! empty( $assoc_args['dry-run'] ) ) {
					\WP_CLI::log( __( 'Dry run: nothing was changed.', 'smartalloc-ops' ) );
					return;
				}
				/* translators: 1: flag and scope, 2: value. */
				Output::confirm( sprintf( __( 'Set %1$s to %2$s?', 'smartalloc-ops' ), trim( "$flag $scope" ), $value ), $assoc_args );
				$state = $this->flags->set( $flag, $scope, $value, $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
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
	 * : gppa, queue, comms or scheduling.
	 *
	 * [--scope=<scope>]
	 * : A form for gppa, a group for scheduling.
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
		foreach ( $preview['refusals'] as $refusal ) {
			\WP_CLI::warning( "{$refusal['code']}: {$refusal['message']}" );
		}
	}
}
