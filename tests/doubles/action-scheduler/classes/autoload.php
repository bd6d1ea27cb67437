<?php
/**
 * Finds the double's classes by name, as the real one's names are fixed and follow no folder rule.
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

spl_autoload_register(
	static function ( string $class_name ): void {
		static $files = null;
		if ( ! str_starts_with( $class_name, 'ActionScheduler' ) && ! str_starts_with( $class_name, 'Action_Scheduler\\' ) ) {
			return;
		}
		if ( null === $files ) {
			$files = [];
			foreach ( [ '', 'actions/', 'schedules/', 'store/', 'runner/', 'migration/', 'admin/', 'cli/' ] as $folder ) {
				foreach ( glob( __DIR__ . '/' . $folder . '*.php' ) ?: [] as $file ) {
					$files[ basename( $file, '.php' ) ] = $file;
				}
			}
		}
		$position = strrpos( $class_name, '\\' );
		$name     = false === $position ? $class_name : substr( $class_name, $position + 1 );
		if ( isset( $files[ $name ] ) ) {
			require_once $files[ $name ];
		}
	}
);
