<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** There is no such thing here. The message is for the person. */
final class NotFound extends \RuntimeException {}
