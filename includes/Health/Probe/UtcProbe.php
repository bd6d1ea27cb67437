<?php
declare(strict_types=1);

namespace SmartAllocOps\Health\Probe;

use SmartAllocOps\Platform\Clock;
use SmartAllocOps\Signal\Links;
use SmartAllocOps\Signal\Probe;
use SmartAllocOps\Signal\Reading;
use SmartAllocOps\Signal\Status;

defined( 'ABSPATH' ) || exit;

/** Whether times mean the same everywhere: PHP counts in UTC, the database agrees, and the site's zone is one. */
final class UtcProbe implements Probe {
	public const ID = 'utc';

	/** From here on, ages and leases are visibly wrong. */
	private const SKEW_RECOMMENDED_MS = 2_000;

	/** The limit of the queue's wait: a skew of this size makes every wait wrong by its whole limit. */
	private const SKEW_CRITICAL_MS = 10_000;

	/** Hours that `gmt_offset` can mean. */
	private const OFFSETS = [ -12.0, 14.0 ];

	public function __construct( private readonly Clock $database_clock ) {}

	public function id(): string {
		return self::ID;
	}

	public function label(): string {
		return __( 'UTC and clocks', 'smartalloc-ops' );
	}

	public function group(): string {
		return 'platform';
	}

	public function why(): string {
		return __( 'Jobs, leases and signatures compare times. When PHP, the database and the site disagree, jobs start early or late and valid signatures are refused.', 'smartalloc-ops' );
	}

	public function rule(): string {
		/* translators: 1: number of seconds, 2: number of seconds. */
		return sprintf( __( 'Critical when PHP does not count in UTC, when the site\'s time zone cannot be read, or when the clocks of PHP and the database differ by more than %1$d s; recommended from %2$d s on.', 'smartalloc-ops' ), intdiv( self::SKEW_CRITICAL_MS, 1000 ), intdiv( self::SKEW_RECOMMENDED_MS, 1000 ) );
	}

	public function is_required(): bool {
		return true;
	}

	public function valid_s(): int {
		return 300;
	}

	public function parents(): array {
		return [];
	}

	public function measure(): Reading {
		$zone = date_default_timezone_get();
		if ( ! in_array( $zone, [ 'UTC', 'Etc/UTC' ], true ) ) {
			/* translators: %s: name of a time zone. */
			return Reading::critical( 'php_zone', sprintf( __( 'PHP counts in %s. WordPress sets it to UTC, so some plugin changed it with date_default_timezone_set().', 'smartalloc-ops' ), $zone ), [ Links::plugins(), Links::site_health() ] );
		}
		if ( ! $this->is_site_zone_readable() ) {
			return Reading::critical( 'site_zone', __( 'The site\'s time zone setting is not a time zone.', 'smartalloc-ops' ), [ Links::time_zone() ] );
		}
		$skew_ms = (int) abs( $this->database_clock->now_ms() - (int) floor( microtime( true ) * 1000 ) );
		$skew_s  = round( $skew_ms / 1000, 1 );
		if ( $skew_ms > self::SKEW_RECOMMENDED_MS ) {
			/* translators: %s: number of seconds. */
			$finding = sprintf( __( 'The clocks of PHP and the database differ by %s s. Synchronise both servers with the same time source.', 'smartalloc-ops' ), (string) $skew_s );
			return Reading::of( $skew_ms > self::SKEW_CRITICAL_MS ? Status::Critical : Status::Recommended, 'skew', $finding, [ Links::site_health() ], $skew_s, 's' );
		}
		/* translators: 1: number of seconds, 2: name of a time zone. */
		return Reading::good( sprintf( __( 'PHP counts in UTC, the database differs by %1$s s, and times are shown in %2$s.', 'smartalloc-ops' ), (string) $skew_s, wp_timezone_string() ), $skew_s, 's' );
	}

	public function under_fault( callable $body ): mixed {
		$zone = date_default_timezone_get();
		// phpcs:ignore WordPress.DateTime.RestrictedFunctions.timezone_change_date_default_timezone_set -- this is the fault, and it is undone below.
		date_default_timezone_set( 'Asia/Tehran' );
		try {
			return $body();
		} finally {
			// phpcs:ignore WordPress.DateTime.RestrictedFunctions.timezone_change_date_default_timezone_set -- undoes the fault.
			date_default_timezone_set( $zone );
		}
	}

	public function fault(): string {
		return __( 'PHP\'s default time zone is set to Asia/Tehran.', 'smartalloc-ops' );
	}

	private function is_site_zone_readable(): bool {
		$name = get_option( 'timezone_string' );
		if ( is_string( $name ) && '' !== $name ) {
			return in_array( $name, timezone_identifiers_list( \DateTimeZone::ALL_WITH_BC ), true );
		}
		$offset = get_option( 'gmt_offset', 0 );
		return '' === $offset || false === $offset || ( is_numeric( $offset ) && (float) $offset >= self::OFFSETS[0] && (float) $offset <= self::OFFSETS[1] );
	}
}
