<?php
declare(strict_types=1);

namespace SmartAllocOps\Work;

defined( 'ABSPATH' ) || exit;

/** What holds some work back: a revision of a flag, or that SmartAlloc is not there to do it. */
final class Hold {
	/** In place of a flag: SmartAlloc is active and was not loaded. No switch lets go of it; it ends once SmartAlloc is there. */
	public const NOT_LOADED = 'not_loaded';

	public function __construct( public readonly string $flag, public readonly string $scope, public readonly int $revision ) {}

	public static function not_loaded(): self {
		return new self( self::NOT_LOADED, '', 0 );
	}

	public function is_by_flag(): bool {
		return self::NOT_LOADED !== $this->flag;
	}
}
