<?php
/**
 * What tests call: submit, reset, count, break.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Testbench {

	/**
	 * Submits form 150 in this process, as often as one likes: the statics that make Gravity Forms repeat its first answer are cleared before.
	 *
	 * @param array<string, string|null> $input Input values over the made-up ones, null to leave one out.
	 * @return array<string, mixed>|\WP_Error As GFAPI::submit_form().
	 */
	public static function submit( array $input = array() ) {
		self::forget_submissions();
		$values = array_filter( array_merge( Form::sample_input(), $input ), static fn ( ?string $value ): bool => null !== $value );
		return \GFAPI::submit_form( Plugin::FORM_ID, $values );
	}

	/**
	 * Empties sink, allocations, exports, entries of form 150 and all jobs, clears faults and seeds the form anew.
	 */
	public static function reset(): void {
		global $wpdb;
		Faults::clear();
		delete_option( 'smartalloc_double_swept' );
		delete_option( 'smartalloc_double_contract' );
		foreach ( array( Sink::table(), Install::allocations_table(), Install::exports_table() ) as $table ) {
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', $table ) );
		}
		foreach ( Scheduler::hooks() as $hook ) {
			wp_unschedule_hook( $hook );
		}
		self::delete_actions();
		if ( class_exists( 'GFAPI' ) ) {
			self::forget_submissions();
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE form_id = %d', \GFFormsModel::get_entry_meta_table_name(), Plugin::FORM_ID ) );
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE form_id = %d', \GFFormsModel::get_entry_table_name(), Plugin::FORM_ID ) );
			Form::seed();
		}
	}

	/**
	 * @param 'mail'|'webhook'|'export'|'gppa'|'run'|null $kind Kind of effect, null for all.
	 */
	public static function count( ?string $kind = null, ?string $key = null ): int {
		return Sink::count( $kind, $key );
	}

	/**
	 * @return array<string, int> Effects of a kind by key.
	 */
	public static function counts_by_key( string $kind ): array {
		return Sink::counts_by_key( $kind );
	}

	public static function allocations( ?int $entry_id = null ): int {
		global $wpdb;
		$where = null === $entry_id ? '' : $wpdb->prepare( ' WHERE entry_id = %d', $entry_id );
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i', Install::allocations_table() ) . $where );
	}

	/**
	 * @param array{hook?: string, rate?: float, count?: int, ms?: int} $options See Faults::set().
	 */
	public static function fault( string $kind, array $options = array() ): void {
		Faults::set( $kind, $options );
	}

	/**
	 * SmartAlloc as it is today knows no contract: no filter is asked, no action is fired.
	 */
	public static function speak_contract( bool $speak ): void {
		update_option( 'smartalloc_double_contract', $speak ? 'on' : 'off' );
	}

	private static function forget_submissions(): void {
		// The real one loads this class only when a form is shown or submitted.
		if ( class_exists( 'GFFormDisplay' ) ) {
			\GFFormDisplay::$submission = array();
		}
		foreach ( array_keys( $_POST ) as $name ) { // phpcs:ignore WordPress.Security.NonceVerification
			if ( preg_match( '/^(input_|is_submit_|gform_)/', (string) $name ) ) {
				unset( $_POST[ $name ] );
			}
		}
		foreach ( array( array( 'GFFormsModel', 'flush_current_forms' ), array( 'GFFormsModel', 'flush_current_lead' ), array( 'GFCache', 'flush' ) ) as $flush ) {
			if ( is_callable( $flush ) ) {
				call_user_func( $flush );
			}
		}
	}

	/**
	 * Rows in any status, also one that Action Scheduler does not know.
	 */
	private static function delete_actions(): void {
		global $wpdb;
		$actions = $wpdb->prefix . 'actionscheduler_actions';
		if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $actions ) ) ) !== $actions ) {
			return;
		}
		$marks = implode( ',', array_fill( 0, count( Scheduler::hooks() ), '%s' ) );
		$where = $wpdb->prepare( "hook IN ($marks)", Scheduler::hooks() );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE action_id IN ( SELECT action_id FROM %i WHERE ', $wpdb->prefix . 'actionscheduler_logs', $actions ) . "$where )" );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE ', $actions ) . $where );
	}
}
