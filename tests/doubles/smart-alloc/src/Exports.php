<?php
/**
 * Exports: a record, a job that fills it, a recurring sweep that asks for one when there is something new.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Exports {

	public const HOOK_RUN   = 'smartalloc_export_run';
	public const HOOK_SWEEP = 'smartalloc_export_sweep';

	private const GROUP          = 'smartalloc_export';
	private const SWEEP_INTERVAL = 5 * MINUTE_IN_SECONDS;
	private const MAX_ROWS       = 1000;
	private const CHUNK_ROWS     = 100;
	private const SWEPT_OPTION   = 'smartalloc_double_swept';

	public static function ensure_sweep(): void {
		Scheduler::ensure_recurring( self::HOOK_SWEEP, self::GROUP, self::SWEEP_INTERVAL );
	}

	/**
	 * Asks for an export.
	 *
	 * @return int Export id.
	 */
	public static function request(): int {
		global $wpdb;
		$wpdb->insert(
			Install::exports_table(),
			array(
				'filename'   => 'sabt-' . gmdate( 'Ymd-His' ) . '.csv',
				'filters'    => '{}',
				'status'     => 'queued',
				'created_at' => gmdate( 'Y-m-d H:i:s' ),
			)
		);
		$export_id = (int) $wpdb->insert_id;
		Scheduler::enqueue( self::HOOK_RUN, array( $export_id ), self::GROUP );
		return $export_id;
	}

	public static function sweep(): void {
		global $wpdb;
		Sink::record( 'run', 'export_sweep', array( 'source' => Scheduler::source_ref() ) );
		$newest = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Install::allocations_table() ) );
		if ( $newest > (int) get_option( self::SWEPT_OPTION, 0 ) ) {
			update_option( self::SWEPT_OPTION, $newest, false );
			self::request();
		}
	}

	/**
	 * @param int|string $export_id Export.
	 * @throws \RuntimeException When there is no such export, or on the fault `fail`.
	 */
	public static function run( $export_id ): void {
		global $wpdb;
		$export_id = (int) $export_id;
		$started   = hrtime( true );
		Sink::record( 'run', "export:$export_id", array( 'source' => Scheduler::source_ref() ) );
		if ( null === $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM %i WHERE id = %d', Install::exports_table(), $export_id ) ) ) {
			throw new \RuntimeException( esc_html( "There is no export $export_id." ) );
		}

		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT entry_id, status, mentor_id FROM %i ORDER BY id DESC LIMIT %d', Install::allocations_table(), self::MAX_ROWS ), ARRAY_N );
		Plugin::tell(
			'smartalloc_export_started',
			array(
				'export_id' => $export_id,
				'rows'      => count( $rows ),
			)
		);
		$streaming = Plugin::streams_exports( array( 'export_id' => $export_id ) );
		try {
			// An export that is written row by row never holds what makes a whole one run out of memory.
			Faults::burden( self::HOOK_RUN, ! $streaming );
			Faults::fail( self::HOOK_RUN );
			self::write( $export_id, $rows, $streaming );
		} catch ( \RuntimeException $exception ) {
			self::finish( $export_id, count( $rows ), $started, 'Failed', $exception->getMessage() );
			throw $exception;
		}
		self::finish( $export_id, count( $rows ), $started, 'Valid', null );
	}

	/**
	 * @param list<array<int, string|null>> $rows Rows.
	 */
	private static function write( int $export_id, array $rows, bool $streaming ): void {
		global $wpdb;
		$size   = 0;
		$digest = hash_init( 'sha256' );
		foreach ( array_chunk( $rows, $streaming ? self::CHUNK_ROWS : self::MAX_ROWS ) as $chunk ) {
			$csv = '';
			foreach ( $chunk as $row ) {
				$csv .= implode( ',', array_map( 'strval', $row ) ) . "\n";
			}
			$size += strlen( $csv );
			hash_update( $digest, $csv );
		}
		$wpdb->update(
			Install::exports_table(),
			array(
				'size'       => $size,
				'rows_total' => count( $rows ),
				'checksum'   => hash_final( $digest ),
			),
			array( 'id' => $export_id )
		);
		Sink::record(
			'export',
			"export:$export_id",
			array(
				'rows' => count( $rows ),
				'mode' => $streaming ? 'streaming' : 'normal',
			)
		);
	}

	private static function finish( int $export_id, int $rows, int $started, string $status, ?string $error ): void {
		global $wpdb;
		$wpdb->update(
			Install::exports_table(),
			array(
				'status'      => $status,
				'finished_at' => gmdate( 'Y-m-d H:i:s' ),
			),
			array( 'id' => $export_id )
		);
		Plugin::tell(
			'smartalloc_export_finished',
			array(
				'export_id'   => $export_id,
				'rows'        => $rows,
				'duration_ms' => (int) round( ( hrtime( true ) - $started ) / 1e6 ),
				'peak_bytes'  => memory_get_peak_usage( true ),
				'ok'          => null === $error,
				'error'       => $error,
			)
		);
	}
}
