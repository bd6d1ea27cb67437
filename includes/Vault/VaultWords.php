<?php
declare(strict_types=1);

namespace SmartAllocOps\Vault;

use SmartAllocOps\Recovery\Refused as Reason;
use SmartAllocOps\Signal\Refusal;

defined( 'ABSPATH' ) || exit;

/** Why a build is not kept, not named good or not brought back, for people. */
final class VaultWords {
	public static function refusal( Reason $reason ): Refusal {
		return new Refusal( $reason->reason, self::sentence( $reason->reason, $reason->where ) );
	}

	/**
	 * @param string $code  See Recovery.
	 * @param string $where Path within a plugin or an archive, or a number.
	 */
	public static function sentence( string $code, string $where ): string {
		$what = match ( $code ) {
			'no_folder' => __( 'The folder of the plugin is missing.', 'smartalloc-ops' ),
			'no_main_file' => __( 'It has not the main file of SmartAlloc.', 'smartalloc-ops' ),
			'link' => __( 'There is a symbolic link: such a plugin is brought back by the deployment of this site.', 'smartalloc-ops' ),
			'git_checkout' => __( 'The plugin is a git checkout: bring it back with git or with the deployment of this site.', 'smartalloc-ops' ),
			'unreadable' => __( 'A file cannot be read.', 'smartalloc-ops' ),
			'not_writable' => __( 'A folder cannot be written to.', 'smartalloc-ops' ),
			'other_device' => __( 'The folder of swaps lies on another device than the plugins, so a swap would not be one step.', 'smartalloc-ops' ),
			'disk_full' => __( 'There is not enough room on the disk.', 'smartalloc-ops' ),
			'changed' => __( 'It is not what was kept.', 'smartalloc-ops' ),
			'missing', 'not_found' => __( 'It is not there.', 'smartalloc-ops' ),
			'not_ours', 'no_record' => __( 'It was not signed by this site.', 'smartalloc-ops' ),
			'key_readable' => __( 'Others can read the key of the vault. Find out who did, then take that right away.', 'smartalloc-ops' ),
			'no_key' => __( 'The key of the vault is missing, so that nothing in it can be believed.', 'smartalloc-ops' ),
			'no_vault' => __( 'Nothing was ever kept here.', 'smartalloc-ops' ),
			'unfinished' => __( 'A swap was begun and never ended.', 'smartalloc-ops' ),
			'overtaken' => __( 'Another worker has taken this over.', 'smartalloc-ops' ),
			'needs_operator' => __( 'Neither build could be put in place. Both lie in the folder of swaps in wp-content: move the one you want by hand.', 'smartalloc-ops' ),
			'other_folder' => __( 'It was kept from a folder of another name.', 'smartalloc-ops' ),
			'locked' => __( 'Another swap is going on.', 'smartalloc-ops' ),
			'not_journaled' => __( 'The journal knows this archive with other content.', 'smartalloc-ops' ),
			'absent' => __( 'SmartAlloc is not active on this site, so there is nothing to keep.', 'smartalloc-ops' ),
			'syntax' => __( 'A file is no PHP that can be read.', 'smartalloc-ops' ),
			/* translators: %s: code of a reason. */
			default => sprintf( __( 'It cannot be used (%s).', 'smartalloc-ops' ), $code ),
		};
		return '' === $where ? $what : "$what ($where)";
	}
}
