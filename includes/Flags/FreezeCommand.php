<?php
declare(strict_types=1);

namespace SmartAllocOps\Flags;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\Time;

defined( 'ABSPATH' ) || exit;

/**
 * Freezes the flags: only their safe direction stays open.
 */
final class FreezeCommand {
	private const FROZEN = 10;

	public function __construct( private readonly FreezeService $freezes, private readonly Clock $clock ) {}

	/**
	 * Shows whether the flags are frozen, by whom, why and until when. Exit code 0: not frozen, 10: frozen.
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
		$is_on = false;
		Output::guard(
			function () use ( $assoc_args, &$is_on ): void {
				$freeze = $this->freezes->present();
				$is_on  = $freeze->is_on();
				$this->show( $freeze, $assoc_args );
			}
		);
		\WP_CLI::halt( $is_on ? self::FROZEN : 0 );
	}

	/**
	 * Freezes the flags, or moves the end of the freeze.
	 *
	 * ## OPTIONS
	 *
	 * --until=<time>
	 * : When it ends by itself: 18:00, "tomorrow 09:00", "+2 hours" (in the site's zone), or RFC 3339.
	 *
	 * --reason=<reason>
	 * : Why. Everybody who is refused reads it.
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
	 * ## EXAMPLES
	 *
	 *     wp smartalloc-ops freeze start --until="tomorrow 09:00" --reason="The night of the registrations" --yes
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function start( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$until = EndText::rfc3339( (string) ( $assoc_args['until'] ?? '' ), wp_timezone(), $this->clock->now_ms() );
				$now   = $this->freezes->present();
				/* translators: %s: date and time. */
				Output::confirm( sprintf( __( 'Freeze the flags until %s?', 'smartalloc-ops' ), PlannedEnd::show( (int) Time::from_rfc3339( $until ) ) ), $assoc_args );
				$this->show( $this->freezes->set( true, $until, $now->state->revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
			}
		);
	}

	/**
	 * Opens the flags again.
	 *
	 * ## OPTIONS
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
	public function stop( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$now = $this->freezes->present();
				Output::confirm( __( 'Open the flags again?', 'smartalloc-ops' ), $assoc_args );
				$this->show( $this->freezes->set( false, null, $now->state->revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() ), $assoc_args );
			}
		);
	}

	/** @param array<string, mixed> $assoc_args */
	private function show( Freeze $freeze, array $assoc_args ): void {
		$line = $freeze->to_array();
		if ( 'json' === ( $assoc_args['format'] ?? 'table' ) ) {
			\WP_CLI::line( (string) wp_json_encode( $line ) );
			return;
		}
		Output::items( [ [ 'owner' => null === $freeze->state->actor ? null : $freeze->owner() ] + $line ], [ 'frozen', 'owner', 'since', 'until', 'reason', 'revision' ], [] );
	}
}
