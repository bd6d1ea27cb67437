import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { write_if_changed } from './files';

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

/** A PHP literal of a text. */
export function php_string( text: string ): string {
	return `'${ text.replace( /[\\']/g, '\\$&' ) }'`;
}

/** A PHP literal of a plain value. */
export function php_value( value: string | number | boolean ): string {
	return typeof value === 'string' ? php_string( value ) : String( value );
}
