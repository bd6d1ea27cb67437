<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** The database refused or lost a statement. The message names the statement's verb, never its values. */
final class DatabaseError extends \RuntimeException {}
