<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** A probe whose worst finding stops nobody's work: its red is "recommended". */
interface AtMostRecommended extends Probe {}
