<?php
/**
 * Drives the SmartAlloc double.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

/**
 * Drives the SmartAlloc double: faults, submissions, the sink.
 */
final class Command {

	/**
	 * Sets a fault: slow, fail, duplicate, memory, tamper, boot_fatal, double_path or smtp_down.
	 *
	 * ## OPTIONS
	 *
	 * <kind>
	 * : Kind of fault.
	 *
	 * [--hook=<hook>]
	 * : Only in this handler.
	 *
	 * [--count=<count>]
	 * : Only so many times.
	 *
	 * [--rate=<rate>]
	 * : Only at this share of occasions, 0 to 1.
	 *
	 * [--ms=<ms>]
	 * : How slow.
	 *
	 * @param list<string>          $args    Kind.
	 * @param array<string, string> $options Options.
	 */
	public function fault( array $args, array $options ): void {
		$fault = array();
		foreach ( array( 'hook' => 'strval', 'count' => 'intval', 'rate' => 'floatval', 'ms' => 'intval' ) as $name => $cast ) {
			if ( isset( $options[ $name ] ) ) {
				$fault[ $name ] = $cast( $options[ $name ] );
			}
		}
		try {
			Faults::set( $args[0], $fault );
		} catch ( \InvalidArgumentException $exception ) {
			\WP_CLI::error( $exception->getMessage() );
		}
		\WP_CLI::success( "Fault {$args[0]} is set." );
	}

	/**
	 * Clears one fault or all of them.
	 *
	 * ## OPTIONS
	 *
	 * [<kind>]
	 * : Kind of fault.
	 *
	 * @param list<string> $args Kind.
	 */
	public function clear( array $args ): void {
		Faults::clear( $args[0] ?? null );
		\WP_CLI::success( 'Cleared.' );
	}

	/**
	 * Submits form 150 with made-up data.
	 *
	 * ## OPTIONS
	 *
	 * [--count=<count>]
	 * : How many times.
	 *
	 * @param list<string>          $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function submit( array $args, array $options ): void {
		if ( ! class_exists( 'GFAPI' ) ) {
			\WP_CLI::error( 'Gravity Forms is not active.' );
		}
		for ( $number = 0; $number < (int) ( $options['count'] ?? 1 ); $number++ ) {
			$result = Testbench::submit();
			if ( is_wp_error( $result ) || ! $result['is_valid'] ) {
				\WP_CLI::error( is_wp_error( $result ) ? $result->get_error_message() : 'The submission was not valid.' );
			}
			\WP_CLI::line( (string) $result['entry_id'] );
		}
	}

	/**
	 * Shows what has arrived, counted by kind and key, or row by row.
	 *
	 * ## OPTIONS
	 *
	 * [--kind=<kind>]
	 * : Only this kind.
	 *
	 * [--key=<key>]
	 * : Only this key.
	 *
	 * [--rows]
	 * : Single rows.
	 *
	 * [--format=<format>]
	 * : table, json, csv or count.
	 *
	 * @param list<string>          $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function sink( array $args, array $options ): void {
		$kind   = $options['kind'] ?? null;
		$format = $options['format'] ?? 'table';
		if ( 'count' === $format ) {
			\WP_CLI::line( (string) Sink::count( $kind, $options['key'] ?? null ) );
			return;
		}
		if ( isset( $options['rows'] ) || isset( $options['key'] ) ) {
			$rows = array_map( static fn ( array $row ): array => array( 'detail' => wp_json_encode( $row['detail'] ) ) + $row, Sink::rows( $kind, $options['key'] ?? null ) );
			\WP_CLI\Utils\format_items( $format, $rows, array( 'id', 'kind', 'key', 'detail', 'process', 'created_at' ) );
			return;
		}
		$counts = array();
		foreach ( null === $kind ? array( 'mail', 'webhook', 'export', 'gppa', 'run' ) : array( $kind ) as $each ) {
			foreach ( Sink::counts_by_key( $each ) as $key => $count ) {
				$counts[] = array(
					'kind'  => $each,
					'key'   => $key,
					'count' => $count,
				);
			}
		}
		\WP_CLI\Utils\format_items( $format, $counts, array( 'kind', 'key', 'count' ) );
	}

	/**
	 * Empties sink, allocations, exports, entries of form 150 and jobs, and clears faults.
	 */
	public function reset(): void {
		Testbench::reset();
		\WP_CLI::success( 'Reset.' );
	}

	/**
	 * One tick of the demo traffic.
	 */
	public function tick(): void {
		do_action( Demo::HOOK );
	}

	/**
	 * Installs another release of this plugin over itself: a good or a bad one.
	 *
	 * A bad one brings the site down; it is brought back by SmartAlloc Ops, or by starting the demo again.
	 *
	 * ## OPTIONS
	 *
	 * <kind>
	 * : good or bad.
	 *
	 * [--at=<place>]
	 * : Where a bad one dies: include, init, rest or cron.
	 * ---
	 * default: include
	 * ---
	 *
	 * [--as=<version>]
	 * : Its version number.
	 *
	 * @param list<string>          $args    Kind.
	 * @param array<string, string> $options Options.
	 */
	public function release( array $args, array $options ): void {
		$is_bad = 'bad' === $args[0];
		$place  = $options['at'] ?? 'include';
		if ( ! in_array( $args[0], array( 'good', 'bad' ), true ) || ! isset( Release::PLACES[ $place ] ) ) {
			\WP_CLI::error( 'A release is good or bad, and a bad one dies at ' . implode( ', ', array_keys( Release::PLACES ) ) . '.' );
		}
		$version = $options['as'] ?? ( $is_bad ? '1.1.0' : '1.0.1' );
		try {
			Release::install( $version, $is_bad ? $place : '' );
		} catch ( \RuntimeException $exception ) {
			\WP_CLI::error( $exception->getMessage() );
		}
		\WP_CLI::success( "SmartAlloc $version is installed" . ( $is_bad ? ", and dies at $place." : '.' ) );
	}
}
