<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The structured log: one JSON object a line, in a closed list of events with typed fields, and no text of anybody.
 *
 * Lines are kept and written once at the end of the process, or every so many lines. Nothing here throws and nothing
 * asks the database: an action never fails or gets slow because of its log.
 */
final class Log {
	/** Of the shape of a line; raise it when a field changes its meaning. */
	public const SCHEMA = 1;

	/** Heartbeat that carries how many lines were lost last, and why. */
	public const LOST = 'log_lost';

	private const KEEP_LINES = 50;
	private const KEEP_MS    = 30_000;

	/** @var list<string> */
	private array $lines = [];

	private int $first_ms = 0;
	private int $lost     = 0;
	private string $correlation;
	private bool $is_registered = false;
	private bool $is_ending     = false;
	private bool $is_open       = true;

	/**
	 * @param \Closure(): array{release: string|null, flags: int|null} $stamp     Release of SmartAlloc, and the revision of the flags that this process goes by.
	 * @param \Closure( int, string ): void                             $when_lost Is told how many lines were lost and why, once a flush.
	 */
	public function __construct( private readonly LogFolder $folder, private readonly Clock $clock, private readonly \Closure $stamp, private readonly \Closure $when_lost ) {
		$this->correlation = bin2hex( random_bytes( 6 ) );
	}

	/** @param array<string, mixed> $fields Those the event does not name, and values of the wrong kind, are left out and counted as `refused`. */
	public function write( LogEvent $event, array $fields = [] ): void {
		if ( ! $this->is_open ) {
			return;
		}
		try {
			$now   = $this->clock->now_ms();
			$stamp = ( $this->stamp )();
			$line  = [
				'v'       => self::SCHEMA,
				'at'      => Time::rfc3339( $now ),
				'event'   => $event->value,
				'release' => null === $stamp['release'] || 1 !== preg_match( '/^[0-9A-Za-z.+\-]{1,32}$/D', $stamp['release'] ) ? null : $stamp['release'],
				'flags'   => $stamp['flags'],
				'cid'     => $this->correlation,
			];
			$lines = wp_json_encode( $line + self::accepted( $event, $fields ), JSON_HEX_TAG | JSON_UNESCAPED_SLASHES );
			if ( [] === $this->lines ) {
				$this->first_ms = $now;
			}
			$this->lines[] = (string) $lines;
			$this->flush_in_time( $now );
		} catch ( \Throwable ) {
			++$this->lost;
		}
	}

	/** Lines from here on belong together under this name, e.g. to one job of a runner. */
	public function correlate( string $suffix ): void {
		$this->correlation = substr( $this->correlation, 0, 12 ) . ( '' === $suffix ? '' : "-$suffix" );
	}

	/** A stable stand-in for an id of somebody else, which may be anything: the same id gives the same reference. */
	public static function ref( string $id ): string {
		return substr( hash_hmac( 'sha256', $id, wp_salt( 'nonce' ) ), 0, 12 );
	}

	/** Writes what is kept, and nothing more: after the plugin was switched off a late line would bring its folder back. */
	public function close(): void {
		$this->flush();
		$this->is_open = false;
	}

	public function open(): void {
		$this->is_open = true;
	}

	/** The process ends: what is written from here on is written at once. */
	public function end(): void {
		$this->is_ending = true;
		$this->flush();
	}

	public function flush(): void {
		$lines       = $this->lines;
		$this->lines = [];
		$why         = 'not_encoded';
		if ( [] !== $lines ) {
			try {
				$this->folder->append( implode( "\n", $lines ) . "\n", $this->first_ms );
			} catch ( \Throwable $thrown ) {
				$why = $thrown instanceof LogFailure ? $thrown->getMessage() : 'unexpected';
				// Switched off is a decision, not a loss.
				$this->lost += 'off' === $why ? 0 : count( $lines );
			}
		}
		if ( $this->lost > 0 ) {
			$lost       = $this->lost;
			$this->lost = 0;
			try {
				( $this->when_lost )( $lost, $why );
			} catch ( \Throwable $thrown ) {
				error_log( "SmartAlloc Ops: $lost lines of the log were lost ($why), and that could not be noted: " . get_class( $thrown ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log
			}
		}
	}

	private function flush_in_time( int $now ): void {
		if ( ! $this->is_registered ) {
			$this->is_registered = true;
			// Not the action: what others log while that runs must be written, too.
			register_shutdown_function( [ $this, 'end' ] );
		}
		if ( $this->is_ending || count( $this->lines ) >= self::KEEP_LINES || $now - $this->first_ms > self::KEEP_MS ) {
			$this->flush();
		}
	}

	/**
	 * @param array<string, mixed> $fields
	 * @return array<string, int|bool|string>
	 */
	private static function accepted( LogEvent $event, array $fields ): array {
		$kept    = [];
		$refused = 0;
		foreach ( $event->fields() as $name ) {
			// Left out is not refused.
			if ( ! isset( $fields[ $name ] ) || '' === $fields[ $name ] ) {
				continue;
			}
			$value = LogField::accept( $name, $fields[ $name ] );
			if ( null === $value ) {
				++$refused;
				continue;
			}
			$kept[ $name ] = $value;
		}
		$refused += count( array_diff_key( $fields, array_flip( $event->fields() ) ) );
		return $kept + ( 0 === $refused ? [] : [ 'refused' => $refused ] );
	}
}
