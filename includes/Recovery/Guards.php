<?php
declare(strict_types=1);

namespace SmartAllocOps\Recovery;

/** Files that keep web servers out of a folder: Apache, IIS, and whatever lists folders. */
final class Guards {
	public const FILES = [
		'index.php'  => "<?php\n// Nothing to see.\n",
		'.htaccess'  => "<IfModule mod_authz_core.c>\nRequire all denied\n</IfModule>\n<IfModule !mod_authz_core.c>\nDeny from all\n</IfModule>\n",
		'web.config' => '<?xml version="1.0" encoding="UTF-8"?><configuration><system.webServer><security><authorization><remove users="*" roles="" verbs="" /><add accessType="Deny" users="*" /></authorization></security></system.webServer></configuration>',
	];

	/**
	 * Makes a folder of ours, with its guards.
	 *
	 * @throws Refused
	 */
	public static function make( string $folder ): void {
		if ( ! is_dir( $folder ) && ! @mkdir( $folder, 0750 ) && ! is_dir( $folder ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
			throw new Refused( 'not_writable', basename( $folder ) );
		}
		Tree::give_to_owner_of( dirname( $folder ), $folder );
		foreach ( self::FILES as $name => $text ) {
			if ( is_file( "$folder/$name" ) ) {
				continue;
			}
			if ( @file_put_contents( "$folder/$name", $text ) !== strlen( $text ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- The answer says it.
				// Where a file can be made and not be filled there is no room.
				throw new Refused( is_writable( $folder ) ? 'disk_full' : 'not_writable', basename( $folder ) );
			}
			Tree::give_to_owner_of( $folder, "$folder/$name" );
		}
	}
}
