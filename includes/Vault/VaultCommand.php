<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Recovery\Kept;

defined( 'ABSPATH' ) || exit;

/**
 * Builds of SmartAlloc that can be brought back, and the one that is known to be good.
 */
final class VaultCommand {
	public function __construct( private readonly VaultService $vault ) {}

	/**
	 * Lists what was kept, newest first.
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
				$report    = $this->vault->report();
				$installed = $this->vault->installed();
				$items     = array_map(
					static fn ( Kept $kept ): array => [
						'id'        => $kept->id,
						'version'   => $kept->version,
						'files'     => $kept->files,
						'bytes'     => $kept->bytes,
						'kept_at'   => Time::rfc3339( $kept->kept_at ),
						'installed' => $kept->digest === $installed['digest'],
						'good'      => $kept->id === $report->good()?->id,
					],
					$report->all
				);
				Output::items( $items, [ 'id', 'version', 'files', 'bytes', 'kept_at', 'installed', 'good' ], $assoc_args );
				foreach ( $report->strangers as $id => $code ) {
					\WP_CLI::warning( "$id: " . VaultWords::sentence( $code, '' ) );
				}
				foreach ( array_filter( [ $report->trouble, ...$report->obstacles ] ) as $refused ) {
					\WP_CLI::warning( VaultWords::refusal( $refused )->message );
				}
			}
		);
	}

	/**
	 * Keeps the build that is installed now. One that was kept already is not kept twice.
	 *
	 * ## OPTIONS
	 *
	 * [--reason=<reason>]
	 * : Why now.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function keep( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$kept = $this->vault->keep( (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %s: id of an archive. */
				\WP_CLI::success( sprintf( __( 'Kept as %s.', 'smartalloc-ops' ), $kept->id ) );
			}
		);
	}

	/**
	 * Names the last known good build: the one that rescue.php brings back.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Id of an archive; see list.
	 *
	 * --reason=<reason>
	 * : How it is known to be good.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function pin( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$this->vault->pin( $args[0], $this->vault->report()->revision, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %s: id of an archive. */
				\WP_CLI::success( sprintf( __( '%s is the last known good build.', 'smartalloc-ops' ), $args[0] ) );
			}
		);
	}

	/**
	 * Unpacks an archive beside, compares every file and reads all of its PHP. Nothing that runs is touched.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Id of an archive; see list.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function drill( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args ): void {
				$files = $this->vault->drill( $args[0], Actor::cli() );
				/* translators: %d: number of files. */
				\WP_CLI::success( sprintf( _n( '%d file is as it was kept.', '%d files are as they were kept.', $files, 'smartalloc-ops' ), $files ) );
			}
		);
	}
}
