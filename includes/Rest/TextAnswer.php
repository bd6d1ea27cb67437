<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

defined( 'ABSPATH' ) || exit;

/** An answer that is text of another kind than JSON, which the server of WordPress would wrap into quotes. */
final class TextAnswer {
	private const TYPE = 'Content-Type';

	/** @param string $type As in `text/csv`. */
	public static function of( string $text, string $type ): \WP_REST_Response {
		return new \WP_REST_Response( $text, 200, [ self::TYPE => "$type; charset=utf-8" ] );
	}

	/** One that a browser puts into a file. */
	public static function file( string $text, string $type, string $name ): \WP_REST_Response {
		$answer = self::of( $text, $type );
		$answer->header( 'Content-Disposition', 'attachment; filename="' . sanitize_file_name( $name ) . '"' );
		return $answer;
	}

	/** Whether it is sent already: others may have done that. */
	public static function rest_pre_serve_request( mixed $is_served, mixed $answer, mixed $request ): bool {
		if ( true === $is_served || ! $answer instanceof \WP_HTTP_Response || ! $request instanceof \WP_REST_Request || ! str_starts_with( $request->get_route(), '/' . Router::NAMESPACE . '/' ) ) {
			return true === $is_served;
		}
		$text = $answer->get_data();
		if ( ! is_string( $text ) || ! str_starts_with( $answer->get_headers()[ self::TYPE ] ?? '', 'text/' ) ) {
			return false;
		}
		if ( 'HEAD' !== $request->get_method() ) {
			echo $text; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- no HTML, and served as such.
		}
		return true;
	}
}
