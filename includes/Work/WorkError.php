<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** What is kept of an error: class, code and frame. Its message can hold personal data and is not kept. */
final class WorkError {
	public function __construct( public readonly string $class_name, public readonly string $code, public readonly string $frame ) {}

	public static function from( \Throwable $thrown ): self {
		return new self( mb_substr( get_class( $thrown ), 0, 191 ), mb_substr( (string) $thrown->getCode(), 0, 64 ), mb_substr( basename( $thrown->getFile() ) . ':' . $thrown->getLine(), 0, 191 ) );
	}

	public static function named( string $code ): self {
		return new self( '', $code, '' );
	}
}
