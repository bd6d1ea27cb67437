<?php
/**
 * The server behind the class Receiver: `php receiver-process.php <folder>`.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( string $folder ): void {
	$tls    = [
		'local_cert' => "{$folder}/certificate.pem",
		'local_pk'   => "{$folder}/key.pem",
	];
	$server = stream_socket_server( 'tcp://127.0.0.1:0', $number, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, stream_context_create( [ 'ssl' => $tls ] ) );
	if ( false === $server ) {
		fwrite( STDERR, "{$number} {$text}\n" );
		exit( 1 );
	}
	$name = (string) stream_socket_get_name( $server, false );
	file_put_contents( "{$folder}/port.new", substr( $name, (int) strrpos( $name, ':' ) + 1 ) );
	rename( "{$folder}/port.new", "{$folder}/port" );

	$read = static function ( $client ): array {
		$head = '';
		while ( ! str_contains( $head, "\r\n\r\n" ) && false !== ( $line = fgets( $client ) ) ) {
			$head .= $line;
		}
		$lines   = explode( "\r\n", trim( $head ) );
		$headers = [];
		foreach ( array_slice( $lines, 1 ) as $line ) {
			[ $key, $value ]              = explode( ': ', $line, 2 ) + [ 1 => '' ];
			$headers[ strtolower( $key ) ] = $value;
		}
		$length = (int) ( $headers['content-length'] ?? 0 );
		$body   = '';
		while ( strlen( $body ) < $length && is_string( $more = fread( $client, max( 1, $length - strlen( $body ) ) ) ) && '' !== $more ) {
			$body .= $more;
		}
		[ $method, $path ] = explode( ' ', $lines[0] ) + [ '', '' ];
		return compact( 'method', 'path', 'headers', 'body' );
	};

	// Nobody asks how they ended.
	pcntl_signal( SIGCHLD, SIG_IGN );
	while ( true ) {
		// A client that breaks off, or does not trust us, is no reason to end.
		$client = @stream_socket_accept( $server, 3600 );
		if ( false === $client ) {
			continue;
		}
		// One that is kept waiting must not keep the next one waiting.
		if ( 0 !== pcntl_fork() ) {
			fclose( $client );
			continue;
		}
		fclose( $server );
		if ( true !== @stream_socket_enable_crypto( $client, true, STREAM_CRYPTO_METHOD_TLS_SERVER ) ) {
			exit;
		}
		$request = $read( $client );
		file_put_contents( "{$folder}/requests", json_encode( $request ) . "\n", FILE_APPEND | LOCK_EX );
		$answer = static fn ( string $status, string $more = '' ): int|false => @fwrite( $client, "HTTP/1.1 {$status}\r\nConnection: close\r\n{$more}\r\nok" );
		switch ( $request['path'] ) {
			case '/500':
				$answer( '500 Internal Server Error' );
				break;
			case '/410':
				$answer( '410 Gone' );
				break;
			case '/429':
				$answer( '429 Too Many Requests', "Retry-After: 600\r\n" );
				break;
			case '/redirect':
				$answer( '302 Found', "Location: /ok\r\n" );
				break;
			case '/huge':
				@fwrite( $client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" );
				for ( $block = 0; $block < 4096 && false !== @fwrite( $client, str_repeat( 'x', 16_384 ) ); $block++ ) {
					continue;
				}
				break;
			case '/headers':
				@fwrite( $client, "HTTP/1.1 200 OK\r\n" );
				for ( $line = 0; $line < 65_536 && false !== @fwrite( $client, "X-{$line}: " . str_repeat( 'x', 1000 ) . "\r\n" ); $line++ ) {
					continue;
				}
				break;
			case '/slow':
				@fwrite( $client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" );
				for ( $second = 0; $second < 300 && false !== @fwrite( $client, 'x' ); $second++ ) {
					usleep( 100_000 );
				}
				break;
			case '/silent':
				// Until the other side gives up.
				stream_set_timeout( $client, 30 );
				fread( $client, 1 );
				break;
			default:
				$answer( '200 OK' );
		}
		fclose( $client );
		exit;
	}
} )( $argv[1] );
