<?php

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

/**
 * A canceled row; its schedule no longer recurs.
 */
class ActionScheduler_CanceledAction extends ActionScheduler_FinishedAction {}
