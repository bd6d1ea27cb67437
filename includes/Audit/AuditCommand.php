<?php
declare(strict_types=1);

namespace SmartAllocOps\Audit;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\JournalFilter;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the journal and proves that nobody changed it.
 */
final class AuditCommand {
	public function __construct( private readonly AuditService $audit ) {}

	/**
	 * Shows who did what, when and why, newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--kind=<kind>]
	 * : flag, run, step, settings or act.
	 *
	 * [--flag=<flag>]
	 * : Only what was done to this flag.
	 *
	 * [--subject=<subject>]
	 * : Only what was done to this, as in run:12 or work:7.
	 *
	 * [--count=<count>]
	 * : How many.
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
	public function list( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$kind = isset( $assoc_args['kind'] ) ? (string) $assoc_args['kind'] : null;
				if ( null !== $kind && ! in_array( $kind, JournalFilter::KINDS, true ) ) {
					/* translators: %s: list of values. */
					throw new InvalidField( 'kind', sprintf( __( 'It takes one of: %s.', 'smartalloc-ops' ), implode( ', ', JournalFilter::KINDS ) ) );
				}
				$filter = new JournalFilter( $kind, null, null, isset( $assoc_args['flag'] ) ? (string) $assoc_args['flag'] : null, null, null, isset( $assoc_args['subject'] ) ? (string) $assoc_args['subject'] : null );
				$page   = $this->audit->page( $filter, null, min( 1_000, max( 1, Output::whole_number( 'count', $assoc_args['count'] ?? 50 ) ) ) );
				$items  = array_map(
					static function ( array $line ): array {
						$entry = AuditSchema::describe_entry( $line['kind'], $line['entry'] );
						return [ 'by' => $line['entry']->actor->name() ] + $entry;
					},
					$page['entries']
				);
				Output::items( $items, [ 'at', 'kind', 'by', 'change', 'reason', 'key' ], $assoc_args );
			}
		);
	}

	/**
	 * Holds every sealed row of the journal to its seal.
	 *
	 * Exit code: 0 intact, 11 broken, 12 cannot be said.
	 *
	 * ## OPTIONS
	 *
	 * [--from=<seal>]
	 * : Begin at this seal.
	 * ---
	 * default: 1
	 * ---
	 *
	 * [--format=<format>]
	 * : text or json.
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
	public function verify( array $args, array $assoc_args ): void {
		$code = 0;
		Output::guard(
			function () use ( $assoc_args, &$code ): void {
				$result = AuditSchema::describe_verification( $this->audit->verify( Actor::cli(), max( 1, Output::whole_number( 'from', $assoc_args['from'] ?? 1 ) ) ) );
				$code   = match ( $result['state'] ) {
					'intact' => 0,
					'broken' => 11,
					default => 12,
				};
				if ( 'json' === ( $assoc_args['format'] ?? 'text' ) ) {
					\WP_CLI::line( (string) wp_json_encode( $result ) );
					return;
				}
				\WP_CLI::log( (string) $result['text'] );
				foreach ( array_slice( $result['findings'], 1 ) as $finding ) {
					\WP_CLI::log( (string) $finding['text'] );
				}
				if ( null !== $result['next'] ) {
					/* translators: %d: number of a seal. */
					\WP_CLI::log( sprintf( __( 'Go on with --from=%d.', 'smartalloc-ops' ), $result['next'] ) );
				}
				/* translators: 1: number of rows, 2: age in seconds. */
				\WP_CLI::log( sprintf( __( 'Not sealed yet: %1$s, the oldest for %2$d s.', 'smartalloc-ops' ), $result['unsealed']['count']['value'] . ( $result['unsealed']['count']['capped'] ? '+' : '' ), (int) $result['unsealed']['age_s'] ) );
				if ( null !== $result['head'] ) {
					/* translators: 1: number of a seal, 2: its hash. */
					\WP_CLI::log( sprintf( __( 'Head: %1$d %2$s. Note it elsewhere to prove later that nothing before it changed.', 'smartalloc-ops' ), $result['head']['n'], $result['head']['chain'] ) );
				}
				\WP_CLI::log( (string) $result['key_note'] );
			}
		);
		if ( 0 !== $code ) {
			\WP_CLI::halt( $code );
		}
	}
}
