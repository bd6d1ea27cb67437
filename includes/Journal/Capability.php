<?php
declare(strict_types=1);

namespace SmartAllocOps\Journal;

defined( 'ABSPATH' ) || exit;

/** What a person may do here. Holders of `manage_options` may do all of it. */
final class Capability {
	public const VIEW     = 'smartalloc_ops_view';
	public const OPERATE  = 'smartalloc_ops_operate';
	public const FLAGS    = 'smartalloc_ops_flags';
	public const RELEASE  = 'smartalloc_ops_release';
	public const ROLLBACK = 'smartalloc_ops_rollback';
	public const SETTINGS = 'smartalloc_ops_settings';

	public const ALL = [ self::VIEW, self::OPERATE, self::FLAGS, self::RELEASE, self::ROLLBACK, self::SETTINGS ];

	/** Core's own: whoever may decide which code runs here. Nobody gets it from us. */
	public const CODE = 'update_plugins';

	/** What the screen and the routes ask for. */
	public const ASKED = [ ...self::ALL, self::CODE ];

	/** @var array<string, list<string>> Our roles and what each may do. */
	public const ROLES = [
		'smartalloc_support' => [ self::VIEW ],
		'smartalloc_owner'   => [ self::VIEW, self::OPERATE, self::FLAGS, self::ROLLBACK ],
	];

	/**
	 * Holders of `manage_options` may do all of it. On a network, code belongs to all sites, and so to super admins.
	 *
	 * Not asked of core alone: where DISALLOW_FILE_MODS is set, core gives `update_plugins` to nobody, and to say which
	 * build is good changes no file.
	 */
	public static function has( int $user_id, string $capability ): bool {
		if ( self::CODE === $capability && is_multisite() ) {
			return is_super_admin( $user_id );
		}
		return user_can( $user_id, $capability ) || user_can( $user_id, 'manage_options' );
	}
}
