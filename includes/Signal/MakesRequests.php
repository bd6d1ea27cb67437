<?php
declare(strict_types=1);

namespace SmartAllocOps\Signal;

defined( 'ABSPATH' ) || exit;

/** A probe that calls over the network and waits for the answer: nothing that builds a page may run it. */
interface MakesRequests extends Probe {}
