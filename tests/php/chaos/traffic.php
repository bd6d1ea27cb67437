<?php
/**
 * Visitors of a site, four at once: two read a page, two send the form in. `php traffic.php <url> <file> <form> <pause in ms>`.
 *
 * Writes a line for each answer, `<GET|POST> <began> <ended> <what was said> <mobile> <entry>`, until `<file>.stop` is there. What is
 * said is the build, or what became of the submission: `accepted` when the page confirms it, else `refused`; `HTTP-502`; `none`.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( string $url, string $file, string $form, int $pause_ms ): void {
	$ask = static function ( bool $sends, string $mobile ) use ( $url, $form ): \CurlHandle {
		$curl = curl_init( $sends ? "$url/sabt/" : "$url/?build=" . bin2hex( random_bytes( 4 ) ) );
		curl_setopt_array( $curl, [ CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 60, CURLOPT_FOLLOWLOCATION => false ] + ( $sends ? [ CURLOPT_POSTFIELDS => "$form&input_20=$mobile" ] : [] ) );
		return $curl;
	};
	$multi   = curl_multi_init();
	$parent  = posix_getppid();
	$sent    = 0;
	$pending = [];
	$resting = [ [ 0.0, false ], [ 0.0, false ], [ 0.0, true ], [ 0.0, true ] ];
	while ( [] !== $pending || [] !== $resting ) {
		// Nobody comes any more, also when the test has died.
		$resting = is_file( "$file.stop" ) || posix_getppid() !== $parent ? [] : $resting;
		foreach ( $resting as $n => [ $until, $sends ] ) {
			if ( $until <= microtime( true ) ) {
				unset( $resting[ $n ] );
				$mobile = $sends ? sprintf( '0900%07d', ++$sent ) : '-';
				$curl   = $ask( $sends, $mobile );
				$pending[ spl_object_id( $curl ) ] = [ $sends, $mobile, microtime( true ) ];
				curl_multi_add_handle( $multi, $curl );
			}
		}
		curl_multi_exec( $multi, $running );
		0 === $running ? usleep( 5_000 ) : curl_multi_select( $multi, 0.02 );
		while ( $done = curl_multi_info_read( $multi ) ) {
			$curl   = $done['handle'];
			$status = (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE );
			$body   = (string) curl_multi_getcontent( $curl );
			[ $sends, $mobile, $began ] = $pending[ spl_object_id( $curl ) ];
			$is_confirmed = $sends && 1 === preg_match( '/Registration (\d+) received/', $body, $entry );
			$said         = match ( true ) {
				CURLE_OK !== $done['result'], 0 === $status => 'none',
				200 !== $status => "HTTP-$status",
				$sends => $is_confirmed ? 'accepted' : 'refused',
				default => strlen( $body ) < 60 ? str_replace( ' ', '_', $body ) : 'something-else',
			};
			file_put_contents( $file, sprintf( "%s %.4f %.4f %s %s %s\n", $sends ? 'POST' : 'GET', $began, microtime( true ), $said, $mobile, $is_confirmed ? $entry[1] : '-' ), FILE_APPEND );
			unset( $pending[ spl_object_id( $curl ) ] );
			curl_multi_remove_handle( $multi, $curl );
			$resting[] = [ microtime( true ) + $pause_ms / 1_000, $sends ];
		}
	}
} )( $argv[1], $argv[2], $argv[3], (int) $argv[4] );
