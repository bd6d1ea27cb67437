<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * Due once at a time.
 */
class ActionScheduler_SimpleSchedule extends ActionScheduler_Abstract_Schedule {}
