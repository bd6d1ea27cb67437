<?php

declare(strict_types=1);

namespace SmartAllocOps\Tests\Contract;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocDouble\Pipeline;
use SmartAllocDouble\Testbench;

/**
 * What SmartAlloc Ops relies on when a form is submitted. Names and order come from runs of Gravity Forms 2.4.20.
 */
final class GravityFormsSubmissionTest extends SmartAllocTestCase {

	/** Hooks of one submission of a form with one notification; each fires first without, then with the form id unless marked. */
	private const ORDER = [
		'gform_pre_process',
		'gform_pre_validation',
		'gform_field_validation',
		'gform_validation',
		'gform_pre_submission',
		'gform_pre_submission_filter',
		'gform_entry_id_pre_save_lead',
		'gform_save_field_value',
		'gform_entry_is_spam',
		'gform_entry_created',
		'gform_entry_post_save',
		'gform_disable_notification',
		'gform_notification',
		'gform_pre_send_email',
		'pre_wp_mail',
		'gform_after_email',
		'gform_pre_handle_confirmation',
		'gform_confirmation',
		'gform_after_submission',
		'gform_after_submission_150',
		'gform_post_process',
	];

	public function test_hooks_fire_in_the_order_of_gravity_forms(): void {
		$names = $this->watch_hooks( '/^(' . implode( '|', self::ORDER ) . ')$/' );

		$this->submit();

		self::assertSame( self::ORDER, array_values( array_unique( $names() ) ) );
	}

	public function test_generic_hook_fires_before_the_one_with_the_form_id(): void {
		$names = $this->watch_hooks( '/^gform_(pre_process|after_submission|disable_notification)/' );

		$this->submit();

		self::assertSame(
			[ 'gform_pre_process', 'gform_pre_process_150', 'gform_disable_notification', 'gform_disable_notification_150', 'gform_after_submission', 'gform_after_submission_150' ],
			$names()
		);
	}

	public function test_mail_has_left_before_after_submission(): void {
		$mails = null;
		add_action(
			'gform_after_submission',
			static function () use ( &$mails ): void {
				$mails = Testbench::count( 'mail' );
			},
			PHP_INT_MIN
		);

		$this->submit();

		self::assertSame( 1, $mails );
	}

	public function test_handlers_get_the_entry_with_its_values_and_the_form_with_field_objects(): void {
		$seen = [];
		add_action(
			'gform_after_submission_150',
			static function ( array $entry, array $form ) use ( &$seen ): void {
				$seen = [ $entry['form_id'], $entry['94'], $form['fields'][0]->id ];
			},
			10,
			2
		);

		$this->submit( [ 'input_94' => 'center-2' ] );

		self::assertEquals( [ 150, 'center-2', 39 ], $seen );
	}

	public function test_invalid_input_stores_no_entry_and_names_the_fields(): void {
		$names  = $this->watch_hooks( '/^gform_(pre_process|pre_validation|validation|pre_submission|after_submission|post_process)$/' );
		$result = Testbench::submit(
			[
				'input_20' => null,
				'input_75' => null,
			]
		);

		self::assertIsArray( $result );
		self::assertFalse( $result['is_valid'] );
		self::assertSame( [ 20, 75 ], array_keys( $result['validation_messages'] ) );
		self::assertArrayNotHasKey( 'entry_id', $result );
		self::assertSame( 0, \GFAPI::count_entries( 150 ) );
		self::assertSame( [ 'gform_pre_process', 'gform_pre_validation', 'gform_validation', 'gform_post_process' ], $names() );
	}

	public function test_validation_filter_can_refuse_valid_input(): void {
		add_filter( 'gform_validation_150', static fn ( array $result ): array => [ 'is_valid' => false ] + $result );

		$result = Testbench::submit();

		self::assertIsArray( $result );
		self::assertFalse( $result['is_valid'] );
		self::assertSame( 0, \GFAPI::count_entries( 150 ) );
	}

	public function test_inactive_form_is_refused_before_any_hook(): void {
		\GFAPI::update_form_property( 150, 'is_active', 0 );
		$names = $this->watch_hooks( '/^gform_pre_process/' );

		$result = Testbench::submit();

		self::assertInstanceOf( \WP_Error::class, $result );
		self::assertSame( 'form_not_found', $result->get_error_code() );
		self::assertCount( 0, $names() );
	}

	public function test_throwing_handler_leaves_an_accepted_and_mailed_entry_without_a_result(): void {
		Testbench::fault( 'fail', [ 'hook' => 'gform_after_submission_150' ] );
		$names = $this->watch_hooks( '/^gform_post_process$/' );

		$result = Testbench::submit();

		self::assertInstanceOf( \WP_Error::class, $result );
		self::assertSame( 'error_processing_form', $result->get_error_code() );
		self::assertStringContainsString( 'Fault on command', $result->get_error_message() );
		self::assertSame( 1, \GFAPI::count_entries( 150 ) );
		self::assertSame( 1, Testbench::count( 'mail' ) );
		self::assertCount( 0, $names() );
	}

	public function test_php_error_in_a_handler_reaches_the_caller(): void {
		add_action(
			'gform_after_submission_150',
			static function (): void {
				throw new \TypeError( 'A defect.' );
			}
		);

		$this->expectException( \TypeError::class );
		Testbench::submit();
	}

	public function test_second_valid_submission_in_one_process_reports_the_first_entry(): void {
		$first = $this->submit( [ 'input_94' => 'center-1' ] );

		$second = \GFAPI::submit_form( 150, [ 'input_94' => 'center-2' ] );

		self::assertIsArray( $second );
		self::assertSame( $first, (int) $second['entry_id'] );
	}

	public function test_second_invalid_submission_in_one_process_is_accepted(): void {
		$this->submit();

		$second = \GFAPI::submit_form( 150, [ 'input_20' => '' ] );

		self::assertIsArray( $second );
		self::assertTrue( $second['is_valid'] );
	}

	/**
	 * @return array<string, array{string, int, bool}>
	 */
	public static function places_to_detach(): array {
		return [
			'before everything'             => [ 'gform_pre_process', 10, true ],
			'when the entry exists'         => [ 'gform_entry_created', 10, true ],
			'first on the generic hook'     => [ 'gform_after_submission', PHP_INT_MIN, true ],
			'first on the hook of the form' => [ 'gform_after_submission_150', PHP_INT_MIN, true ],
			'after the handler'             => [ 'gform_after_submission_150', 20, false ],
		];
	}

	#[DataProvider( 'places_to_detach' )]
	public function test_handler_detached_in_time_does_not_run( string $hook, int $priority, bool $in_time ): void {
		add_filter(
			$hook,
			static function ( $value ) {
				remove_action( 'gform_after_submission_150', [ Pipeline::class, 'handle' ] );
				return $value;
			},
			$priority
		);

		$this->submit();

		self::assertCount( $in_time ? 0 : 1, $this->jobs( Pipeline::HOOK_ALLOCATE ) );
	}

	public function test_spam_entry_is_stored_but_not_mailed(): void {
		add_filter( 'gform_entry_is_spam_150', '__return_true' );

		$entry_id = $this->submit();

		self::assertSame( 'spam', $this->entry( $entry_id )['status'] );
		self::assertSame( 0, Testbench::count( 'mail' ) );
	}

	/**
	 * A second form, because the queue that a request for form 150 sets going would run on into the next test.
	 */
	public function test_posted_front_end_form_is_processed_like_an_api_submission(): void {
		$form_id = \GFAPI::add_form(
			[
				'title'         => 'Front end',
				'fields'        => [ [ 'id' => 1, 'type' => 'text', 'label' => 'Name', 'isRequired' => true ] ],
				'notifications' => [ 'n' => [ 'id' => 'n', 'name' => 'N', 'event' => 'form_submission', 'to' => 'office@example.test', 'subject' => 'S', 'message' => 'M' ] ],
			]
		);
		self::assertIsInt( $form_id );
		$page_id = wp_insert_post( [ 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Front end', 'post_content' => "[gravityform id=\"$form_id\"]" ] );

		$refused  = $this->post( $page_id, [ "is_submit_$form_id" => '1', 'gform_submit' => (string) $form_id ] );
		$accepted = $this->post( $page_id, [ "is_submit_$form_id" => '1', 'gform_submit' => (string) $form_id, 'input_1' => 'A name' ] );
		$entries  = \GFAPI::count_entries( $form_id );
		wp_delete_post( $page_id, true );
		\GFAPI::delete_form( $form_id );

		self::assertStringContainsString( 'gfield_validation_message', $refused );
		self::assertStringContainsString( "gform_confirmation_wrapper_$form_id", $accepted );
		self::assertSame( 1, $entries );
		self::assertSame( 1, Testbench::count( 'mail' ) );
	}

	/**
	 * @param array<string, string> $body Posted fields.
	 */
	private function post( int $page_id, array $body ): string {
		$response = wp_remote_post( home_url( "/?page_id=$page_id" ), [ 'timeout' => 20, 'body' => $body ] );
		self::assertSame( 200, wp_remote_retrieve_response_code( $response ) );
		return wp_remote_retrieve_body( $response );
	}
}
