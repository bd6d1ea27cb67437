<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Which build each kind of process has loaded. */
final class ProbeCommand {
	public function __construct( private readonly BuildProbe $probe, private readonly Builds $builds ) {}

	/**
	 * Asks each kind of process which build of SmartAlloc it has loaded. Exit code: 0 all have what lies on the disk, 11 one has not or did not say.
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
	public function probe( array $args, array $assoc_args ): void {
		$all_same = true;
		Output::guard(
			function () use ( $assoc_args, &$all_same ): void {
				$digest  = (string) $this->builds->installed();
				$version = $this->builds->version();
				$here    = $this->probe->here();
				$answers = [ 'shell' => ProbeAnswer::judge( $here, $digest, $version, $here['flags'] ) ];
				foreach ( Door::cases() as $door ) {
					$answers[ $door->value ] = $this->probe->look( $door, $digest, $version );
				}
				$items = [];
				foreach ( $answers as $kind => $answer ) {
					$all_same = $all_same && $answer->is_same();
					$items[]  = [
						'process' => $kind,
						'state'   => $answer->state,
						'why'     => $answer->why,
						'version' => $answer->said['version'] ?? null,
						'digest'  => isset( $answer->said['digest'] ) ? substr( (string) $answer->said['digest'], 0, 12 ) : null,
						'flags'   => $answer->said['flags'] ?? null,
						'schema'  => $answer->said['schema'] ?? null,
					];
				}
				Output::items( $items, [ 'process', 'state', 'why', 'version', 'digest', 'flags', 'schema' ], $assoc_args );
			}
		);
		\WP_CLI::halt( $all_same ? 0 : Output::exit_code( Status::Critical ) );
	}
}
