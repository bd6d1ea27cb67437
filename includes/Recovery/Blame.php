<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Whose a fatal error is, and of what kind: by its file, else by the first folder of plugins that its message names. */
final class Blame {
	/** Says nothing about who is to blame: whoever asks last for memory or time is hit. */
	public const INCONCLUSIVE = [ 'memory', 'time' ];

	/** Types of PHP that end a request, and what they are called here. */
	private const KINDS = [
		E_ERROR             => 'error',
		E_PARSE             => 'parse',
		E_CORE_ERROR        => 'error',
		E_COMPILE_ERROR     => 'compile',
		E_USER_ERROR        => 'error',
		E_RECOVERABLE_ERROR => 'error',
	];

	/** Of ends that leave no error behind. */
	private const SILENT = [ 'exit', 'silent' ];

	/**
	 * @param list<string> $own    Where SmartAlloc lies, also through a link.
	 * @param list<string> $others Folders in which all else belongs to somebody else: plugins, must-use plugins, themes.
	 */
	public function __construct( private readonly array $own, private readonly array $others ) {}

	/**
	 * @param array<array-key, mixed> $error As error_get_last() gives it; `kind` instead of a type where there was none.
	 * @return string|null Null when it ended nothing.
	 */
	public static function kind( array $error ): ?string {
		if ( in_array( $error['kind'] ?? '', self::SILENT, true ) ) {
			return $error['kind'];
		}
		$message = is_string( $error['message'] ?? null ) ? $error['message'] : '';
		$type    = is_int( $error['type'] ?? null ) ? $error['type'] : 0;
		return match ( true ) {
			! isset( self::KINDS[ $type ] ) => null,
			1 === preg_match( '/^(Allowed memory size|Out of memory)/', $message ) => 'memory',
			str_starts_with( $message, 'Maximum execution time' ) => 'time',
			default => self::KINDS[ $type ],
		};
	}

	/**
	 * @param array<array-key, mixed> $error
	 * @return 'own'|'other'|'unknown'
	 */
	public function whose( array $error ): string {
		$file = str_replace( '\\', '/', is_string( $error['file'] ?? null ) ? $error['file'] : '' );
		foreach ( [ 'own' => $this->own, 'other' => $this->others ] as $whose => $folders ) {
			foreach ( $folders as $folder ) {
				if ( str_starts_with( $file, self::plain( $folder ) . '/' ) ) {
					return $whose;
				}
			}
		}
		$message = self::plain( is_string( $error['message'] ?? null ) ? $error['message'] : '' );
		[ $own, $other ] = [ self::first( $message, $this->own ), self::first( $message, $this->others ) ];
		// Our own folder lies in one of theirs: at the same place it is ours.
		return PHP_INT_MAX === min( $own, $other ) ? 'unknown' : ( $own <= $other ? 'own' : 'other' );
	}

	/** @param list<string> $folders */
	private static function first( string $message, array $folders ): int {
		$first = PHP_INT_MAX;
		foreach ( $folders as $folder ) {
			$at    = strpos( $message, self::plain( $folder ) . '/' );
			$first = false === $at ? $first : min( $first, $at );
		}
		return $first;
	}

	private static function plain( string $path ): string {
		return rtrim( str_replace( '\\', '/', $path ), '/' );
	}
}
