<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\NotFound;

defined( 'ABSPATH' ) || exit;

/**
 * Locks and claims of runners.
 */
final class LockCommand {
	public function __construct( private readonly LockService $locks ) {}

	/**
	 * Lists locks and claims with what speaks for their holder being dead.
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
	public function locks( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$items = LockSchema::describe_all( $this->locks->all() )['items'];
				if ( 'table' === ( $assoc_args['format'] ?? 'table' ) ) {
					$items = array_map( static fn ( array $item ): array => [ 'evidence' => implode( ' ', (array) $item['evidence'] ) ] + $item, $items );
				}
				Output::items( $items, [ 'id', 'state', 'quiet_s', 'limit_s', 'evidence' ], $assoc_args );
			}
		);
	}

	/**
	 * Takes one dead lock or claim away. Refused while its holder may still be at work.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : As `queue locks` names it.
	 *
	 * --reason=<reason>
	 * : Why.
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * @param list<string>         $args
	 * @param array<string, mixed> $assoc_args
	 */
	public function unlock( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				$seen = array_values( array_filter( $this->locks->all(), static fn ( Lock $lock ): bool => $lock->id === $args[0] ) )[0]
					/* translators: %s: name of a lock. */
					?? throw new NotFound( sprintf( __( 'There is no lock or claim %s.', 'smartalloc-ops' ), $args[0] ) );
				if ( null === $seen->refusal ) {
					foreach ( [ ...$seen->evidence, $seen->effect ] as $line ) {
						\WP_CLI::log( $line );
					}
					/* translators: %s: name of a lock. */
					Output::confirm( sprintf( __( 'Take %s away?', 'smartalloc-ops' ), $seen->title ), $assoc_args );
				}
				$this->locks->remove( $seen->id, $seen->fingerprint, (string) ( $assoc_args['reason'] ?? '' ), Actor::cli() );
				/* translators: %s: name of a lock. */
				\WP_CLI::success( sprintf( __( '%s is gone.', 'smartalloc-ops' ), $seen->title ) );
			}
		);
	}
}
