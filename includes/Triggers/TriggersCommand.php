<?php
declare(strict_types=1);

namespace SmartAllocOps\Triggers;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;

defined( 'ABSPATH' ) || exit;

/**
 * What speaks for a rollback, and which of it may start one by itself.
 */
final class TriggersCommand {
	public function __construct( private readonly TriggerService $triggers, private readonly TriggerSchema $schema, private readonly TriggerWatch $watch ) {}

	/**
	 * Lists the triggers: how each stands, why, and whether it is armed. Exit code 0: none fires, 11: one does.
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
				$all  = array_map( fn ( TriggerRow $row ): array => Sentences::all_told( $this->schema->describe( $row ) ), array_values( $this->triggers->all() ) );
				$code = [] === array_filter( $all, static fn ( array $one ): bool => [] !== $one['evidence'] ) ? 0 : 11;
				Output::items( $all, [ 'id', 'label', 'state', 'armed', 'effective', 'revision', 'text', 'seen_at' ], $assoc_args );
			}
		);
		\WP_CLI::halt( $code );
	}

	/**
	 * Looks now, as the tick does, unless somebody has within the last minute; what is armed may start a rollback.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function look( array $args, array $assoc_args ): void {
		Output::guard( fn () => \WP_CLI::success( $this->watch->run( true ) ? __( 'Looked at.', 'smartalloc-ops' ) : __( 'Looked at within the last minute already.', 'smartalloc-ops' ) ) );
	}

	/**
	 * Lets a trigger start a rollback by itself, until somebody disarms it.
	 *
	 * Once a build, not within a day of another rollback, and never on what is not known.
	 *
	 * ## OPTIONS
	 *
	 * <trigger>
	 * : Id of the trigger, see `triggers list`.
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
	public function arm( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$row = $this->triggers->get( $args[0] );
				\WP_CLI::log( trim( TriggerWords::rule( $row->trigger ) . ' ' . TriggerWords::caution( $row->trigger ) ) );
				/* translators: %s: id of a trigger. */
				Output::confirm( sprintf( __( 'Let %s start a rollback by itself?', 'smartalloc-ops' ), $args[0] ), $assoc_args );
				$this->set( $row, true, $assoc_args );
				/* translators: %s: id of a trigger. */
				\WP_CLI::success( sprintf( __( '%s may start a rollback by itself.', 'smartalloc-ops' ), $args[0] ) );
			}
		);
	}

	/**
	 * Lets a trigger only propose a rollback.
	 *
	 * ## OPTIONS
	 *
	 * <trigger>
	 * : Id of the trigger, see `triggers list`.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--revision=<revision>]
	 * : The one that you saw; by default the present one.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function disarm( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$this->set( $this->triggers->get( $args[0] ), false, $assoc_args );
				/* translators: %s: id of a trigger. */
				\WP_CLI::success( sprintf( __( '%s may only propose a rollback.', 'smartalloc-ops' ), $args[0] ) );
			}
		);
	}

	/** @param array<string, mixed> $assoc_args */
	private function set( TriggerRow $row, bool $armed, array $assoc_args ): void {
		$revision = isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', $assoc_args['revision'] ) : $row->revision;
		$this->triggers->arm( $row->trigger->id, $armed, $revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
	}
}
