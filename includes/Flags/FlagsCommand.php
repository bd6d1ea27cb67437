<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/**
 * Reads and sets the switches of SmartAlloc.
 */
final class FlagsCommand {
	public function __construct( private readonly FlagService $flags, private readonly FlagSchema $schema, private readonly Clock $clock ) {}

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
						'until'    => $flag['end']['until'] ?? null,
						'then'     => $flag['end']['then'] ?? null,
					] + $flag,
					$this->schema->all()
				);
				Output::items( $items, [ 'flag', 'scope', 'value', 'revision', 'held', 'enforced', 'by', 'changed_at', 'until', 'then', 'reason' ], $assoc_args );
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
	 * : A form for gppa and intake; for scheduling a group, cron:<hook> or gf:<processor>, as queue list names them.
	 *
	 * [--reason=<reason>]
	 * : Why. The next person will read it. Required unless --dry-run.
	 *
	 * [--until=<time>]
	 * : When it ends by itself: 18:00, "tomorrow 09:00", "+2 hours" (in the site's zone), or RFC 3339.
	 *
	 * [--then=<then>]
	 * : What happens then: it goes back to what it was, or asks a person on the Overview.
	 * ---
	 * default: back
	 * options:
	 *   - back
	 *   - ask
	 * ---
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
	 *     wp smartalloc-ops flags set scheduling off --scope=gf:gf_feed_processor --reason="The receiver of feeds is down" --yes
	 *     wp smartalloc-ops flags set intake off --scope=150 --until=18:00 --then=ask --reason="The queue is slow" --yes
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function set( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$this->change( $args[0], (string) ( $assoc_args['scope'] ?? '' ), $args[1], (string) ( $assoc_args['reason'] ?? '' ), $assoc_args );
			}
		);
	}

	/**
	 * Sets a switch back to what it was at one of its revisions. That is a new revision; history is never rewritten.
	 *
	 * ## OPTIONS
	 *
	 * <flag>
	 * : gppa, queue, comms, webhooks, scheduling, intake, generic_path or export_mode.
	 *
	 * <to>
	 * : Number of the revision; 0 is the default before anybody set it.
	 *
	 * [--scope=<scope>]
	 * : A form for gppa and intake; for scheduling a group, cron:<hook> or gf:<processor>, as queue list names them.
	 *
	 * [--reason=<reason>]
	 * : Why. Without it: "Back to revision N" and the reason of that revision.
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
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function revert( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$scope  = (string) ( $assoc_args['scope'] ?? '' );
				$number = Output::whole_number( 'to', $args[1] );
				$target = $this->flags->revision( $args[0], $scope, $number );
				/* translators: 1: revision number, 2: the reason that was given for it. */
				$reason = (string) ( $assoc_args['reason'] ?? trim( sprintf( __( 'Back to revision %1$d. %2$s', 'smartalloc-ops' ), $number, $target->reason ) ) );
				$this->change( $args[0], $scope, $target->value, $reason, $assoc_args );
			}
		);
	}

	/**
	 * Shows which kinds of process go by the present revision of each switch, and since when.
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
	public function seen( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$items = array_map( static fn ( array $flag ): array => $flag['seen'] + $flag, $this->schema->all() );
				Output::items( $items, [ 'flag', 'scope', 'value', 'revision', 'changed_at', ...Sightings::KINDS ], $assoc_args );
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
	 * : A form for gppa and intake; for scheduling a group, cron:<hook> or gf:<processor>, as queue list names them.
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
					fn ( FlagState $state ): array => [
						'by'    => $state->actor?->name(),
						'until' => Time::rfc3339( $state->end?->until_ms ),
					] + $this->schema->revision( $state ),
					$this->flags->revisions( $args[0], (string) ( $assoc_args['scope'] ?? '' ), null, 50 )
				);
				Output::items( $items, [ 'revision', 'previous', 'value', 'by', 'changed_at', 'until', 'run_id', 'reason' ], $assoc_args );
			}
		);
	}

	/** @param array<string, mixed> $assoc_args */
	private function change( string $flag, string $scope, string $value, string $reason, array $assoc_args ): void {
		$as_json  = 'json' === ( $assoc_args['format'] ?? 'text' );
		$preview  = $this->flags->preview( $flag, $scope, $value );
		$revision = isset( $assoc_args['revision'] ) ? Output::whole_number( 'revision', $assoc_args['revision'] ) : $preview['revision'];
		$until    = isset( $assoc_args['until'] ) ? EndText::rfc3339( (string) $assoc_args['until'], wp_timezone(), $this->clock->now_ms() ) : null;
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
		$state = $this->flags->set( $flag, $scope, $value, $revision, $reason, Actor::cli(), null, $until, (string) ( $assoc_args['then'] ?? 'back' ) );
		if ( $as_json ) {
			\WP_CLI::line( (string) wp_json_encode( $this->schema->one( $state ) ) );
			return;
		}
		/* translators: 1: flag and scope, 2: value, 3: revision number. */
		\WP_CLI::success( sprintf( __( '%1$s is %2$s (revision %3$d).', 'smartalloc-ops' ), trim( "$flag $scope" ), $state->value, $state->revision ) );
		if ( null !== $state->end ) {
			/* translators: 1: date and time, 2: value of a flag. */
			\WP_CLI::log( 'ask' === $state->end->then ? sprintf( __( 'It asks a person at %s.', 'smartalloc-ops' ), $state->end->shown() ) : sprintf( __( 'It goes back to %2$s at %1$s.', 'smartalloc-ops' ), $state->end->shown(), $state->end->back_to ) );
		}
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
