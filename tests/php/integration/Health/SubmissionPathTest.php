<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Health;

use SmartAllocDouble\Pipeline;
use SmartAllocOps\Signal\Status;

final class SubmissionPathTest extends HealthTestCase {
	protected function tearDown(): void {
		foreach ( [ 'is_active' => 1, 'is_trash' => 0 ] as $property => $value ) {
			\GFAPI::update_form_property( 150, $property, $value );
		}
		parent::tearDown();
	}

	public function test_one_handler_on_an_active_form_is_good(): void {
		$state = $this->measured( 'submission_path' );
		self::assertSame( Status::Good, $state->status(), $state->reading->finding );
		self::assertSame( 1, $state->reading->n );
	}

	public function test_without_a_handler_submissions_are_accepted_and_nobody_handles_them(): void {
		remove_action( 'gform_after_submission_150', [ Pipeline::class, 'handle' ] );
		$state = $this->measured( 'submission_path' );
		self::assertSame( Status::Critical, $state->status() );
		self::assertSame( 'no_handler', $state->reading->reason );
		self::assertStringContainsString( 'nobody handles them', $state->reading->finding );
	}

	public function test_a_second_handler_on_the_generic_hook_is_a_double_path(): void {
		add_action( 'gform_after_submission', [ Pipeline::class, 'handle' ] );
		$state = $this->measured( 'submission_path' );
		self::assertSame( 'double_path', $state->reading->reason );
		self::assertStringContainsString( 'gform_after_submission)', $state->reading->finding );
		self::assertStringContainsString( 'gform_after_submission_150)', $state->reading->finding );
	}

	public function test_a_second_handler_on_a_generic_path_that_a_flag_has_closed_takes_nothing_in_twice_but_is_not_well(): void {
		add_action( 'gform_after_submission', [ Pipeline::class, 'handle' ] );
		$this->services()->flags()->set( 'generic_path', '', 'off', 0, 'a test', \SmartAllocOps\Journal\Actor::cli() );
		$state = $this->measured( 'submission_path' );
		self::assertSame( [ Status::Recommended, 'generic_path_closed' ], [ $state->status(), $state->reading->reason ] );
	}

	public function test_its_self_test_turns_red_on_a_closed_generic_path_too(): void {
		$this->services()->flags()->set( 'generic_path', '', 'off', 0, 'a test', \SmartAllocOps\Journal\Actor::cli() );
		$result = $this->services()->health()->self_test( 'submission_path', \SmartAllocOps\Journal\Actor::cli() );
		self::assertTrue( $result->passed() );
	}

	public function test_a_form_that_only_a_closed_generic_path_takes_in_is_handled_by_nobody(): void {
		remove_action( 'gform_after_submission_150', [ Pipeline::class, 'handle' ] );
		add_action( 'gform_after_submission', [ Pipeline::class, 'handle' ] );
		self::assertSame( Status::Good, $this->measured( 'submission_path' )->status() );
		$this->services()->flags()->set( 'generic_path', '', 'off', 0, 'a test', \SmartAllocOps\Journal\Actor::cli() );
		self::assertSame( 'no_handler', $this->measured( 'submission_path' )->reading->reason );
	}

	public function test_a_closure_in_a_file_of_smartalloc_counts_as_its_handler(): void {
		$folder = WP_PLUGIN_DIR . '/SmartAlloc';
		mkdir( $folder );
		file_put_contents( "$folder/hooks.php", '<?php return static function (): void {};' );
		try {
			add_action( 'gform_after_submission', require "$folder/hooks.php" );
			self::assertSame( 'double_path', $this->measured( 'submission_path' )->reading->reason );
		} finally {
			unlink( "$folder/hooks.php" );
			rmdir( $folder );
		}
	}

	public function test_handlers_of_other_plugins_are_not_smartallocs(): void {
		add_action( 'gform_after_submission', static function (): void {} );
		add_action( 'gform_after_submission_150', 'wp_cache_flush' );
		self::assertSame( Status::Good, $this->measured( 'submission_path' )->status() );
	}

	public function test_a_handler_of_another_form_does_not_count(): void {
		add_action( 'gform_after_submission_151', [ Pipeline::class, 'handle' ] );
		self::assertSame( Status::Good, $this->measured( 'submission_path' )->status() );
	}

	public function test_a_callback_whose_class_is_not_loaded_is_not_loaded_by_looking_at_it(): void {
		$asked  = [];
		$loader = static function ( string $name ) use ( &$asked ): void {
			$asked[] = $name;
		};
		spl_autoload_register( $loader, true, true );
		try {
			/** @var list<callable> $broken */
			$broken = [ [ 'Broken\\Plugin', 'handle' ], 'SmartAlloc\\Broken::handle' ];
			add_action( 'gform_after_submission', $broken[0] );
			add_action( 'gform_after_submission', $broken[1] );
			self::assertSame( 'double_path', $this->measured( 'submission_path' )->reading->reason );
		} finally {
			spl_autoload_unregister( $loader );
		}
		self::assertNotContains( 'Broken\\Plugin', $asked );
		self::assertNotContains( 'SmartAlloc\\Broken', $asked );
	}

	public function test_an_inactive_form_is_critical(): void {
		\GFAPI::update_form_property( 150, 'is_active', 0 );
		self::assertSame( 'form_inactive', $this->measured( 'submission_path' )->reading->reason );
	}

	public function test_a_form_in_the_trash_is_critical(): void {
		\GFAPI::update_form_property( 150, 'is_trash', 1 );
		self::assertSame( 'form_trashed', $this->measured( 'submission_path' )->reading->reason );
	}

	public function test_one_missing_form_among_others_is_critical_and_counted(): void {
		$this->configure( [ 'forms' => [ 150, 999 ] ] );
		$state = $this->measured( 'submission_path' );
		self::assertSame( 'form_missing', $state->reading->reason );
		self::assertSame( 1, $state->reading->value );
		self::assertSame( 2, $state->reading->n );
	}

	public function test_with_no_form_enabled_it_is_not_green(): void {
		$this->configure( [ 'forms' => [] ] );
		self::assertSame( Status::Recommended, $this->measured( 'submission_path' )->status() );
	}
}
