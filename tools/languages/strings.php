<?php
/**
 * Prints, as JSON, what the PHP files named on standard input (one a line) have to be translated:
 * list<{function, arguments: list<string|null>, comment, file, line}>; an argument that is no literal is null.
 */
declare(strict_types=1);

const FUNCTIONS = [ '__', '_e', '_x', '_ex', '_n', '_nx', '_n_noop', '_nx_noop', 'esc_html__', 'esc_html_e', 'esc_html_x', 'esc_attr__', 'esc_attr_e', 'esc_attr_x' ];

/** @param list<PhpToken> $tokens Of one argument. */
function literal( array $tokens ): ?string {
	$text = '';
	foreach ( $tokens as $token ) {
		if ( T_CONSTANT_ENCAPSED_STRING === $token->id ) {
			$inner = substr( $token->text, 1, -1 );
			$text .= "'" === $token->text[0] ? strtr( $inner, [ "\\'" => "'", '\\\\' => '\\' ] ) : stripcslashes( $inner );
		} elseif ( '.' !== $token->text ) {
			return null;
		}
	}
	return [] === $tokens ? null : $text;
}

/**
 * @param list<PhpToken> $tokens Without white space.
 * @return list<string|null> Of the call whose opening parenthesis stands at $at.
 */
function arguments( array $tokens, int $at ): array {
	$found = [];
	$part  = [];
	$depth = 1;
	for ( ++$at; $depth > 0 && isset( $tokens[ $at ] ); ++$at ) {
		$token  = $tokens[ $at ];
		$depth += in_array( $token->text, [ '(', '[' ], true ) ? 1 : ( in_array( $token->text, [ ')', ']' ], true ) ? -1 : 0 );
		if ( 0 === $depth || ( 1 === $depth && ',' === $token->text ) ) {
			$found[] = literal( $part );
			$part    = [];
		} elseif ( T_COMMENT !== $token->id ) {
			$part[] = $token;
		}
	}
	return $found;
}

$calls = [];
while ( false !== ( $line = fgets( STDIN ) ) ) {
	$file    = trim( $line );
	$tokens  = array_values( array_filter( PhpToken::tokenize( (string) file_get_contents( $file ) ), static fn ( PhpToken $token ): bool => T_WHITESPACE !== $token->id ) );
	$comment = null;
	foreach ( $tokens as $at => $token ) {
		if ( T_COMMENT === $token->id && 1 === preg_match( '#^/\*\s*translators:\s*(.*?)\s*\*/$#s', $token->text, $match ) ) {
			$comment = [ 'text' => "translators: {$match[1]}", 'line' => $token->line ];
		}
		$is_call = T_STRING === $token->id && in_array( $token->text, FUNCTIONS, true ) && '(' === ( $tokens[ $at + 1 ]->text ?? '' );
		if ( ! $is_call || in_array( $tokens[ $at - 1 ]->id ?? 0, [ T_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_NULLSAFE_OBJECT_OPERATOR ], true ) ) {
			continue;
		}
		$calls[] = [
			'function'  => $token->text,
			'arguments' => arguments( $tokens, $at + 1 ),
			// It stands on the line above, or on the same one.
			'comment'   => null !== $comment && $token->line - $comment['line'] <= 1 ? $comment['text'] : null,
			'file'      => $file,
			'line'      => $token->line,
		];
	}
}
echo json_encode( $calls, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR ), "\n";
