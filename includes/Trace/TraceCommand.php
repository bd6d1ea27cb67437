<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Platform\Numerals;
use SmartAllocOps\Platform\Time;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/**
 * What happened to an entry. Exit code: 0 nothing is missing, 10 something is not done yet, 11 something went wrong, 12 not known, 1 error.
 */
final class TraceCommand {
	public function __construct( private readonly TraceService $traces ) {}

	/**
	 * Tells the whole story of one entry, from ids and times only.
	 *
	 * ## OPTIONS
	 *
	 * <entry>
	 * : Number of the entry.
	 *
	 * [--copy]
	 * : Only the answers in plain words, for a ticket.
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
	public function __invoke( array $args, array $assoc_args ): void {
		$status = Status::Unknown;
		Output::guard(
			function () use ( $args, $assoc_args, &$status ): void {
				$report = $this->traces->trace( Output::whole_number( 'entry', $args[0] ) );
				$status = $report->status;
				match ( true ) {
					true === \WP_CLI\Utils\get_flag_value( $assoc_args, 'copy', false ) => \WP_CLI::line( $report->copy ),
					'json' === ( $assoc_args['format'] ?? 'table' ) => \WP_CLI::line( (string) wp_json_encode( TraceSchema::describe( $report ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRETTY_PRINT ) ),
					default => self::show( $report ),
				};
			}
		);
		\WP_CLI::halt( Output::exit_code( $status ) );
	}

	private static function show( TraceReport $report ): void {
		\WP_CLI::line( Numerals::plain( Numerals::shown( $report->headline ) ) );
		\WP_CLI::line( '' );
		Output::items(
			array_map(
				static fn ( Answer $answer ): array => [
					'question' => $answer->question(),
					'status'   => $answer->status->value,
					'answer'   => $answer->text,
				],
				$report->answers
			),
			[ 'question', 'status', 'answer' ],
			[]
		);
		Output::items(
			array_map(
				static fn ( Moment $moment ): array => [
					'at'     => Time::rfc3339( $moment->at ),
					'stage'  => $moment->stage->label(),
					'status' => $moment->verdict->value,
					'what'   => $moment->text,
					'source' => ( $report->evidence->sources[ $moment->source ] ?? null )?->label,
				],
				$report->moments
			),
			[ 'at', 'stage', 'status', 'what', 'source' ],
			[]
		);
		foreach ( $report->evidence->sources as $source ) {
			$source->is_whole() || \WP_CLI::warning( "{$source->label}: {$source->detail}" );
		}
	}
}
