<?php
declare(strict_types=1);

namespace SmartAllocOps\Kpi;

defined( 'ABSPATH' ) || exit;

/** The connection is gone and does not come back. */
final class NoDatabase extends \RuntimeException {}
