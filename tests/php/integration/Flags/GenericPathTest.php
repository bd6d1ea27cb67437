<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use SmartAllocDouble\Pipeline;
use SmartAllocDouble\Testbench;
use SmartAllocOps\Platform\SmartAlloc;
use SmartAllocOps\Tests\Integration\PipelineTestCase;

/** Generic path off: an entry that two handlers wait for is taken in by its own form's only. */
final class GenericPathTest extends PipelineTestCase {
	protected function setUp(): void {
		parent::setUp();
		// Deaf to the contract, so that it is the handler's removal that is tested and not its own good will.
		Testbench::speak_contract( false );
		Testbench::fault( 'double_path' );
		add_action( SmartAlloc::GENERIC_HOOK, [ Pipeline::class, 'handle_generic' ], 10, 2 );
	}

	public function test_under_traffic_an_entry_is_taken_in_twice_while_it_is_on_and_once_while_it_is_off(): void {
		$this->submit();
		self::assertSame( 2, $this->stored_allocations(), 'The fault works.' );

		$this->set_flag( 'generic_path', 'off' );
		$this->look_again();
		$this->submit();
		$this->submit();
		self::assertSame( 4, $this->stored_allocations() );
		$this->run_queue();
		self::assertSame( 3, Testbench::allocations(), 'No entry is lost.' );

		$this->set_flag( 'generic_path', 'on' );
		$this->look_again();
		$this->submit();
		self::assertSame( 6, $this->stored_allocations(), 'The handler was put back.' );
	}

	public function test_a_visitors_entry_is_taken_in_once(): void {
		$this->set_flag( 'generic_path', 'off' );
		$page = $this->submit_as_visitor();
		self::assertStringContainsString( 'gform_confirmation_message_150', $page->body, $page->describe() );
		self::assertSame( 1, $this->stored_allocations() );
	}

	public function test_handlers_of_others_on_the_generic_path_stay(): void {
		$seen = [];
		add_action( SmartAlloc::GENERIC_HOOK, static function ( array $entry ) use ( &$seen ): void {
			$seen[] = (int) $entry['id'];
		} );
		$this->set_flag( 'generic_path', 'off' );
		$this->look_again();
		self::assertSame( [ $this->submit() ], $seen );
	}

	public function test_a_handler_that_throws_does_not_keep_the_path_closed_for_ever(): void {
		$this->set_flag( 'generic_path', 'off' );
		$this->look_again();
		$throw = static fn () => throw new \RuntimeException( 'somebody else breaks' );
		add_action( SmartAlloc::GENERIC_HOOK, $throw, 20 );
		Testbench::submit();
		remove_action( SmartAlloc::GENERIC_HOOK, $throw, 20 );
		$this->set_flag( 'generic_path', 'on' );
		$this->look_again();
		$this->submit();
		self::assertSame( 2, $this->stored_allocations() );
	}

	public function test_smartalloc_that_asks_the_contract_is_told(): void {
		self::assertTrue( apply_filters( 'smartalloc_feature_enabled', true, 'generic_path', [] ) );
		$this->set_flag( 'generic_path', 'off' );
		$this->look_again();
		self::assertFalse( apply_filters( 'smartalloc_feature_enabled', true, 'generic_path', [] ) );
		self::assertTrue( apply_filters( 'smartalloc_feature_enabled', true, 'something_else', [] ) );
	}

	public function test_the_preview_names_forms_that_nobody_else_takes_in(): void {
		$this->configure( [ 'forms' => [ 150, 151 ] ] );
		$preview = $this->services()->flags()->preview( 'generic_path', '', 'off' );
		self::assertSame( [ 'value' => 1, 'capped' => false ], $preview['reach'][0]['count'] );
		self::assertStringContainsString( '151', $preview['warnings'][0] );
		self::assertStringNotContainsString( '150', $preview['warnings'][0] );
	}

	private function stored_allocations(): int {
		return count( $this->actions( "a.hook = 'smartalloc_allocate_entry'" ) );
	}
}
