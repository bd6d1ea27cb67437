<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * The lease under which a worker writes, as a row of one of our tables with the columns `fence` and `lease_until`.
 *
 * A statement that names it changes nothing once another worker has taken over, however long the first one slept.
 */
final class Fence {
	/** @param string $table Short name, as Database::table() takes it. */
	public function __construct( public readonly string $table, public readonly int $id, public readonly int $number ) {}
}
