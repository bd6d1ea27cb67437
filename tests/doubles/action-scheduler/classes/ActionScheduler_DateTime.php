<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Date handed out by the scheduler, always UTC here.
 */
class ActionScheduler_DateTime extends DateTime {}
