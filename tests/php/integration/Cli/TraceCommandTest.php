<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

/** `wp smartalloc-ops trace`. */
final class TraceCommandTest extends CliTestCase {
	public function test_an_entry_is_told_with_the_code_of_its_worst_answer(): void {
		$sent = \SmartAllocDouble\Testbench::submit();
		self::assertIsArray( $sent );
		$entry = (int) $sent['entry_id'];
		do_action( 'action_scheduler_after_process_queue' );
		$result = $this->ops_changing_nothing( 'trace', (string) $entry, '--format=json' );
		$trace  = $result->json();
		self::assertIsArray( $trace, $result->describe() );
		self::assertSame( [ $entry, 150, 'recommended' ], [ $trace['entry_id'], $trace['form_id'], $trace['status'] ] );
		self::assert_code( 10, $result );
		$table = $this->ops( 'trace', (string) $entry );
		self::assertStringContainsString( 'Did the submission arrive?', $table->stdout );
		self::assertStringContainsString( "Registration number $entry", $this->ops( 'trace', (string) $entry, '--copy' )->stdout );
	}

	public function test_mistakes_are_named(): void {
		$this->assert_mistakes_change_nothing(
			[
				'an entry that is not there' => [ [ 'trace', '987654321' ], 'Gravity Forms' ],
				'an entry that is no number' => [ [ 'trace', 'abc' ], 'entry' ],
				'a format that is not there' => [ [ 'trace', '1', '--format=nonsense' ], 'table or json' ],
			]
		);
	}
}
