<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

final class SettingsCommandTest extends CliTestCase {
	public function test_it_lists_sets_takes_back_and_tells_who_did(): void {
		$list = $this->ops_changing_nothing( 'settings', 'get', '--format=json' );
		self::assert_code( 0, $list );
		self::assertStringContainsString( '"key":"minimum_mariadb","value":"10.5","source":"default"', $list->stdout );
		$dry = $this->ops_changing_nothing( 'settings', 'set', 'forms', '150,160', '--dry-run' );
		self::assert_code( 0, $dry );
		self::assertStringContainsString( 'Form 160 joins', $dry->stdout );
		self::assert_code( 0, $this->ops( 'settings', 'set', 'forms', '150,160', '--reason=the summer school', '--yes' ) );
		self::assert_code( 0, $this->ops( 'settings', 'set', 'keep_data', 'yes', '--reason=only reinstalled', '--yes' ) );
		self::assertSame( "[150,160]\n", $this->ops( 'settings', 'get', 'forms' )->stdout );
		self::assert_code( 0, $this->ops( 'settings', 'set', 'forms', '--default', '--reason=over', '--yes' ) );
		self::assertSame( "[150]\n", $this->ops( 'settings', 'get', 'forms' )->stdout );
		$history = $this->ops( 'settings', 'history', '--format=csv' )->stdout;
		self::assertMatchesRegularExpression( '/3,forms,"150, 160","the default",WP-CLI,\S+,over/', $history );
		self::assertMatchesRegularExpression( '/2,keep_data,"the default",yes,WP-CLI,\S+,"only reinstalled"/', $history );
	}

	public function test_addresses_are_only_counted_in_the_list(): void {
		self::assert_code( 0, $this->ops( 'settings', 'set', 'recipients', 'first@example.test,second@example.test', '--reason=they are told', '--yes' ) );
		self::assertStringContainsString( '2 addresses', $this->ops( 'settings', 'get' )->stdout );
		self::assertStringNotContainsString( 'example.test', $this->ops( 'settings', 'get' )->stdout . $this->ops( 'settings', 'history' )->stdout );
		self::assertSame( "[\"first@example.test\",\"second@example.test\"]\n", $this->ops( 'settings', 'get', 'recipients' )->stdout );
	}

	public function test_mistakes_are_named_and_change_nothing(): void {
		$this->assert_mistakes_change_nothing(
			[
				'a setting that is not there' => [ [ 'settings', 'set', 'nonsense', '1', '--reason=a test', '--yes' ], 'nonsense' ],
				'a bad value'                 => [ [ 'settings', 'set', 'forms', 'Sabt', '--reason=a test', '--yes' ], 'forms' ],
				'no number'                   => [ [ 'settings', 'set', 'dead_letter_limit', 'many', '--reason=a test', '--yes' ], 'dead_letter_limit' ],
				'no value'                    => [ [ 'settings', 'set', 'forms', '--reason=a test', '--yes' ], 'forms' ],
				'no reason'                   => [ [ 'settings', 'set', 'keep_data', 'yes', '--yes' ], 'reason' ],
				'an old revision'             => [ [ 'settings', 'set', 'keep_data', 'yes', '--revision=4', '--reason=a test', '--yes' ], 'changed meanwhile' ],
				'not confirmed'               => [ [ 'settings', 'set', 'keep_data', 'yes', '--reason=a test' ], 'Not confirmed' ],
			]
		);
	}
}
