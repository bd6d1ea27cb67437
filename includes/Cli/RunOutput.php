<?php
declare(strict_types=1);

namespace SmartAllocOps\Cli;

use SmartAllocOps\Run\Run;
use SmartAllocOps\Run\RunSchema;
use SmartAllocOps\Run\RunState;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** A run as the shell shows it. */
final class RunOutput {
	public function __construct( private readonly RunSchema $schema ) {}

	/**
	 * What is left after an act: the run, and a code that says whether it came to where it should.
	 *
	 * @param array<string, mixed> $assoc_args
	 */
	public function end( Run $run, array $assoc_args ): void {
		$this->show( $run, $assoc_args );
		if ( RunState::NeedsOperator === $run->state ) {
			\WP_CLI::halt( Output::exit_code( Status::Critical ) );
		}
	}

	/** @param array<string, mixed> $assoc_args */
	public static function as_json( array $assoc_args ): bool {
		return 'json' === ( $assoc_args['format'] ?? 'table' );
	}

	/** @param array<string, mixed> $assoc_args */
	public function show( Run $run, array $assoc_args ): void {
		$wire = $this->schema->describe( $run );
		if ( self::as_json( $assoc_args ) ) {
			\WP_CLI::line( (string) wp_json_encode( $wire ) );
			return;
		}
		\WP_CLI::log( "Run {$wire['id']} ({$wire['scenario']}): {$wire['state']}. {$wire['headline']}" );
		foreach ( $wire['steps'] as $step ) {
			\WP_CLI::log( "- {$step['title']} ({$step['direction']}, attempt {$step['attempt']}): {$step['state']}" . ( null === $step['error'] ? '' : " {$step['error']}" ) );
			foreach ( $step['evidence'] as $evidence ) {
				\WP_CLI::log( "    {$evidence['label']}: {$evidence['value']}" );
			}
		}
		$run_id = $wire['id'];
		foreach ( $wire['waiting']['answers'] ?? [] as $answer ) {
			[ 'answer' => $said, 'label' => $label ] = $answer;
			\WP_CLI::log( "? wp smartalloc-ops rollback answer $run_id $said --reason=\"...\"" . "  ($label)" );
		}
		foreach ( $wire['next_steps'] as $number => $next ) {
			\WP_CLI::log( ( $number + 1 ) . ". {$next['text']}" . ( null === $next['command'] ? '' : "\n   {$next['command']}" ) );
		}
	}
}
