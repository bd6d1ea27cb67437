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

	/** @var array<string, list<string>> Our roles and what each may do. */
	public const ROLES = [
		'smartalloc_support' => [ self::VIEW ],
		'smartalloc_owner'   => [ self::VIEW, self::OPERATE, self::FLAGS, self::ROLLBACK ],
	];
}
