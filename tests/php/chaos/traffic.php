<?php
/**
 * Visitors of a site, three at once: two read a page, the third sends the form in. `php traffic.php <url> <file> <form>`.
 *
 * Writes a line for each answer, `GET <build>` or `POST <status>`, until `<file>.stop` is there.
 *
 * @package SmartAllocOps
 */

declare(strict_types=1);

( static function ( string $url, string $file, string $form ): void {
	$ask = static function ( bool $sends ) use ( $url, $form ): \CurlHandle {
		$curl = curl_init( $sends ? "$url/sabt/" : "$url/?build=" . bin2hex( random_bytes( 4 ) ) );
		curl_setopt_array( $curl, [ CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 60, CURLOPT_FOLLOWLOCATION => false ] + ( $sends ? [ CURLOPT_POSTFIELDS => $form ] : [] ) );
		return $curl;
	};
	$multi   = curl_multi_init();
	$pending = [];
	$begin   = static function ( bool $sends ) use ( $ask, $multi, &$pending ): void {
		$curl = $ask( $sends );
		curl_multi_add_handle( $multi, $curl );
		$pending[ spl_object_id( $curl ) ] = $sends;
	};
	array_map( $begin, [ false, false, true ] );
	while ( [] !== $pending ) {
		curl_multi_exec( $multi, $running );
		curl_multi_select( $multi, 0.05 );
		while ( $done = curl_multi_info_read( $multi ) ) {
			$curl   = $done['handle'];
			$sends  = $pending[ spl_object_id( $curl ) ];
			$status = (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE );
			$body   = (string) curl_multi_getcontent( $curl );
			file_put_contents( $file, $sends ? "POST $status\n" : 'GET ' . ( 200 === $status && strlen( $body ) < 40 ? $body : "HTTP-$status" ) . "\n", FILE_APPEND );
			unset( $pending[ spl_object_id( $curl ) ] );
			curl_multi_remove_handle( $multi, $curl );
			is_file( "$file.stop" ) || $begin( $sends );
		}
	}
} )( $argv[1], $argv[2], $argv[3] );
