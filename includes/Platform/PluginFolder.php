<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Tells whose a file is: the folder of its plugin, also through a symlink, never a path of the machine. */
final class PluginFolder {
	/** @return string Name of the folder; empty when the file belongs to no plugin. */
	public static function of( string $file ): string {
		$folder = explode( '/', plugin_basename( $file ) )[0];
		return '' !== $folder && ( is_dir( WP_PLUGIN_DIR . "/$folder" ) || is_dir( WPMU_PLUGIN_DIR . "/$folder" ) ) ? $folder : '';
	}
}
