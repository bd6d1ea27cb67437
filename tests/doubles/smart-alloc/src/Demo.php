<?php
/**
 * Gentle traffic for `npm start`: registrations, an occasional fault, an export now and then.
 *
 * @package SmartAllocDouble
 */

declare(strict_types=1);

namespace SmartAllocDouble;

defined( 'ABSPATH' ) || exit;

final class Demo {

	public const HOOK = 'smartalloc_double_demo_tick';

	private const STATE           = 'smartalloc_double_demo';
	private const WARM_UP         = 5;
	private const SECONDS_BETWEEN = array( 12, 30 );
	private const EXPORT_EVERY    = 4 * MINUTE_IN_SECONDS;
	private const PRUNE_EVERY     = 10 * MINUTE_IN_SECONDS;
	private const KEEP            = 2000;
	private const MAX_DEAD        = 3;

	public static function register(): void {
		add_action( self::HOOK, array( self::class, 'tick' ) );
		if ( false !== get_option( self::STATE ) ) {
			add_filter( 'action_scheduler_retention_period', array( self::class, 'keep_a_day' ) );
		}
	}

	public static function keep_a_day(): int {
		return DAY_IN_SECONDS;
	}

	/**
	 * Does what is due. Two tickers at once do it once: the state is changed by compare-and-swap.
	 */
	public static function tick(): void {
		$due = SharedState::change( self::STATE, array( self::class, 'plan' ) );
		if ( $due['prune'] ) {
			self::prune();
		}
		if ( $due['export'] ) {
			Exports::ensure_sweep();
			Exports::request();
		}
		if ( $due['submit'] > 0 && class_exists( 'GFAPI' ) ) {
			self::plant_fault( $due['submit'] );
			self::submit();
		}
	}

	/**
	 * @param array<string, mixed> $state submitted, submit_at, export_at, prune_at.
	 * @return array{array<string, int>, array{submit: int, export: bool, prune: bool}}
	 */
	public static function plan( array $state ): array {
		$now       = time();
		$submitted = (int) ( $state['submitted'] ?? 0 );
		$due       = array(
			'submit' => $now >= (int) ( $state['submit_at'] ?? 0 ) ? $submitted + 1 : 0,
			'export' => $now >= (int) ( $state['export_at'] ?? 0 ),
			'prune'  => $now >= (int) ( $state['prune_at'] ?? 0 ),
		);
		$pause     = $submitted < self::WARM_UP ? 1 : wp_rand( ...self::SECONDS_BETWEEN );
		return array(
			array(
				'submitted' => max( $submitted, $due['submit'] ),
				'submit_at' => $due['submit'] > 0 ? $now + $pause : (int) $state['submit_at'],
				'export_at' => $due['export'] ? $now + self::EXPORT_EVERY : (int) $state['export_at'],
				'prune_at'  => $due['prune'] ? $now + self::PRUNE_EVERY : (int) $state['prune_at'],
			),
			$due,
		);
	}

	/**
	 * Faults by the number of the submission; dead letters stay few, so that a demo that runs for days does not drown.
	 */
	private static function plant_fault( int $number ): void {
		if ( 3 === $number % 6 ) {
			Faults::set(
				'slow',
				array(
					'hook'  => Pipeline::HOOK_ALLOCATE,
					'count' => 1,
					'ms'    => 180,
				)
			);
		}
		if ( 5 === $number % 9 ) {
			Faults::set(
				'fail',
				array(
					'hook'  => Notifications::HOOK,
					'count' => 1,
				)
			);
		} elseif ( 7 === $number % 25 && self::dead_letters() < self::MAX_DEAD ) {
			Faults::set(
				'fail',
				array(
					'hook'  => Webhooks::HOOK,
					'count' => 1,
				)
			);
		}
	}

	private static function dead_letters(): int {
		if ( ! Scheduler::has_action_scheduler() ) {
			return self::MAX_DEAD;
		}
		return count(
			as_get_scheduled_actions(
				array(
					'hook'     => Webhooks::HOOK,
					'status'   => 'failed',
					'per_page' => self::MAX_DEAD,
				),
				'ids'
			)
		);
	}

	/**
	 * Through the front-end form when this is a command-line process, which may live long and tick often:
	 * Gravity Forms is true to one submission of a form per process.
	 */
	private static function submit(): void {
		if ( 'cli' !== PHP_SAPI ) {
			Testbench::submit();
			return;
		}
		$page     = get_page_by_path( Form::PAGE );
		$response = wp_remote_post(
			null === $page ? home_url( '/' ) : (string) get_permalink( $page ),
			array(
				'timeout' => 10,
				'body'    => Form::sample_input() + array(
					'is_submit_' . Plugin::FORM_ID => '1',
					'gform_submit'                 => (string) Plugin::FORM_ID,
				),
			)
		);
		// Only a refused connection proves that nothing was submitted.
		if ( is_wp_error( $response ) && str_contains( $response->get_error_message(), 'cURL error 7' ) ) {
			Testbench::submit();
		}
	}

	private static function prune(): void {
		global $wpdb;
		Sink::prune( self::KEEP );
		foreach ( array( Install::allocations_table(), Install::exports_table() ) as $table ) {
			$newest = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', $table ) );
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE id <= %d', $table, $newest - self::KEEP ) );
		}
		if ( ! class_exists( 'GFAPI' ) ) {
			return;
		}
		$old = \GFAPI::get_entry_ids(
			Plugin::FORM_ID,
			array(),
			null,
			array(
				'offset'    => self::KEEP,
				'page_size' => 200,
			)
		);
		foreach ( $old as $entry_id ) {
			\GFAPI::delete_entry( $entry_id );
		}
	}
}
