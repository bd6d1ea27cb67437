<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/** Asks as the machine itself would: its hosts file and its name servers. */
final class SystemResolver implements Resolver {
	public function addresses( string $host ): array {
		$four = gethostbynamel( $host );
		// A name server that does not answer raises a warning; having no address says as much.
		set_error_handler( static fn (): bool => true ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_set_error_handler
		try {
			$six = dns_get_record( $host, DNS_AAAA );
		} finally {
			restore_error_handler();
		}
		return array_values( array_unique( [ ...( false === $four ? [] : $four ), ...array_map( 'strval', array_column( false === $six ? [] : $six, 'ipv6' ) ) ] ) );
	}
}
