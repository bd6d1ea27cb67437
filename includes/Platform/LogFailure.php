<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Lines that could not be written. The message is a code: `off`, `no_folder`, `not_writable`, `full`. */
final class LogFailure extends \RuntimeException {}
