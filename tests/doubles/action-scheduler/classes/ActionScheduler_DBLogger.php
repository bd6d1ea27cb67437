<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * The logger's public class name.
 */
class ActionScheduler_DBLogger extends ActionScheduler_Logger {}
