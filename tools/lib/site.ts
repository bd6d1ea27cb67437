import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { write_if_changed } from './files';
import { ROOT } from './paths';
import { php_environment } from './php';
import type { PluginSet } from './plugins';
import { lay_site_files, type SiteSpec, wp_config } from './site-files';
import type { WordPressFiles } from './wordpress-package';
import { wp, type WpCli } from './wp-cli';

export interface Site {
	readonly spec: SiteSpec;
	readonly cli: WpCli;
}

export interface SiteContent {
	readonly title: string;
	readonly timezone: string;
}

/** Written last: a site without it was interrupted before it was whole. */
const STAMP = 'installed.json';

/** Raised when sites made by an older version of this tool cannot be carried on with. */
const LAYOUT = 1;

export function is_installed( folder: string ): boolean {
	const stamp = join( folder, STAMP );
	if ( ! existsSync( stamp ) ) {
		return false;
	}
	const found: unknown = JSON.parse( readFileSync( stamp, 'utf8' ) );
	return (
		typeof found === 'object' &&
		found !== null &&
		'layout' in found &&
		found.layout === LAYOUT
	);
}

/** How to run WP-CLI in a site whose files are there. */
export function cli_of( folder: string, files: WordPressFiles ): WpCli {
	return {
		phar: files.wp_cli,
		site: folder,
		env: php_environment( folder ),
	};
}

/** Lays the files of a site and says how to run WP-CLI in it. */
export function open_site(
	spec: SiteSpec,
	files: WordPressFiles,
	set: PluginSet
): Site {
	mkdirSync( spec.folder, { recursive: true } );
	lay_site_files( spec, files, set );
	return { spec, cli: cli_of( spec.folder, files ) };
}

/** Installs WordPress, activates the plugins and makes the three users. */
export async function install_site(
	site: Site,
	set: PluginSet,
	content: SiteContent
): Promise< void > {
	await wp(
		site.cli,
		'core',
		'install',
		`--url=${ site.spec.url }`,
		`--title=${ content.title }`,
		'--admin_user=admin',
		'--admin_password=admin',
		'--admin_email=admin@example.test',
		'--skip-email'
	);
	await activate_plugins( site, set );
	await wp(
		site.cli,
		'eval-file',
		'--use-include',
		join( ROOT, 'tools', 'site', 'prepare.php' ),
		content.timezone
	);
	writeFileSync(
		join( site.spec.folder, STAMP ),
		JSON.stringify( { layout: LAYOUT } )
	);
}

/** A network in folders (`/two/`), without any plugin of ours. */
export async function install_network(
	site: Site,
	set: PluginSet,
	content: SiteContent
): Promise< void > {
	const { spec, cli } = site;
	await wp(
		cli,
		'core',
		'multisite-install',
		`--url=${ spec.url }`,
		'--base=/',
		`--title=${ content.title }`,
		'--admin_user=admin',
		'--admin_password=admin',
		'--admin_email=admin@example.test',
		'--skip-email',
		// It would look for a line of a wp-config.php that was not written by hand.
		'--skip-config'
	);
	// Only now: with these in force, WordPress dies before the tables of the network are there.
	write_if_changed(
		join( spec.folder, 'wp-config.php' ),
		wp_config( {
			...spec,
			constants: {
				...spec.constants,
				MULTISITE: true,
				SUBDOMAIN_INSTALL: false,
				DOMAIN_CURRENT_SITE: new URL( spec.url ).host,
				PATH_CURRENT_SITE: '/',
				SITE_ID_CURRENT_SITE: 1,
				BLOG_ID_CURRENT_SITE: 1,
			},
		} )
	);
	await wp( cli, 'option', 'update', 'timezone_string', content.timezone );
	await wp(
		cli,
		'plugin',
		'activate',
		'--network',
		...set.plugins
			.map( ( plugin ) => plugin.slug )
			.filter( ( slug ) => slug !== 'smartalloc-ops' )
	);
}

/** Activates what is not active yet. */
export async function activate_plugins(
	site: Site,
	set: PluginSet
): Promise< void > {
	await wp(
		site.cli,
		'plugin',
		'activate',
		...set.plugins.map( ( plugin ) => plugin.slug )
	);
}
