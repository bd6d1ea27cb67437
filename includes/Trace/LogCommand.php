<?php
declare(strict_types=1);

namespace SmartAllocOps\Trace;

use SmartAllocOps\Cli\Output;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Platform\LogEvent;
use SmartAllocOps\Platform\LogReader;

defined( 'ABSPATH' ) || exit;

/**
 * The structured log: what happened, by ids, times and codes.
 */
final class LogCommand {
	private const DAY_MS = 86_400_000;
	private const LIMIT  = 100;

	/** Shown first; whatever else a line has comes behind. */
	private const FIELDS = [ 'at', 'event', 'entry_id', 'job_id', 'release', 'flags', 'cid' ];

	public function __construct( private readonly LogReader $reader, private readonly Clock $clock ) {}

	/**
	 * Shows the newest lines of the log, oldest of them first.
	 *
	 * ## OPTIONS
	 *
	 * [--entry=<entry>]
	 * : Only lines about this entry.
	 *
	 * [--event=<event>]
	 * : Only this event, e.g. job.failed.
	 *
	 * [--since=<since>]
	 * : From when, in UTC, e.g. 2026-11-26, "2026-11-26 08:00" or "-2 hours". The default is a day ago.
	 *
	 * [--limit=<limit>]
	 * : How many lines at most.
	 * ---
	 * default: 100
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
	public function __invoke( array $args, array $assoc_args ): void {
		Output::guard(
			function () use ( $assoc_args ): void {
				$entry = isset( $assoc_args['entry'] ) ? Output::whole_number( 'entry', $assoc_args['entry'] ) : null;
				$limit = max( 1, Output::whole_number( 'limit', $assoc_args['limit'] ?? self::LIMIT ) );
				$found = $this->reader->search( $this->since( $assoc_args['since'] ?? null ), $entry, self::event( $assoc_args['event'] ?? null ), $limit );
				if ( ! $this->reader->presence()->is_present() ) {
					\WP_CLI::warning( $this->reader->presence()->detail );
				}
				if ( ! $found['is_whole'] ) {
					\WP_CLI::warning( __( 'The log is longer than one question may read: there may be newer lines. Ask from a later time on.', 'smartalloc-ops' ) );
				}
				'table' === ( $assoc_args['format'] ?? 'table' )
					? Output::items( array_map( [ self::class, 'row' ], $found['lines'] ), [ 'at', 'event', 'entry_id', 'job_id', 'details' ], $assoc_args )
					: Output::items( self::even( $found['lines'] ), self::columns( $found['lines'] ), $assoc_args );
			}
		);
	}

	/** @throws InvalidField */
	private function since( mixed $typed ): int {
		if ( null === $typed ) {
			return $this->clock->now_ms() - self::DAY_MS;
		}
		try {
			return ( new \DateTimeImmutable( (string) $typed, new \DateTimeZone( 'UTC' ) ) )->getTimestamp() * 1000;
		} catch ( \Exception ) {
			throw new InvalidField( 'since', __( 'since must be a date and time, e.g. "2026-11-26 08:00" or "-2 hours".', 'smartalloc-ops' ) );
		}
	}

	/** @throws InvalidField */
	private static function event( mixed $typed ): ?LogEvent {
		if ( null === $typed ) {
			return null;
		}
		return LogEvent::tryFrom( (string) $typed ) ?? throw new InvalidField(
			'event',
			/* translators: %s: list of values. */
			sprintf( __( 'event takes one of: %s.', 'smartalloc-ops' ), implode( ', ', array_column( LogEvent::cases(), 'value' ) ) )
		);
	}

	/**
	 * @param array<string, int|bool|string|null> $line
	 * @return array<string, int|bool|string|null>
	 */
	private static function row( array $line ): array {
		$details = [];
		foreach ( array_diff_key( $line, array_flip( self::FIELDS ) ) as $name => $value ) {
			$details[] = $name . '=' . ( is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : $value );
		}
		return [
			'at'       => $line['at'],
			'event'    => $line['event'],
			'entry_id' => $line['entry_id'],
			'job_id'   => $line['job_id'] ?? null,
			'details'  => implode( ' ', $details ),
		];
	}

	/**
	 * @param list<array<string, int|bool|string|null>> $lines
	 * @return list<string>
	 */
	private static function columns( array $lines ): array {
		return array_values( array_unique( [ ...self::FIELDS, ...array_keys( array_merge( ...$lines ) ) ] ) );
	}

	/**
	 * Every line with every column: what a line does not have is null.
	 *
	 * @param list<array<string, int|bool|string|null>> $lines
	 * @return list<array<string, int|bool|string|null>>
	 */
	private static function even( array $lines ): array {
		$empty = array_fill_keys( self::columns( $lines ), null );
		return array_map( static fn ( array $line ): array => array_merge( $empty, $line ), $lines );
	}
}
