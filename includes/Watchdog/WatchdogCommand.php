<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;

defined( 'ABSPATH' ) || exit;

/**
 * The must-use file that sees SmartAlloc bring the site down.
 */
final class WatchdogCommand {
	public function __construct( private readonly WatchdogService $watchdog ) {}

	/**
	 * Says whether it watches, and what it saw and did last. Exit code 0: it watches, or is not installed; 10, 11: look at it.
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
		$code = 0;
		Output::guard(
			function () use ( $assoc_args, &$code ): void {
				$wire = WatchdogSchema::describe( $this->watchdog->status() );
				$code = Output::exit_code( $this->watchdog->readiness()['status'] );
				\WP_CLI::line( 'json' === ( $assoc_args['format'] ?? 'table' ) ? (string) wp_json_encode( $wire ) : "{$wire['state']}: {$wire['detail']}" );
			}
		);
		\WP_CLI::halt( $code );
	}

	/**
	 * Puts it into the folder of must-use plugins, or in the place of another version.
	 *
	 * ## OPTIONS
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function install( array $args, array $assoc_args ): void {
		Output::guard( fn () => self::end( $this->watchdog->install( self::reason( $assoc_args ), Actor::cli() ) ) );
	}

	/**
	 * Takes it away, with what it obeyed.
	 *
	 * ## OPTIONS
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function remove( array $args, array $assoc_args ): void {
		Output::guard( fn () => self::end( $this->watchdog->remove( self::reason( $assoc_args ), Actor::cli() ) ) );
	}

	/**
	 * Says whether it may bring the last known good build back by itself, or only stop SmartAlloc.
	 *
	 * ## OPTIONS
	 *
	 * <policy>
	 * : act_alone or stop_only.
	 * ---
	 * options:
	 *   - act_alone
	 *   - stop_only
	 * ---
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function policy( array $args, array $assoc_args ): void {
		Output::guard( fn () => self::end( $this->watchdog->set_policy( 'act_alone' === $args[0], self::reason( $assoc_args ), Actor::cli() ) ) );
	}

	/** @param array<string, mixed> $assoc_args */
	private static function reason( array $assoc_args ): string {
		return (string) ( $assoc_args['reason'] ?? '' );
	}

	private static function end( WatchdogStatus $status ): void {
		\WP_CLI::success( WatchdogWords::status( $status ) );
	}
}
