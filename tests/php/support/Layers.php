<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Support;

/** The rule of who may use whom inside includes/, and the reader that holds files to it. */
final class Layers {
	private const ROOT = 'SmartAllocOps';

	/** Primitives, each with the folders it may use besides itself. */
	private const PRIMITIVES = [
		'Recovery' => [],
		'Platform' => [ 'Recovery' ],
		'Journal'  => [ 'Platform' ],
		'Signal'   => [ 'Platform', 'Journal' ],
		'Work'     => [ 'Platform', 'Journal', 'Signal' ],
		'Flags'    => [ 'Platform', 'Journal', 'Signal', 'Work' ],
		'Run'      => [ 'Platform', 'Journal', 'Signal', 'Work' ],
		'Outbox'   => [ 'Platform', 'Journal', 'Signal', 'Work' ],
	];

	/** On top: they may use whatever is below them and each other. */
	private const EDGES = [ 'Rest', 'Cli', 'Admin' ];

	/** What a REST controller or a WP-CLI command may use besides, wherever it lives. */
	private const DOORS = [ 'Rest', 'Cli' ];

	/** Features that are made of the others: the first screen, and what a scraper reads. */
	private const SUMMARIES = [ 'Overview', 'Metrics' ];

	/**
	 * @return list<string> One line for each wrong arrow in a file.
	 */
	public static function violations( string $relative_path, string $code ): array {
		$from = self::folder_of( $relative_path );
		if ( null === $from ) {
			// Files right in includes/ compose everything.
			return [];
		}
		$wrong = [];
		foreach ( self::names( $code ) as $name => $line ) {
			$parts = explode( '\\', $name );
			if ( self::ROOT !== $parts[0] ) {
				continue;
			}
			// A class right under the root namespace belongs to the composition root, which uses others and is used by none.
			$to = count( $parts ) > 2 ? $parts[1] : '';
			if ( ! self::may_use( $from, $to, basename( $relative_path, '.php' ) ) ) {
				$wrong[] = "{$relative_path}:{$line} uses {$name}";
			}
		}
		return $wrong;
	}

	private static function may_use( string $from, string $to, string $class_name ): bool {
		if ( $from === $to ) {
			return true;
		}
		if ( '' === $to ) {
			return false;
		}
		if ( in_array( $from, self::EDGES, true ) ) {
			return true;
		}
		if ( in_array( $to, self::DOORS, true ) ) {
			return 1 === preg_match( '/(Controller|Command)$/', $class_name );
		}
		if ( isset( self::PRIMITIVES[ $from ] ) ) {
			return in_array( $to, self::PRIMITIVES[ $from ], true );
		}
		return isset( self::PRIMITIVES[ $to ] ) || ( in_array( $from, self::SUMMARIES, true ) && ! in_array( $to, [ ...self::EDGES, ...self::SUMMARIES ], true ) );
	}

	private static function folder_of( string $relative_path ): ?string {
		$parts = explode( '/', $relative_path );
		return count( $parts ) > 1 ? $parts[0] : null;
	}

	/**
	 * Every class, function and constant name a file mentions, in full, with the line of its first mention.
	 *
	 * @return array<string, int>
	 */
	public static function names( string $code ): array {
		$tokens    = array_values( array_filter( \PhpToken::tokenize( $code ), static fn ( \PhpToken $token ): bool => ! $token->isIgnorable() ) );
		$namespace = '';
		$imports   = [];
		$found     = [];
		$depth     = 0;
		for ( $at = 0, $end = count( $tokens ); $at < $end; $at++ ) {
			$token = $tokens[ $at ];
			if ( '{' === $token->text || $token->is( [ T_CURLY_OPEN, T_DOLLAR_OPEN_CURLY_BRACES ] ) ) {
				++$depth;
			} elseif ( '}' === $token->text ) {
				--$depth;
			}
			if ( $token->is( T_NAMESPACE ) && isset( $tokens[ $at + 1 ] ) && $tokens[ $at + 1 ]->is( [ T_STRING, T_NAME_QUALIFIED ] ) ) {
				$namespace = $tokens[ ++$at ]->text;
			} elseif ( $token->is( T_USE ) && 0 === $depth ) {
				[ $used, $at ] = self::read_use( $tokens, $at + 1 );
				foreach ( $used as $alias => $name ) {
					$imports[ $alias ] = $name;
					$found[ $name ]  ??= $token->line;
				}
			} else {
				$name = self::full_name( $token, $namespace, $imports );
				if ( null !== $name ) {
					$found[ $name ] ??= $token->line;
				}
			}
		}
		return $found;
	}

	/**
	 * Reads `A\B`, `A\B as C`, `A\{B, C as D}` and lists of them, up to the semicolon.
	 *
	 * @param list<\PhpToken> $tokens
	 * @return array{array<string, string>, int} Full name by alias, and the position of the semicolon.
	 */
	private static function read_use( array $tokens, int $at ): array {
		$used   = [];
		$prefix = '';
		$name   = '';
		for ( ; ';' !== $tokens[ $at ]->text; $at++ ) {
			$token = $tokens[ $at ];
			if ( $token->is( [ T_STRING, T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED ] ) ) {
				$name          = $prefix . ltrim( $token->text, '\\' );
				$used[ $name ] = self::last_part( $name );
			} elseif ( '{' === $token->text ) {
				$prefix = $name . '\\';
				unset( $used[ $name ] );
			} elseif ( $token->is( T_AS ) ) {
				$used[ $name ] = $tokens[ ++$at ]->text;
			}
		}
		return [ array_flip( $used ), $at ];
	}

	/** @param array<string, string> $imports */
	private static function full_name( \PhpToken $token, string $namespace, array $imports ): ?string {
		if ( $token->is( T_NAME_FULLY_QUALIFIED ) ) {
			return ltrim( $token->text, '\\' );
		}
		if ( $token->is( T_NAME_RELATIVE ) ) {
			return $namespace . substr( $token->text, strlen( 'namespace' ) );
		}
		if ( ! $token->is( T_NAME_QUALIFIED ) ) {
			// A plain name is an import, seen there already, or of the same folder.
			return null;
		}
		[ $first, $rest ] = explode( '\\', $token->text, 2 );
		return ( $imports[ $first ] ?? "{$namespace}\\{$first}" ) . "\\{$rest}";
	}

	private static function last_part( string $name ): string {
		$at = strrpos( $name, '\\' );
		return false === $at ? $name : substr( $name, $at + 1 );
	}
}
