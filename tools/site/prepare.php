<?php
/**
 * Run once by WP-CLI after the plugins were activated: settings and users of a local site.
 *
 * @package SmartAllocOps
 *
 * @var list<string> $args Time zone.
 */

declare(strict_types=1);

update_option( 'timezone_string', $args[0] );
update_option( 'permalink_structure', '/%postname%/' );
flush_rewrite_rules( false );

foreach (
	[
		'owner'   => 'smartalloc_owner',
		'support' => 'smartalloc_support',
	] as $name => $role
) {
	if ( null === get_role( $role ) ) {
		WP_CLI::error( "The role $role is not there: was SmartAlloc Ops activated?" );
	}
	$made = wp_insert_user(
		[
			'user_login' => $name,
			'user_pass'  => $name,
			'user_email' => "$name@example.test",
			'role'       => $role,
		]
	);
	if ( is_wp_error( $made ) ) {
		WP_CLI::error( $made );
	}
}

// WP-CLI has started WP-Cron on its way, at an address where nobody serves yet: the lock it left would hold the first tick back for a minute.
delete_transient( 'doing_cron' );
