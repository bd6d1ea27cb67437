import { randomBytes } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { mirror, point, write_if_changed } from './files';
import { ROOT } from './paths';
import { php_string, php_value } from './php';
import type { PluginSet } from './plugins';
import type { WordPressFiles } from './wordpress-package';

export type SiteDatabase =
	| { readonly kind: 'sqlite' }
	| {
			readonly kind: 'mariadb';
			readonly socket: string;
			readonly name: string;
	  };

export interface SiteSpec {
	readonly folder: string;
	readonly url: string;
	readonly database: SiteDatabase;
	readonly prefix: string;
	/** Hard links instead of copies: quick, for sites that nobody edits. */
	readonly link_core: boolean;
	readonly constants: Readonly< Record< string, string | number | boolean > >;
}

/** The theme that came with this WordPress: the newest of the yearly ones. */
function theme_of( core: string ): string {
	const by_age = [
		'twentytwentyfive',
		'twentytwentyfour',
		'twentytwentythree',
	];
	const themes = readdirSync( join( core, 'wp-content', 'themes' ) );
	return by_age.find( ( name ) => themes.includes( name ) ) ?? '';
}

/** Right-to-left languages of the demo. WordPress's own Persian is not in the package: a file that turns the page and leaves core's words in English stands in for it. */
const CORE_LANGUAGE = 'ar';
const PERSIAN = `<?php
return [
	'domain'       => 'default',
	'language'     => 'fa_IR',
	'plural-forms' => 'nplurals=2; plural=(n > 1);',
	'messages'     => [ "text direction\\4ltr" => 'rtl' ],
];
`;

function copy_file( from: string, to: string, link: boolean ): void {
	if ( link ) {
		try {
			linkSync( from, to );
			return;
		} catch ( error ) {
			// EXDEV, EPERM: other disk, or a file system without hard links.
			if (
				! ( error instanceof Error && 'code' in error ) ||
				( error.code !== 'EXDEV' && error.code !== 'EPERM' )
			) {
				throw error;
			}
		}
	}
	copyFileSync( from, to );
}

function copy_tree( from: string, to: string, link: boolean ): void {
	mkdirSync( to, { recursive: true } );
	for ( const entry of readdirSync( from, { withFileTypes: true } ) ) {
		const source = join( from, entry.name );
		const target = join( to, entry.name );
		if ( entry.isDirectory() ) {
			copy_tree( source, target, link );
		} else {
			rmSync( target, { force: true } );
			copy_file( source, target, link );
		}
	}
}

function same_file( one: string, other: string ): boolean {
	return (
		existsSync( one ) &&
		existsSync( other ) &&
		readFileSync( one ).equals( readFileSync( other ) )
	);
}

function lay_core( spec: SiteSpec, files: WordPressFiles ): void {
	const version = join( 'wp-includes', 'version.php' );
	if (
		same_file( join( spec.folder, version ), join( files.core, version ) )
	) {
		return;
	}
	for ( const entry of readdirSync( files.core, { withFileTypes: true } ) ) {
		const source = join( files.core, entry.name );
		const target = join( spec.folder, entry.name );
		if ( entry.name === 'wp-content' || entry.name === 'wp-includes' ) {
			continue;
		}
		if ( entry.isDirectory() ) {
			copy_tree( source, target, spec.link_core );
		} else {
			copyFileSync( source, target );
		}
	}
	const theme = join( 'wp-content', 'themes', theme_of( files.core ) );
	copy_tree(
		join( files.core, theme ),
		join( spec.folder, theme ),
		spec.link_core
	);
	// Last, because its version file says that the rest is there.
	copy_tree(
		join( files.core, 'wp-includes' ),
		join( spec.folder, 'wp-includes' ),
		spec.link_core
	);
}

function lay_languages( folder: string, files: WordPressFiles ): void {
	mkdirSync( folder, { recursive: true } );
	for ( const name of readdirSync( files.languages ) ) {
		if (
			name.startsWith( `${ CORE_LANGUAGE }-` ) ||
			name === `${ CORE_LANGUAGE }.l10n.php` ||
			name.endsWith( `-${ CORE_LANGUAGE }.l10n.php` )
		) {
			point( join( folder, name ), join( files.languages, name ) );
		}
	}
	write_if_changed( join( folder, 'fa_IR.l10n.php' ), PERSIAN );
}

/** Keys stay the same for the life of a site, so that a restart logs nobody out. */
function lay_salts( folder: string ): void {
	const file = join( folder, 'wp-salts.php' );
	if ( existsSync( file ) ) {
		return;
	}
	const lines = [ 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ].flatMap(
		( name ) =>
			[ 'KEY', 'SALT' ].map(
				( kind ) =>
					`define( '${ name }_${ kind }', '${ randomBytes( 32 ).toString( 'hex' ) }' );`
			)
	);
	write_if_changed( file, `<?php\n${ lines.join( '\n' ) }\n` );
}

function database_constants(
	spec: SiteSpec
): Record< string, string | number | boolean > {
	const { database } = spec;
	const shared = { DB_USER: 'root', DB_PASSWORD: '', DB_CHARSET: 'utf8mb4' };
	return database.kind === 'mariadb'
		? {
				...shared,
				DB_NAME: database.name,
				DB_HOST: `localhost:${ database.socket }`,
				DB_COLLATE: '',
			}
		: {
				...shared,
				DB_NAME: 'wordpress',
				DB_HOST: 'localhost',
				DB_COLLATE: '',
				DB_DIR: join( spec.folder, 'wp-content', 'database' ),
				DB_FILE: '.ht.sqlite',
			};
}

/** Text of wp-config.php. */
export function wp_config( spec: SiteSpec ): string {
	const constants = {
		...database_constants( spec ),
		WP_HOME: spec.url,
		WP_SITEURL: spec.url,
		WP_ENVIRONMENT_TYPE: 'local',
		AUTOMATIC_UPDATER_DISABLED: true,
		WP_HTTP_BLOCK_EXTERNAL: true,
		...spec.constants,
	};
	return [
		'<?php',
		"require __DIR__ . '/wp-salts.php';",
		// A test may set any of them first, from the command line.
		...Object.entries( constants ).map(
			( [ name, value ] ) =>
				`defined( '${ name }' ) || define( '${ name }', ${ php_value( value ) } );`
		),
		`$table_prefix = ${ php_string( spec.prefix ) };`,
		"defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );",
		"require_once ABSPATH . 'wp-settings.php';",
		'',
	].join( '\n' );
}

/** Lays or refreshes every file of a site; the data in it stays. */
export function lay_site_files(
	spec: SiteSpec,
	files: WordPressFiles,
	set: PluginSet
): void {
	const content = join( spec.folder, 'wp-content' );
	for ( const folder of [ 'plugins', 'mu-plugins', 'uploads', 'database' ] ) {
		mkdirSync( join( content, folder ), { recursive: true } );
	}
	lay_core( spec, files );
	lay_languages( join( content, 'languages' ), files );
	lay_salts( spec.folder );
	write_if_changed( join( spec.folder, 'wp-config.php' ), wp_config( spec ) );
	if ( spec.database.kind === 'sqlite' ) {
		write_if_changed(
			join( content, 'db.php' ),
			readFileSync( join( files.sqlite, 'db.copy' ), 'utf8' )
				.replaceAll(
					'{SQLITE_IMPLEMENTATION_FOLDER_PATH}',
					files.sqlite
				)
				.replaceAll(
					'{SQLITE_PLUGIN}',
					'sqlite-database-integration/load.php'
				)
		);
	}
	point(
		join( content, 'mu-plugins', 'smartalloc-ops-local.php' ),
		join( ROOT, 'tools', 'site', 'mu-plugin.php' )
	);
	for ( const plugin of set.plugins ) {
		const target = join( content, 'plugins', plugin.slug );
		if ( plugin.copied === true ) {
			mirror( plugin.folder, target );
		} else {
			point( target, plugin.folder );
		}
	}
}
