<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\InvalidField;

defined( 'ABSPATH' ) || exit;

/**
 * Failed jobs and their causes.
 */
final class FailureCommand {
	private const FIELDS = [ 'id', 'group', 'hook', 'attempts', 'failed_at', 'cause' ];

	public function __construct( private readonly FailureService $failures ) {}

	/**
	 * Lists failed jobs of SmartAlloc in Action Scheduler, newest first, or their causes.
	 *
	 * No text of an error and no value of an argument is shown: both can hold personal data.
	 *
	 * ## OPTIONS
	 *
	 * [<queue>]
	 * : as:<group>; without it every queue.
	 *
	 * [--causes]
	 * : Count them by cause instead.
	 *
	 * [--id=<id>]
	 * : Show one of them with the names of its arguments and what to do next.
	 *
	 * [--cursor=<cursor>]
	 * : Go on where an earlier list ended.
	 *
	 * [--limit=<limit>]
	 * : How many, up to 100.
	 * ---
	 * default: 50
	 * ---
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
	public function failures( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $args, $assoc_args ): void {
				if ( isset( $assoc_args['id'] ) ) {
					$this->one( Output::whole_number( 'id', $assoc_args['id'] ), $assoc_args );
					return;
				}
				$limit = Output::whole_number( 'limit', $assoc_args['limit'] ?? 50 );
				if ( $limit < 1 || $limit > 100 ) {
					throw new InvalidField( 'limit', __( 'limit takes 1 to 100.', 'smartalloc-ops' ) );
				}
				$page  = $this->failures->page( $args[0] ?? null, isset( $assoc_args['cursor'] ) ? (string) $assoc_args['cursor'] : null, $limit );
				$shown = FailureSchema::describe_page( $page );
				if ( true === \WP_CLI\Utils\get_flag_value( $assoc_args, 'causes', false ) ) {
					Output::items( self::flat( $shown['causes'] ), [ 'count', 'cause', 'hooks', 'newest_at', 'example' ], $assoc_args );
					return;
				}
				Output::items( self::flat( $shown['items'] ), self::FIELDS, $assoc_args );
				if ( null !== $page->next && 'table' === ( $assoc_args['format'] ?? 'table' ) ) {
					\WP_CLI::log( "--cursor={$page->next}" );
				}
			}
		);
	}

	/** @param array<string, mixed> $assoc_args */
	private function one( int $id, array $assoc_args ): void {
		$found = $this->failures->get( $id );
		$shown = FailureSchema::describe_detail( $found, $this->failures->next_steps( $found['failure'], $found['entry_id'] ) );
		if ( 'table' !== ( $assoc_args['format'] ?? 'table' ) ) {
			Output::items( [ $shown ], array_keys( $shown ), $assoc_args );
			return;
		}
		$lines = [];
		foreach ( self::flat( [ $shown ] )[0] as $name => $value ) {
			$lines[] = [
				'field' => $name,
				'value' => $value,
			];
		}
		Output::items( $lines, [ 'field', 'value' ], $assoc_args );
	}

	/**
	 * @param list<array<string, mixed>> $items
	 * @return list<array<string, mixed>> With the cause in words.
	 */
	private static function flat( array $items ): array {
		return array_map( static fn ( array $item ): array => [ 'cause' => $item['cause']['text'] ] + $item, $items );
	}
}
