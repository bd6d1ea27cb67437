<?php
declare(strict_types=1);

namespace SmartAllocOps\Rest;

use SmartAllocOps\Journal\Conflict;
use SmartAllocOps\Journal\Forbidden;
use SmartAllocOps\Journal\InvalidField;
use SmartAllocOps\Journal\NotFound;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Platform\Scrubber;
use SmartAllocOps\Signal\Refusal;
use SmartAllocOps\Signal\Refused;

defined( 'ABSPATH' ) || exit;

/** The one place where an exception becomes an answer of the API. */
final class ErrorMapper {
	public static function to_wp_error( \Throwable $thrown ): \WP_Error {
		return match ( true ) {
			$thrown instanceof InvalidField => self::error( 'invalid_field', $thrown->getMessage(), 400, [ 'field' => $thrown->field ] + ( [] === $thrown->all ? [] : [ 'fields' => $thrown->all ] ) ),
			$thrown instanceof Forbidden => self::error( 'forbidden', $thrown->getMessage(), 403, [ 'capability' => $thrown->capability ] ),
			$thrown instanceof NotFound => self::error( 'not_found', $thrown->getMessage(), 404 ),
			$thrown instanceof Conflict => self::error( $thrown->code_name, $thrown->getMessage(), 409, [ $thrown->subject => $thrown->present ] ),
			$thrown instanceof Refused => self::error( $thrown->refusals[0]->code, $thrown->getMessage(), 422, [ 'refusals' => array_map( static fn ( Refusal $refusal ): array => $refusal->to_array(), $thrown->refusals ) ] ),
			$thrown instanceof DatabaseError => self::error( 'database', __( 'The database did not answer as it should. Nothing is known about the result: look at the present state before you try again.', 'smartalloc-ops' ), 503 ),
			default => self::unexpected( $thrown ),
		};
	}

	/** Class and frame only: a message of foreign code can hold personal data. */
	private static function unexpected( \Throwable $thrown ): \WP_Error {
		$class = ( new \ReflectionClass( $thrown ) )->getShortName();
		$frame = basename( $thrown->getFile() ) . ':' . $thrown->getLine();
		/* translators: 1: class of an error, 2: file name and line. */
		return self::error( 'unexpected', sprintf( __( 'Something broke: %1$s at %2$s.', 'smartalloc-ops' ), $class, $frame ), 500 );
	}

	/** @param array<string, mixed> $data */
	private static function error( string $code, string $message, int $status, array $data = [] ): \WP_Error {
		// A message may name what was typed in the wrong place, and answers end in tickets and logs of others.
		return new \WP_Error( "smartalloc_ops_$code", Scrubber::scrub( $message ), [ 'status' => $status ] + $data );
	}
}
