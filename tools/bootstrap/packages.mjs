import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Refused, run, step } from './run.mjs';

/**
 * @param {string[]} files
 * @return {string} One hash over the contents.
 */
export function fingerprint( files ) {
	const hash = createHash( 'sha256' );
	for ( const file of files ) {
		hash.update( readFileSync( file ) );
	}
	return hash.digest( 'hex' );
}

/**
 * Whether a stamp was written after an install from these very files; an interrupted install leaves none.
 *
 * @param {string} stamp
 * @param {string} expected
 */
export function is_stamped( stamp, expected ) {
	return existsSync( stamp ) && readFileSync( stamp, 'utf8' ) === expected;
}

/**
 * @param {string} stamp
 * @param {string} text
 */
export function write_stamp( stamp, text ) {
	mkdirSync( join( stamp, '..' ), { recursive: true } );
	writeFileSync( `${ stamp }.new`, text );
	renameSync( `${ stamp }.new`, stamp );
}

/** @param {string} root */
export async function ensure_node_modules( root ) {
	const stamp = join( root, 'node_modules', '.smartalloc-stamp' );
	const expected = `${ fingerprint( [ join( root, 'package-lock.json' ) ] ) } ${ process.version }`;
	if ( is_stamped( stamp, expected ) ) {
		return;
	}
	rmSync( stamp, { force: true } );
	await step(
		'Installing node modules (a few minutes the first time)',
		'npm',
		[ 'ci', '--no-audit', '--no-fund', '--loglevel=error' ],
		{ cwd: root }
	);
	write_stamp( stamp, expected );
}

/** @param {string} root */
export async function ensure_composer( root ) {
	const stamp = join( root, 'vendor', '.smartalloc-stamp' );
	const expected = fingerprint( [ join( root, 'composer.json' ) ] );
	if ( is_stamped( stamp, expected ) ) {
		return;
	}
	const found = await run( 'composer', [ '--version', '--no-interaction' ] );
	if ( found.code !== 0 ) {
		throw new Refused(
			'Composer 2 is missing. It is one of the three programs that must be there beforehand (Node.js 20 with npm, PHP 8.2, Composer).'
		);
	}
	rmSync( stamp, { force: true } );
	await step(
		'Installing Composer packages',
		'composer',
		[ 'install', '--no-interaction', '--no-progress' ],
		{ cwd: root, env: { COMPOSER_ALLOW_SUPERUSER: '1' } }
	);
	write_stamp( stamp, expected );
}
