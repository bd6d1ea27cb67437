<?php
declare(strict_types=1);

namespace SmartAllocOps\Watchdog;

use SmartAllocOps\Platform\LocalTime;

defined( 'ABSPATH' ) || exit;

/** What the watchdog saw, did and cannot do, for people. */
final class WatchdogWords {
	public static function status( WatchdogStatus $status ): string {
		$watch    = $status->watch;
		$standing = match ( $status->state ) {
			WatchdogStatus::INSTALLED => $watch->act_alone
				? __( 'It watches, and may bring the last known good build back by itself.', 'smartalloc-ops' )
				: __( 'It watches. When SmartAlloc brings the site down, it keeps SmartAlloc from loading; a build is brought back only while a rollback runs.', 'smartalloc-ops' ),
			WatchdogStatus::OUTDATED => __( 'It watches, and is of another version of this plugin. Install it again.', 'smartalloc-ops' ),
			WatchdogStatus::BROKEN => __( 'A file of its name is there, but it watches nothing. Install it again; a file that is not ours must be moved away first.', 'smartalloc-ops' ),
			default => __( 'It is not installed: when SmartAlloc brings the site down, somebody must use the command line.', 'smartalloc-ops' ),
		};
		return implode(
			' ',
			array_filter(
				[
					null === $watch->stopped_until
						? ''
						/* translators: 1: point in time, 2: what happened, in English. */
						: sprintf( __( 'SmartAlloc is not loaded until %1$s (%2$s).', 'smartalloc-ops' ), LocalTime::said( $watch->stopped_until ), (string) $watch->stopped_why ),
					null === $watch->acted ? '' : self::acted( $watch->acted['what'], $watch->acted['at'] ),
					$standing,
				]
			)
		);
	}

	/**
	 * @param string $what As Recovery\Watch has it.
	 * @param int    $ms   UTC epoch milliseconds.
	 */
	public static function acted( string $what, int $ms ): string {
		$at = LocalTime::said( $ms );
		return match ( $what ) {
			/* translators: %s: point in time. */
			'brought' => sprintf( __( 'At %s it brought a kept build back.', 'smartalloc-ops' ), $at ),
			/* translators: %s: point in time. */
			'stopped' => sprintf( __( 'At %s it stopped SmartAlloc, because it brought the site down.', 'smartalloc-ops' ), $at ),
			/* translators: %s: point in time. */
			'failed:stands' => sprintf( __( 'At %s it stopped SmartAlloc: the build that is called good brought the site down too.', 'smartalloc-ops' ), $at ),
			/* translators: 1: point in time, 2: code of a reason. */
			default => sprintf( __( 'At %1$s it stopped SmartAlloc, because no build could be brought back (%2$s).', 'smartalloc-ops' ), $at, substr( $what, strlen( 'failed:' ) ) ),
		};
	}

	/**
	 * @param string $code  See Recovery.
	 * @param string $where Name of a folder or file.
	 */
	public static function refusal( string $code, string $where ): string {
		$what = match ( $code ) {
			'absent' => __( 'SmartAlloc is not active on this site, so there is nothing to watch.', 'smartalloc-ops' ),
			'not_installed' => __( 'The watchdog is not installed. Install it first.', 'smartalloc-ops' ),
			'not_main_site' => __( 'One watchdog serves all sites of the network. Change it on the main site.', 'smartalloc-ops' ),
			'not_ours' => __( 'A file of this name is there that is not ours. Look whose it is, and move it away.', 'smartalloc-ops' ),
			'not_writable' => __( 'A folder cannot be written to. Copy the file includes/Watchdog/smartalloc-ops-watchdog.php of this plugin there by your deployment, or give the web server the right to write.', 'smartalloc-ops' ),
			'disk_full' => __( 'There is not enough room on the disk.', 'smartalloc-ops' ),
			/* translators: %s: code of a reason. */
			default => sprintf( __( 'It cannot be done (%s).', 'smartalloc-ops' ), $code ),
		};
		return '' === $where ? $what : "$what ($where)";
	}
}
