import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { write_if_changed } from './files';
import { run } from './processes';

/** Extensions that nothing here asks for; loading them is a third of what the start of PHP costs. */
const UNUSED =
	/^\s*extension\s*=\s*"?(calendar|exif|ffi|ftp|gd|gettext|imagick|pdo_mysql|readline|shmop|sockets|sysvmsg|sysvsem|sysvshm|xsl)(\.so)?"?\s*$/im;

/** Settings that every PHP process of a site shares: web server, WP-CLI, PHPUnit and what they start. */
function ini( site: string ): string {
	return [
		'memory_limit = 512M',
		'display_errors = stderr',
		'log_errors = On',
		'; Tests and demos change files under a running server.',
		'opcache.revalidate_freq = 0',
		'; Compiled files are kept between processes: a test run starts a thousand of them, and this halves each.',
		'opcache.enable_cli = 1',
		`opcache.file_cache = ${ join( site, 'php.d', 'opcache' ) }`,
		'opcache.file_cache_only = 1',
		'; No mail leaves the machine: PHP hands it to this instead.',
		`sendmail_path = "cat >> '${ join( site, 'mail.log' ) }'"`,
		'',
	].join( '\n' );
}

/** Writes the settings and returns the environment that makes every PHP process read them after its own. */
export function php_environment( site: string ): Record< string, string > {
	const folder = join( site, 'php.d' );
	mkdirSync( join( folder, 'opcache' ), { recursive: true } );
	write_if_changed( join( folder, 'site.ini' ), ini( site ) );
	return {
		PHP_INI_SCAN_DIR: `:${ folder }`,
		// Compiled files are read into fresh memory: in large pages that costs half.
		USE_ZEND_ALLOC_HUGE_PAGES: '1',
	};
}

/**
 * The same for the thousands of short processes of a test run: PHP's own settings, but without the extensions that are not
 * used. A PHP that has them built in, or reads no further files, starts as it always does.
 */
export async function short_process_environment(
	site: string
): Promise< Record< string, string > > {
	const { stdout } = await run( 'php', [ '--ini' ] );
	const [ , parsed = '' ] = stdout.split( 'Additional .ini files parsed:' );
	const folder = join( site, 'php.d', 'used' );
	rmSync( folder, { recursive: true, force: true } );
	mkdirSync( folder, { recursive: true } );
	for ( const file of parsed.split( ',' ).map( ( name ) => name.trim() ) ) {
		if ( ! file.endsWith( '.ini' ) ) {
			continue;
		}
		const settings = readFileSync( file, 'utf8' );
		if ( ! UNUSED.test( settings ) ) {
			write_if_changed( join( folder, basename( file ) ), settings );
		}
	}
	return {
		...php_environment( site ),
		PHP_INI_SCAN_DIR: `${ folder }:${ join( site, 'php.d' ) }`,
	};
}

/** A PHP literal of a text. */
export function php_string( text: string ): string {
	return `'${ text.replace( /[\\']/g, '\\$&' ) }'`;
}

/** A PHP literal of a plain value. */
export function php_value( value: string | number | boolean ): string {
	return typeof value === 'string' ? php_string( value ) : String( value );
}
