<?php
/**
 * Becomes somebody else, then another program: `php as-user.php <uid> <program> <argument> ...`.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

posix_setgid( (int) $argv[1] );
posix_setuid( (int) $argv[1] );
putenv( 'HOME=' . sys_get_temp_dir() );
pcntl_exec( $argv[2], array_slice( $argv, 3 ) );
