<?php
declare(strict_types=1);

namespace SmartAllocOps\Rollback;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Cli\RunOutput;
use SmartAllocOps\Journal\Actor;
use SmartAllocOps\Platform\Sentences;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Everything of a rollback that only reads. */
final class RehearseCommand {
	public function __construct( private readonly Rehearsal $rehearsal ) {}

	/**
	 * Does every part of a rollback that only reads, for real and timed. Exit code: 0 it could be done now, 11 it could not.
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
	public function rehearse( array $args, array $assoc_args ): void {
		$done = null;
		Output::guard(
			function () use ( $assoc_args, &$done ): void {
				$done = $this->rehearsal->run( Actor::cli() );
				if ( RunOutput::as_json( $assoc_args ) ) {
					\WP_CLI::line( (string) wp_json_encode( Sentences::all_told( [ 'parts' => RehearsalSchema::parts( $done['parts'] ) ] + $done ) ) );
					return;
				}
				foreach ( RehearsalSchema::parts( $done['parts'] ) as $part ) {
					\WP_CLI::log( ( null === $part['failed'] ? '- ' : '! ' ) . "{$part['title']} ({$part['took_ms']} ms): " . Sentences::told( $part['said'] ) );
				}
			}
		);
		\WP_CLI::halt( null === $done || ! $done['ok'] ? Output::exit_code( Status::Critical ) : 0 );
	}
}
