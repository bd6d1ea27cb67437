<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Reads the log with a bound. Files are foreign data: a line counts only as far as the log itself would have written it. */
final class LogReader {
	/** Read for one question; what lies behind is said not to have been read. */
	public const MAX_BYTES = 96 * 1024 * 1024;

	public function __construct( private readonly LogFolder $folder, private readonly Clock $clock, private readonly int $max_bytes = self::MAX_BYTES ) {}

	public function presence(): Presence {
		return $this->folder->presence();
	}

	/** First day that the log still has, as `Y-m-d` in UTC; null when it has none. */
	public function first_day(): ?string {
		return $this->folder->first_day();
	}

	/**
	 * The newest lines that fit, oldest of them first.
	 *
	 * @return array{lines: list<array<string, int|bool|string|null>>, is_whole: bool} Not whole: a bound was hit, and what lies behind it was not read.
	 */
	public function search( int $since_ms, ?int $entry_id = null, ?LogEvent $event = null, int $limit = 200, ?int $until_ms = null ): array {
		$found = [];
		$left  = $this->max_bytes;
		$since = (string) Time::rfc3339( $since_ms );
		$until = Time::rfc3339( $until_ms );
		foreach ( $this->folder->files( $since_ms, $until_ms ?? $this->clock->now_ms() ) as $file ) {
			$handle = fopen( $file, 'rb' );
			if ( false === $handle ) {
				return [
					'lines'    => $found,
					'is_whole' => false,
				];
			}
			try {
				while ( $left > 0 && false !== ( $text = fgets( $handle, 4096 ) ) ) {
					$left -= strlen( $text );
					// Cheap first: most lines are about something else.
					if ( ( null !== $entry_id && ! str_contains( $text, "\"entry_id\":$entry_id" ) ) || ( null !== $event && ! str_contains( $text, $event->value ) ) ) {
						continue;
					}
					$line = self::parse( $text );
					if ( null === $line || (string) $line['at'] < $since || ( null !== $until && (string) $line['at'] > $until ) || ( null !== $entry_id && $line['entry_id'] !== $entry_id ) || ( null !== $event && $line['event'] !== $event->value ) ) {
						continue;
					}
					$found[] = $line;
					if ( count( $found ) > $limit ) {
						array_shift( $found );
					}
				}
			} finally {
				fclose( $handle );
			}
		}
		return [
			'lines'    => $found,
			'is_whole' => $left > 0,
		];
	}

	/** @return array<string, int|bool|string|null>|null */
	private static function parse( string $text ): ?array {
		$raw   = json_decode( $text, true );
		$event = is_array( $raw ) && is_string( $raw['event'] ?? null ) ? LogEvent::tryFrom( $raw['event'] ) : null;
		if ( ! is_array( $raw ) || null === $event || ! is_string( $raw['at'] ?? null ) || 1 !== preg_match( '/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/D', $raw['at'] ) ) {
			return null;
		}
		$line = [
			'at'       => $raw['at'],
			'event'    => $event->value,
			'release'  => is_string( $raw['release'] ?? null ) && 1 === preg_match( '/^[0-9A-Za-z.+\-]{1,32}$/D', $raw['release'] ) ? $raw['release'] : null,
			'flags'    => is_int( $raw['flags'] ?? null ) ? $raw['flags'] : null,
			'cid'      => is_string( $raw['cid'] ?? null ) && 1 === preg_match( '/^[a-f0-9]{12}(-[a-z0-9]{1,24})?$/D', $raw['cid'] ) ? $raw['cid'] : '',
			'entry_id' => null,
		];
		foreach ( $event->fields() as $name ) {
			$value = isset( $raw[ $name ] ) ? LogField::accept( $name, $raw[ $name ] ) : null;
			if ( null !== $value ) {
				$line[ $name ] = $value;
			}
		}
		return $line;
	}
}
