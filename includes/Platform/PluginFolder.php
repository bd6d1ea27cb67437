<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Tells whose a file is: the folder of its plugin, also through a symlink, never a path of the machine. */
final class PluginFolder {
	/** @return string Name of the folder; empty when the file belongs to no plugin. */
	public static function of( string $file ): string {
		$file = wp_normalize_path( $file );
		foreach ( array_filter( [ WP_PLUGIN_DIR, realpath( WP_PLUGIN_DIR ), WPMU_PLUGIN_DIR ] ) as $plugins ) {
			$plugins = wp_normalize_path( $plugins ) . '/';
			if ( str_starts_with( $file, $plugins ) ) {
				return explode( '/', substr( $file, strlen( $plugins ) ) )[0];
			}
		}
		// Core knows where the symlinks of the loaded plugins lead to.
		$folder = explode( '/', plugin_basename( $file ) )[0];
		return '' !== $folder && is_dir( WP_PLUGIN_DIR . "/$folder" ) ? $folder : '';
	}
}
