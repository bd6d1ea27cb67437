<?php
/**
 * Plugin Name: SmartAlloc Ops, local site
 * Description: What a site on a developer's machine needs and no real site has.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

// The plugins here are links into a checkout, and WordPress follows a link when it deletes or replaces.
add_filter(
	'map_meta_cap',
	static fn ( array $caps, string $cap ): array => in_array( $cap, [ 'delete_plugins', 'install_plugins', 'update_plugins', 'upload_plugins' ], true ) ? [ 'do_not_allow' ] : $caps,
	10,
	2
);

// A sleeping loopback would hold one of the web server's four workers for five seconds.
add_filter( 'action_scheduler_async_request_sleep_seconds', static fn (): int => 1 );

// The default sender, wordpress@127.0.0.1, is refused as no valid address.
add_filter( 'wp_mail_from', static fn (): string => 'wordpress@example.test' );

// Names for the list of languages in a user's profile; WordPress would ask for them online.
add_filter(
	'pre_site_transient_available_translations',
	static fn (): array => [
		'ar'    => [
			'language'     => 'ar',
			'english_name' => 'Arabic',
			'native_name'  => 'العربية',
			'iso'          => [ 1 => 'ar' ],
		],
		'fa_IR' => [
			'language'     => 'fa_IR',
			'english_name' => 'Persian',
			'native_name'  => 'فارسی',
			'iso'          => [ 1 => 'fa' ],
		],
	]
);
