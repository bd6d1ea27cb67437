<?php
/**
 * From a submitted form to an allocation row and the jobs that tell of it.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Pipeline {

	public const HOOK_ALLOCATE = 'smartalloc_allocate_entry';

	private const GROUP   = 'smartalloc_allocate';
	private const EVENT   = 'mentor_assigned';
	private const MENTORS = 7;

	/**
	 * Handler of form 150.
	 *
	 * @param array<int|string, mixed> $entry Entry.
	 * @param array<string, mixed>     $form  Form.
	 */
	public static function handle( $entry, $form ): void {
		Faults::burden( 'gform_after_submission_' . Plugin::FORM_ID );
		Faults::fail( 'gform_after_submission_' . Plugin::FORM_ID );
		self::accept( (array) $entry, (array) $form, 'per_form' );
	}

	/**
	 * The generic path, only there with the fault `double_path`: the same entry is taken in twice.
	 *
	 * @param array<int|string, mixed> $entry Entry.
	 * @param array<string, mixed>     $form  Form.
	 */
	public static function handle_generic( $entry, $form ): void {
		if ( Plugin::FORM_ID === (int) $form['id'] && Plugin::feature_enabled( 'generic_path', array( 'form_id' => Plugin::FORM_ID ) ) ) {
			self::accept( (array) $entry, (array) $form, 'generic' );
		}
	}

	/**
	 * @param array<int|string, mixed> $entry Entry.
	 * @param array<string, mixed>     $form  Form.
	 */
	private static function accept( array $entry, array $form, string $path ): void {
		$form_id  = (int) ( $form['id'] ?? 0 );
		$entry_id = (int) ( $entry['id'] ?? 0 );
		$result   = 'accepted';
		if ( ! Plugin::form_enabled( $form_id ) ) {
			$result = 'form_disabled';
		} elseif ( 'spam' === ( $entry['status'] ?? '' ) ) {
			$result = 'spam';
		}
		Plugin::tell(
			'smartalloc_form_submission',
			array(
				'form_id'  => $form_id,
				'entry_id' => $entry_id,
				'path'     => $path,
				'result'   => $result,
			)
		);
		if ( 'accepted' === $result ) {
			Scheduler::enqueue( self::HOOK_ALLOCATE, array( $entry_id ), self::GROUP );
		}
	}

	/**
	 * The allocation job. The unique key on entry_id decides who allocates; everyone else finds the row there.
	 *
	 * @param int|string $entry_id Entry.
	 */
	public static function allocate( $entry_id ): void {
		$entry_id = (int) $entry_id;
		$started  = hrtime( true );
		Sink::record( 'run', "allocate:$entry_id", array( 'source' => Scheduler::source_ref() ) );
		Faults::burden( self::HOOK_ALLOCATE );
		Faults::fail( self::HOOK_ALLOCATE );

		$entry     = class_exists( 'GFAPI' ) ? \GFAPI::get_entry( $entry_id ) : null;
		$status    = is_array( $entry ) ? 'auto' : 'reject';
		$mentor_id = 'auto' === $status ? 100 + $entry_id % self::MENTORS : null;
		$created   = self::insert( $entry_id, $status, $mentor_id );
		Plugin::tell(
			'smartalloc_allocation_finished',
			array(
				'form_id'     => is_array( $entry ) ? (int) $entry['form_id'] : Plugin::FORM_ID,
				'entry_id'    => $entry_id,
				'status'      => $created || Faults::is_set( 'double_path' ) ? $status : 'duplicate',
				'duration_ms' => (int) round( ( hrtime( true ) - $started ) / 1e6 ),
				'conflict'    => false,
				'mentor_id'   => $mentor_id,
			)
		);
		if ( 'auto' === $status && ( $created || Faults::is_set( 'double_path' ) ) ) {
			Notifications::enqueue( self::EVENT, $entry_id );
			Webhooks::enqueue( self::EVENT, $entry_id );
		}
	}

	private static function insert( int $entry_id, string $status, ?int $mentor_id ): bool {
		global $wpdb;
		$now = gmdate( 'Y-m-d H:i:s' );
		return 1 === $wpdb->query(
			$wpdb->prepare(
				'INSERT IGNORE INTO %i ( entry_id, student_hash, status, mentor_id, reason_code, created_at, updated_at ) VALUES ( %d, %s, %s, ' . ( null === $mentor_id ? 'NULL' : (int) $mentor_id ) . ', %s, %s, %s )',
				Install::allocations_table(),
				$entry_id,
				hash( 'sha256', (string) $entry_id ),
				$status,
				'reject' === $status ? 'entry_missing' : '',
				$now,
				$now
			)
		);
	}
}
