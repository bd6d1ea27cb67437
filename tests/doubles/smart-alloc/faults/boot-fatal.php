<?php
/**
 * Loading this file is fatal: the trait exists nowhere.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class BootFatal {

	use MissingOnPurpose;
}
