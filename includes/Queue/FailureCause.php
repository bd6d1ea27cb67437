<?php
declare(strict_types=1);

namespace SmartAllocOps\Queue;

defined( 'ABSPATH' ) || exit;

/**
 * Why a job failed, without a word of free text: kind, class, code and frame of its last error.
 *
 * What was seen as it happened is exact. Of a failure from before that, only what the pattern of its log line gives away
 * is known: Action Scheduler writes down the message of an exception, and neither its class nor its place.
 */
final class FailureCause {
	/** What one segment of a class name, a code or a file name may look like. */
	private const CLASS_NAME = '/^[A-Za-z_\x80-\xff][\w\x80-\xff]*(?:\\\\[A-Za-z_\x80-\xff][\w\x80-\xff]*)*$/';
	private const CODE       = '/^[A-Za-z0-9_.\-]{1,64}$/';
	private const FRAME      = '/^[\w.\-]{1,180}\.php:\d{1,7}$/';

	/**
	 * @param 'exception'|'fatal'|'timeout'|'no_callback'|'unreadable'|'unknown' $kind
	 * @param 'recorded'|'log'|'none'                                            $known_from
	 */
	private function __construct(
		public readonly string $kind,
		public readonly ?string $class_name,
		public readonly ?string $code,
		public readonly ?string $frame,
		public readonly string $known_from,
	) {}

	public static function of_exception( \Throwable $thrown ): self {
		if ( self::is_no_callback( $thrown->getMessage() ) ) {
			return new self( 'no_callback', null, null, null, 'recorded' );
		}
		return new self( 'exception', self::fits( self::CLASS_NAME, get_class( $thrown ) ), self::code( (string) $thrown->getCode() ), self::frame( $thrown->getFile(), $thrown->getLine() ), 'recorded' );
	}

	/** @param array<mixed> $error As error_get_last() gives it. */
	public static function of_fatal( array $error ): self {
		$message = is_string( $error['message'] ?? null ) ? $error['message'] : '';
		return new self( 'fatal', self::uncaught( $message ), null, self::frame( is_string( $error['file'] ?? null ) ? $error['file'] : '', (int) ( $error['line'] ?? 0 ) ), 'recorded' );
	}

	public static function timed_out(): self {
		return new self( 'timeout', null, null, null, 'recorded' );
	}

	public static function unreadable(): self {
		return new self( 'unreadable', null, null, null, 'recorded' );
	}

	/** @param array<string, string|null> $row As to_row() made it. */
	public static function from_row( array $row ): self {
		$kind = (string) $row['kind'];
		return new self(
			in_array( $kind, [ 'exception', 'fatal', 'timeout', 'no_callback', 'unreadable' ], true ) ? $kind : 'unknown',
			self::fits( self::CLASS_NAME, (string) $row['error_class'] ),
			self::fits( self::CODE, (string) $row['error_code'] ),
			self::fits( self::FRAME, (string) $row['error_frame'] ),
			'recorded'
		);
	}

	/** @param list<string> $lines Log of the action, oldest first: the last line that tells something decides. */
	public static function from_log( array $lines ): self {
		foreach ( array_reverse( $lines ) as $line ) {
			$cause = self::from_line( $line );
			if ( null !== $cause ) {
				return $cause;
			}
		}
		return new self( 'unknown', null, null, null, 'none' );
	}

	/** What is alike in this has one cause. */
	public function key(): string {
		return implode( '|', [ $this->kind, $this->class_name ?? '', $this->code ?? '', $this->frame ?? '' ] );
	}

	/** In words, for a person. */
	public function text(): string {
		$where = null === $this->frame ? '' : " ({$this->frame})";
		$code  = null === $this->code ? '' : " {$this->code}";
		return match ( $this->kind ) {
			'exception' => null === $this->class_name ? __( 'An exception whose class was not written down', 'smartalloc-ops' ) . $where : $this->class_name . $code . $where,
			'fatal' => ( $this->class_name ?? __( 'PHP ended the process', 'smartalloc-ops' ) ) . $where,
			'timeout' => __( 'It began and nobody saw it end: its process died or was stopped', 'smartalloc-ops' ),
			'no_callback' => __( 'Nothing listens to its hook: the plugin that should do it was not loaded', 'smartalloc-ops' ),
			'unreadable' => __( 'Its arguments or its schedule could not be read', 'smartalloc-ops' ),
			'unknown' => __( 'Not known: nobody saw it fail, and its log gives no class and no place', 'smartalloc-ops' ),
		};
	}

	/** @return array{kind: string, error_class: string, error_code: string, error_frame: string} */
	public function to_row(): array {
		return [
			'kind'        => $this->kind,
			'error_class' => mb_substr( $this->class_name ?? '', 0, 191 ),
			'error_code'  => $this->code ?? '',
			'error_frame' => $this->frame ?? '',
		];
	}

	/** One line of Action Scheduler's log. Its own words are translated, so the English ones help only where they stand. */
	private static function from_line( string $line ): ?self {
		if ( self::is_no_callback( $line ) ) {
			return new self( 'no_callback', null, null, null, 'log' );
		}
		if ( 1 === preg_match( '/^unexpected shutdown: PHP Fatal error/i', $line ) ) {
			// The place that Action Scheduler appends comes last; the message before it may name others.
			preg_match_all( '/ in (\S+\.php) on line (\d+)/', $line, $places, PREG_SET_ORDER );
			$place = end( $places );
			return new self( 'fatal', self::uncaught( $line ), null, false === $place ? null : self::frame( $place[1], (int) $place[2] ), 'log' );
		}
		if ( 1 === preg_match( '/^action marked as failed after \d+ seconds/i', $line ) ) {
			return new self( 'timeout', null, null, null, 'log' );
		}
		if ( 1 === preg_match( '/^There was a failure fetching this action/i', $line ) ) {
			return new self( 'unreadable', null, null, null, 'log' );
		}
		if ( 1 === preg_match( '/^action failed/i', $line ) ) {
			return new self( 'exception', self::uncaught( $line ), null, null, 'log' );
		}
		return null;
	}

	private static function is_no_callback( string $text ): bool {
		return str_contains( $text, 'no callbacks are registered' );
	}

	/** The class that PHP names in the message of an uncaught exception. */
	private static function uncaught( string $message ): ?string {
		return 1 === preg_match( '/\bUncaught (?:exception )?\'?([A-Za-z_][\w\\\\]*)/', $message, $found ) ? self::fits( self::CLASS_NAME, $found[1] ) : null;
	}

	/** Name of the file and line: never a path of the machine. */
	private static function frame( string $file, int $line ): ?string {
		return self::fits( self::FRAME, basename( str_replace( '\\', '/', $file ) ) . ":$line" );
	}

	private static function code( string $code ): ?string {
		return '0' === $code ? null : self::fits( self::CODE, $code );
	}

	private static function fits( string $pattern, string $text ): ?string {
		return 1 === preg_match( $pattern, $text ) ? $text : null;
	}
}
