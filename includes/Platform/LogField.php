<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The fields of the log and what each may hold: ids, numbers, members of closed lists, and names of code.
 *
 * There is no field for text. A name of code that looks like somebody's number is refused like any other wrong value.
 */
final class LogField {
	private const ID      = 'id';
	private const NUMBER  = 'number';
	private const BOOLEAN = 'boolean';
	private const CODE    = 'code';
	private const NAME    = 'name';
	private const JOB     = 'job';
	private const REF     = 'ref';
	private const CLASSES = 'class';
	private const FRAME   = 'frame';

	private const RESULTS  = [ 'accepted', 'form_disabled', 'spam', 'rejected', 'sent', 'failed', 'bounced', 'duplicate', 'throttled', 'received', 'invalid', 'replayed' ];
	private const OUTCOMES = [ 'auto', 'manual', 'reject', 'defer', 'duplicate', 'ok', 'failed' ];

	/** @var array<string, string|list<string>> A kind, or the closed list; in a closed list an unknown member becomes `other`. */
	private const KINDS = [
		'form_id'     => self::ID,
		'entry_id'    => self::ID,
		'export_id'   => self::ID,
		'work_id'     => self::ID,
		'run_id'      => self::ID,
		'actor_id'    => self::NUMBER,
		'revision'    => self::NUMBER,
		'attempt'     => self::NUMBER,
		'duration_ms' => self::NUMBER,
		'rows'        => self::NUMBER,
		'peak_bytes'  => self::NUMBER,
		'conflict'    => self::BOOLEAN,
		'path'        => [ 'per_form', 'generic' ],
		'result'      => self::RESULTS,
		'outcome'     => self::OUTCOMES,
		'channel'     => [ 'mail', 'sms', 'webhook', 'push' ],
		'direction'   => [ 'do', 'undo' ],
		'actor_kind'  => [ 'user', 'cli', 'cron', 'run', 'system' ],
		'status'      => [ 'good', 'recommended', 'critical', 'unknown', 'not_set_up' ],
		'state'       => self::CODE,
		'reason'      => self::CODE,
		'probe'       => self::CODE,
		'step'        => self::CODE,
		'source'      => self::CODE,
		'flag'        => self::CODE,
		'value'       => self::NAME,
		'previous'    => self::NAME,
		'scope'       => self::NAME,
		'hook'        => self::NAME,
		'group'       => self::NAME,
		'job_id'      => self::JOB,
		'ref'         => self::REF,
		'error_class' => self::CLASSES,
		'error_frame' => self::FRAME,
	];

	private const PATTERNS = [
		self::CODE    => '/^[a-z][a-z0-9_]{0,63}$/D',
		self::NAME    => '/^[A-Za-z0-9_][A-Za-z0-9_.\/\-]{0,127}$/D',
		self::JOB     => '/^(?:as|work|cron):[a-z0-9_]{1,80}$/D',
		self::REF     => '/^[a-f0-9]{12}$/D',
		self::CLASSES => '/^[A-Za-z_][A-Za-z0-9_\\\\]{0,190}$/D',
		self::FRAME   => '/^[A-Za-z0-9_.\-]{1,120}\.php:\d{1,6}$/D',
	];

	/** Longest number that JavaScript and PHP both count exactly. */
	private const LARGEST = 2 ** 53 - 1;

	/** Ids of a site have nine digits at most; with ten a number may be somebody's. */
	private const LARGEST_ID = 999_999_999;

	/** The value as it may be written; null when it may not. */
	public static function accept( string $field, mixed $value ): int|bool|string|null {
		$kind = self::KINDS[ $field ] ?? null;
		return match ( true ) {
			null === $kind => null,
			is_array( $kind ) => is_string( $value ) ? ( in_array( $value, $kind, true ) ? $value : 'other' ) : null,
			self::BOOLEAN === $kind => is_bool( $value ) ? $value : null,
			self::ID === $kind => self::number( $value, 1, self::LARGEST_ID ),
			self::NUMBER === $kind => self::number( $value, 0, self::LARGEST ),
			// Ids of jobs and references are made here and of digits by nature; the others are names that people gave.
			self::JOB === $kind, self::REF === $kind => self::text( $value, $kind ),
			default => self::name( $value, $kind ),
		};
	}

	/** A count or an id. Digits with a zero in front are a number of a person, and no count. */
	private static function number( mixed $value, int $least, int $largest ): ?int {
		$number = match ( true ) {
			is_int( $value ) => $value,
			is_float( $value ) && $value >= 0 && $value <= self::LARGEST => (int) round( $value ),
			is_string( $value ) && 1 === preg_match( '/^(?:0|[1-9]\d{0,15})$/D', $value ) => (int) $value,
			default => null,
		};
		return null !== $number && $number >= $least && $number <= $largest && Scrubber::scrub( (string) $number ) === (string) $number ? $number : null;
	}

	private static function text( mixed $value, string $kind ): ?string {
		return is_string( $value ) && 1 === preg_match( self::PATTERNS[ $kind ], $value ) ? $value : null;
	}

	/** Code is not named with eight digits in a row, and nothing in it is taken out by the scrubber. */
	private static function name( mixed $value, string $kind ): ?string {
		$text = self::text( $value, $kind );
		return null !== $text && 1 !== preg_match( '/\d{8}/', $text ) && Scrubber::scrub( $text ) === $text ? $text : null;
	}
}
