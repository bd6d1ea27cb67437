<?php
declare(strict_types=1);

namespace SmartAllocOps\Run;

defined( 'ABSPATH' ) || exit;

/** Another worker took the run over while this one slept: it must stop and write nothing. */
final class LeaseLost extends \RuntimeException {}
