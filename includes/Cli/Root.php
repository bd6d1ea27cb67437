<?php
declare(strict_types=1);

namespace SmartAllocOps\Cli;

use WP_CLI\Dispatcher\CommandNamespace;

defined( 'ABSPATH' ) || exit;

/**
 * Watches SmartAlloc, holds back any part of it and lets go of it again.
 */
final class Root extends CommandNamespace {}
