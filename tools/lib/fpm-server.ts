import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programs_of, web_server } from '../bootstrap/debian.mjs';
import { php_version } from '../bootstrap/system.mjs';
import { Refused } from './errors';
import { write_if_changed } from './files';
import { ROOT } from './paths';
import { short_process_environment } from './php';
import { wait_until_ready } from './php-server';
import { type Group, run, start_group } from './processes';
import type { Site } from './site';

/** Workers that serve the site at the same time. */
const WORKERS = 6;

const as_root = process.getuid?.() === 0;

/** Owns nothing on this machine. */
const NOBODY = 65_534;

/**
 * Gives a site to somebody who is not root, as it is with hosts: else no file would ever be forbidden. False where that one could not
 * even read this checkout.
 */
async function give_away( site: Site ): Promise< boolean > {
	const readable = await run( 'php', [
		'-r',
		`exit( posix_setgid( ${ NOBODY } ) && posix_setuid( ${ NOBODY } ) && is_readable( $argv[1] ) ? 0 : 1 );`,
		join( ROOT, 'smartalloc-ops.php' ),
	] );
	if ( readable.code !== 0 ) {
		return false;
	}
	const { database, folder } = site.spec;
	chmodSync( folder, 0o755 );
	if ( database.kind === 'mariadb' ) {
		chmodSync( dirname( database.socket ), 0o755 );
	}
	await run( 'chown', [ '-hR', `${ NOBODY }:${ NOBODY }`, folder ] );
	return true;
}

/** Settings of nginx: files as they are, everything else to WordPress, as its handbook says. */
function nginx_conf( site: Site, folder: string, socket: string ): string {
	const temporary = [ 'client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi' ]
		.map( ( name ) => `	${ name }_temp_path ${ join( folder, name ) };` )
		.join( '\n' );
	return `daemon off;
${ as_root ? 'user root;' : '' }
worker_processes 1;
pid ${ join( folder, 'nginx.pid' ) };
error_log stderr;
events { worker_connections 256; }
http {
	access_log off;
	default_type application/octet-stream;
${ temporary }
	server {
		listen ${ new URL( site.spec.url ).host };
		root ${ site.spec.folder };
		index index.php;
		location ~ /\\. { deny all; }
		location / { try_files $uri $uri/ /index.php?$args; }
		location ~ \\.php$ {
			try_files $uri =404;
			fastcgi_pass unix:${ socket };
			fastcgi_read_timeout 120;
			fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
			fastcgi_param SCRIPT_NAME $fastcgi_script_name;
			fastcgi_param QUERY_STRING $query_string;
			fastcgi_param REQUEST_METHOD $request_method;
			fastcgi_param REQUEST_URI $request_uri;
			fastcgi_param CONTENT_TYPE $content_type;
			fastcgi_param CONTENT_LENGTH $content_length;
			fastcgi_param DOCUMENT_ROOT $document_root;
			fastcgi_param SERVER_PROTOCOL $server_protocol;
			fastcgi_param REMOTE_ADDR $remote_addr;
			fastcgi_param SERVER_NAME $server_name;
			fastcgi_param SERVER_PORT $server_port;
			fastcgi_param HTTP_HOST $http_host;
		}
	}
}
`;
}

const PHP_INI = `opcache.file_cache_only = 0
opcache.file_cache =
opcache.validate_timestamps = 0
; A test lays a file and asks for it at once; PHP would wait two seconds before it keeps it.
opcache.file_update_protection = 0
`;

function fpm_conf(
	folder: string,
	socket: string,
	is_nobody: boolean
): string {
	return `[global]
daemonize = no
error_log = /proc/self/fd/2
pid = ${ join( folder, 'fpm.pid' ) }
[site]
listen = ${ socket }
listen.mode = 0666
${ is_nobody ? `user = ${ NOBODY }\ngroup = ${ NOBODY }` : '' }
pm = static
pm.max_children = ${ WORKERS }
clear_env = no
catch_workers_output = yes
`;
}

/**
 * Serves a site with nginx and PHP-FPM. What was compiled once is never looked at again, as hosts set it that want speed: whoever
 * exchanges a file has to say so inside of the web server.
 */
export async function serve_as_hosts_do(
	site: Site,
	log_file: string
): Promise< Group > {
	const version = await php_version();
	const [ nginx, fpm ] = programs_of( ROOT, web_server( version ) ) ?? [];
	if ( nginx === undefined || fpm === undefined ) {
		throw new Refused( `nginx or PHP-FPM ${ version } is missing.` );
	}
	const folder = join( site.spec.folder, 'web-server' );
	const socket = join( folder, 'fpm.sock' );
	mkdirSync( folder, { recursive: true } );
	const is_nobody = as_root && ( await give_away( site ) );
	write_if_changed(
		join( folder, 'fpm.conf' ),
		fpm_conf( folder, socket, is_nobody )
	);
	write_if_changed(
		join( folder, 'nginx.conf' ),
		nginx_conf( site, folder, socket )
	);
	// In a file: what the command line says is gone after a reload.
	write_if_changed( join( folder, 'fpm.ini' ), PHP_INI );
	// FPM of an unpacked package has no settings of its own.
	const env = await short_process_environment( site.spec.folder );
	const workers = await start_group(
		fpm,
		[
			'--nodaemonize',
			'--fpm-config',
			join( folder, 'fpm.conf' ),
			...( as_root && ! is_nobody ? [ '--allow-to-run-as-root' ] : [] ),
		],
		log_file,
		{
			cwd: folder,
			env: {
				...env,
				PHP_INI_SCAN_DIR: `${ env.PHP_INI_SCAN_DIR ?? '' }:${ folder }`,
			},
		}
	);
	const server = await start_group(
		nginx,
		[ '-p', folder, '-c', join( folder, 'nginx.conf' ) ],
		log_file,
		{ cwd: folder }
	);
	const both: Group = {
		...server,
		stop: async () => {
			await server.stop();
			await workers.stop();
		},
	};
	try {
		await wait_until_ready( site.spec.url, both );
	} catch ( error ) {
		await both.stop();
		throw error;
	}
	return both;
}
