<?php
/**
 * The few WordPress functions that pure classes use for words: untranslated text passes through.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

function __( string $text, string $domain = 'default' ): string {
	return $text;
}

function _x( string $text, string $context, string $domain = 'default' ): string {
	return $text;
}

function _n( string $single, string $plural, int $number, string $domain = 'default' ): string {
	return 1 === $number ? $single : $plural;
}

function translate( string $text, string $domain = 'default' ): string {
	return $text;
}

function translate_with_gettext_context( string $text, string $context, string $domain = 'default' ): string {
	return $text;
}

/** @param array{singular: string, plural: string} $nooped */
function translate_nooped_plural( array $nooped, int $number, string $domain = 'default' ): string {
	return 1 === $number ? $nooped['singular'] : $nooped['plural'];
}

/** Filters are kept and never run. */
function add_filter( string $name, callable $callback, int $priority = 10, int $arguments = 1 ): bool {
	$GLOBALS['smartalloc_ops_filters'][ $name ] = $callback;
	return true;
}

function remove_filter( string $name, callable $callback, int $priority = 10 ): bool {
	unset( $GLOBALS['smartalloc_ops_filters'][ $name ] );
	return true;
}

function has_filter( string $name, callable $callback ): bool {
	return isset( $GLOBALS['smartalloc_ops_filters'][ $name ] );
}

function esc_html( string $text ): string {
	return htmlspecialchars( $text, ENT_QUOTES );
}

function esc_html__( string $text, string $domain = 'default' ): string {
	return esc_html( $text );
}

function number_format_i18n( float $number, int $decimals = 0 ): string {
	return number_format( $number, $decimals );
}

/** @return string|false */
function wp_json_encode( mixed $value, int $flags = 0, int $depth = 512 ) {
	return json_encode( $value, $flags, max( 1, $depth ) );
}

function wp_strip_all_tags( string $text, bool $remove_breaks = false ): string {
	$text = strip_tags( (string) preg_replace( '@<(script|style)[^>]*?>.*?</\\1>@si', '', $text ) );
	return trim( $remove_breaks ? (string) preg_replace( '/[\r\n\t ]+/', ' ', $text ) : $text );
}
