<?php
/**
 * Whatever may stand before a site and answer in its place: `php hostile-process.php <folder>`. See the class Hostile.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( string $folder ): void {
	$server = stream_socket_server( 'tcp://127.0.0.1:0', $number, $text );
	if ( false === $server ) {
		fwrite( STDERR, "{$number} {$text}\n" );
		exit( 1 );
	}
	file_put_contents( "{$folder}/port.new", substr( strrchr( (string) stream_socket_get_name( $server, false ), ':' ) ?: ':0', 1 ) );
	rename( "{$folder}/port.new", "{$folder}/port" );
	pcntl_signal( SIGCHLD, SIG_IGN );
	while ( true ) {
		$client = @stream_socket_accept( $server, 3600 );
		if ( false === $client ) {
			continue;
		}
		if ( 0 !== pcntl_fork() ) {
			fclose( $client );
			continue;
		}
		$head = '';
		while ( ! str_contains( $head, "\r\n\r\n" ) && is_string( $line = fgets( $client ) ) ) {
			$head .= $line;
		}
		preg_match( '/^content-length: (\d+)/mi', $head, $length );
		$body = isset( $length[1] ) && (int) $length[1] > 0 ? (string) stream_get_contents( $client, (int) $length[1] ) : '';
		$say  = static fn ( string $status, string $text, string $more = '' ): int|false => @fwrite( $client, "HTTP/1.1 $status\r\nConnection: close\r\nContent-Type: text/html\r\n{$more}Content-Length: " . strlen( $text ) . "\r\n\r\n$text" );
		$mode = (string) file_get_contents( "{$folder}/mode" );
		switch ( $mode ) {
			case 'html':
				$say( '200 OK', '<!doctype html><html><body>Welcome</body></html>' );
				break;
			case '401':
			case '503':
				$say( "$mode No", '<html>no</html>' );
				break;
			case 'redirect':
				$say( '302 Found', '', "Location: http://127.0.0.1:1/\r\n" );
				break;
			case 'empty':
				$say( '200 OK', '' );
				break;
			case 'forged':
				$say( '200 OK', (string) json_encode( [ 'said' => json_encode( [ 'loaded' => true ] ), 'sign' => str_repeat( 'a', 64 ) ] ) );
				break;
			case 'cached':
				// As a cache before the site: the first answer is passed on, and kept for everybody after.
				if ( ! is_file( "{$folder}/cache" ) ) {
					preg_match( '/^host: ([\w.:]+)/mi', $head, $host );
					$site = stream_socket_client( 'tcp://' . ( $host[1] ?? '' ) );
					if ( false === $site ) {
						break;
					}
					fwrite( $site, (string) preg_replace( '/^connection: [^\r\n]*/mi', 'Connection: close', $head ) . $body );
					file_put_contents( "{$folder}/cache", (string) stream_get_contents( $site ) );
				}
				@fwrite( $client, (string) file_get_contents( "{$folder}/cache" ) );
				break;
			case 'huge':
				@fwrite( $client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" );
				for ( $block = 0; $block < 4096 && false !== @fwrite( $client, str_repeat( 'x', 16_384 ) ); $block++ ) {
					continue;
				}
				break;
			case 'drip':
				@fwrite( $client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" );
				for ( $bite = 0; $bite < 600 && false !== @fwrite( $client, '{' ); $bite++ ) {
					usleep( 100_000 );
				}
				break;
			case 'reset':
				break;
			default:
				// Until the other side gives up.
				stream_set_timeout( $client, 60 );
				fread( $client, 1 );
		}
		fclose( $client );
		exit;
	}
} )( $argv[1] );
