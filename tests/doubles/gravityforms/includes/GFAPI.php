<?php
/**
 * The public API: forms, entries, submissions, notifications.
 *
 * @package GravityFormsDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

final class GFAPI {

	/**
	 * @param int|string $form_id Form id.
	 * @return array<string, mixed>|false
	 */
	public static function get_form( $form_id ) {
		$form = GFFormsModel::get_form_meta( $form_id );
		$row  = null === $form ? null : GFFormsModel::get_form( $form_id );
		if ( null === $form || null === $row ) {
			return false;
		}
		$form['title']        = $row->title;
		$form['is_active']    = $row->is_active;
		$form['is_trash']     = $row->is_trash;
		$form['date_created'] = $row->date_created;
		return $form;
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	public static function get_forms( $active = true, $trash = false, $sort_column = 'id', $sort_dir = 'ASC' ): array {
		return array_values( array_filter( array_map( array( self::class, 'get_form' ), GFFormsModel::get_form_ids( $active, $trash ) ) ) );
	}

	public static function form_id_exists( $form_id ): bool {
		return null !== GFFormsModel::get_form( $form_id );
	}

	/**
	 * @param array<string, mixed> $form_meta Form; its id is ignored, the table gives the id.
	 * @return int|WP_Error
	 */
	public static function add_form( $form_meta ) {
		if ( ! is_array( $form_meta ) || '' === (string) rgar( $form_meta, 'title' ) ) {
			return new WP_Error( 'missing_title', 'The form title is missing' );
		}
		$form_id         = GFFormsModel::insert_form( (string) $form_meta['title'] );
		$form_meta['id'] = $form_id;
		$result          = self::update_form( $form_meta, $form_id );
		return is_wp_error( $result ) ? $result : $form_id;
	}

	/**
	 * @param array<string, mixed> $form Whole form.
	 * @return true|WP_Error
	 */
	public static function update_form( $form, $form_id = null ) {
		$form_id = (int) ( $form_id ?? rgar( $form, 'id' ) );
		if ( ! self::form_id_exists( $form_id ) ) {
			return new WP_Error( 'not_found', 'Form not found' );
		}
		foreach ( array( 'is_active', 'is_trash', 'title' ) as $column ) {
			if ( isset( $form[ $column ] ) ) {
				GFFormsModel::update_form_property( $form_id, $column, is_bool( $form[ $column ] ) ? (int) $form[ $column ] : $form[ $column ] );
			}
		}
		if ( ! GFFormsModel::update_form_meta( $form_id, $form ) ) {
			return new WP_Error( 'error_updating_form', 'Error updating form' );
		}
		gf_do_action( array( 'gform_after_save_form' ), $form, false );
		return true;
	}

	public static function update_form_property( $form_id, $property_key, $value ): bool {
		return GFFormsModel::update_form_property( (int) $form_id, (string) $property_key, $value );
	}

	public static function delete_form( $form_id ): bool {
		GFFormsModel::delete_form( $form_id );
		return true;
	}

	/**
	 * @return array<int|string, mixed>|WP_Error
	 */
	public static function get_entry( $entry_id ) {
		return GFEntryStore::get( (int) $entry_id ) ?? new WP_Error( 'not_found', 'Entry not found' );
	}

	public static function entry_exists( $entry_id ): bool {
		return null !== GFEntryStore::get( (int) $entry_id );
	}

	/**
	 * @return list<array<int|string, mixed>>
	 */
	public static function get_entries( $form_ids, $search_criteria = array(), $sorting = null, $paging = null, &$total_count = null ): array {
		if ( 5 === func_num_args() ) {
			$total_count = self::count_entries( $form_ids, $search_criteria );
		}
		return array_values( array_filter( array_map( array( GFEntryStore::class, 'get' ), GFEntryQuery::ids( $form_ids, (array) $search_criteria, $sorting, $paging ) ) ) );
	}

	/**
	 * @return list<int>
	 */
	public static function get_entry_ids( $form_ids, $search_criteria = array(), $sorting = null, $paging = null ): array {
		return GFEntryQuery::ids( $form_ids, (array) $search_criteria, $sorting, $paging );
	}

	public static function count_entries( $form_ids, $search_criteria = array() ): int {
		return GFEntryQuery::count( $form_ids, (array) $search_criteria );
	}

	/**
	 * Stores an entry without any submission hook.
	 *
	 * @param array<int|string, mixed> $entry Entry with form_id and field values.
	 * @return int|WP_Error
	 */
	public static function add_entry( $entry ) {
		if ( ! is_array( $entry ) || ! self::form_id_exists( rgar( $entry, 'form_id' ) ) ) {
			return new WP_Error( 'invalid_form_id', 'The form for this entry does not exist' );
		}
		$entry_id = GFEntryStore::insert( $entry );
		if ( 0 === $entry_id ) {
			return new WP_Error( 'insert_entry_failed', 'There was a problem saving the entry' );
		}
		do_action( 'gform_post_add_entry', self::get_entry( $entry_id ), self::get_form( $entry['form_id'] ) );
		return $entry_id;
	}

	public static function update_entry_field( $entry_id, $input_id, $value ): bool {
		gform_update_meta( $entry_id, (string) $input_id, $value );
		return true;
	}

	public static function update_entry_property( $entry_id, $property, $value ): bool {
		return GFEntryStore::update_property( (int) $entry_id, (string) $property, $value );
	}

	/**
	 * @return true|WP_Error
	 */
	public static function delete_entry( $entry_id ) {
		return GFEntryStore::delete( (int) $entry_id ) ? true : new WP_Error( 'invalid_entry_id', 'Invalid entry id: ' . (int) $entry_id );
	}

	/**
	 * Submits a form as if it had been posted. Only `Exception` is caught, an `Error` reaches the caller.
	 *
	 * The posted data of earlier calls stay merged in `$_POST` and the first result stays in GFFormDisplay::$submission:
	 * only one submission of a form is true in one PHP process (see README).
	 *
	 * @param array<string, mixed> $input_values Values by input name, `input_39`.
	 * @return array<string, mixed>|WP_Error
	 */
	public static function submit_form( $form_id, $input_values, $field_values = array(), $target_page = 0, $source_page = 1 ) {
		$form_id = absint( $form_id );
		$form    = self::get_form( $form_id );
		if ( false === $form || ! $form['is_active'] || $form['is_trash'] ) {
			return new WP_Error( 'form_not_found', 'Your form could not be found' );
		}

		$input_values[ 'is_submit_' . $form_id ] = true;
		$input_values['gform_submit']            = $form_id;
		$input_values['gform_field_values']      = $field_values;

		$_POST = array_merge_recursive( $_POST, $input_values ); // phpcs:ignore WordPress.Security.NonceVerification
		try {
			GFFormDisplay::process_form( $form_id, GFFormDisplay::SUBMISSION_INITIATED_BY_API );
		} catch ( Exception $exception ) {
			return new WP_Error( 'error_processing_form', 'There was an error while processing the form: ' . $exception->getCode() . ' ' . $exception->getMessage() );
		}
		if ( empty( GFFormDisplay::$submission[ $form_id ] ) ) {
			return new WP_Error( 'error_processing_form', 'There was an error while processing the form:' );
		}
		return GFFormDisplay::submission_result( $form_id );
	}

	/**
	 * Asks `gform_disable_notification` for each notification of the event, then sends the rest.
	 *
	 * @param array<string, mixed>     $form  Form.
	 * @param array<int|string, mixed> $entry Entry.
	 * @return list<string> Ids handed to the sender.
	 */
	public static function send_notifications( $form, $entry, $event = 'form_submission', $data = array() ): array {
		$to_send = array();
		foreach ( GFCommon::get_notifications_to_send( (string) $event, $form, $entry ) as $notification ) {
			if ( ! gf_apply_filters( array( 'gform_disable_notification', $form['id'] ), false, $notification, $form, $entry, $data ) ) {
				$to_send[] = (string) $notification['id'];
			}
		}
		$processor = GFProcessors::get( GF_Notifications_Processor::class );
		if ( array() !== $to_send && $processor->is_enabled( $to_send, $form, $entry, (string) $event, $data ) ) {
			$task = array(
				'notifications' => $to_send,
				'form_id'       => (int) $form['id'],
				'entry_id'      => (int) $entry['id'],
				'event'         => $event,
				'data'          => $data,
			);
			$processor->push_to_queue( $task )->save()->dispatch();
			return $to_send;
		}
		GFCommon::send_notifications( $to_send, $form, $entry, true, $event, $data );
		return $to_send;
	}
}
