<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

/** Whoever knows only `wp help` must find the way. */
final class HelpTest extends CliTestCase {
	/** What the help of each command must speak of. */
	private const COMMANDS = [
		'health list' => [ '--format', 'without measuring' ],
		'health check' => [ '[<probe>]', '--format' ],
		'health selftest' => [ '[<probe>]', '--format' ],
		'kpi list' => [ '--measure', '--format' ],
		'kpi get' => [ '<kpi>', '--format' ],
		'kpi selftest' => [ '[<kpi>]', '--format' ],
		'kpi series' => [ '<kpi>', '--window', '--scope', '--format' ],
		'queue list' => [ '--format' ],
		'queue failures' => [ '[<queue>]', '--causes', '--id', '--cursor', '--limit', '--format' ],
		'queue run' => [ '<queue>', '--batches', '--batch-size', '--reason', '--format', 'EXAMPLES' ],
		'queue locks' => [ '--format' ],
		'queue unlock' => [ '<id>', '--reason', '--yes' ],
		'flags list' => [ '--format' ],
		'flags set' => [ '<flag> <value>', '--scope', '--reason', '--until', '--then', '--revision', '--dry-run', '--yes', '--format', 'EXAMPLES' ],
		'flags revert' => [ '<flag> <to>', '--scope', '--reason', '--dry-run', '--yes', '--format' ],
		'flags seen' => [ '--format' ],
		'flags history' => [ '<flag>', '--scope', '--format' ],
		'alerts list' => [ '--open', '--format' ],
		'alerts show' => [],
		'alerts ack' => [ '--reason' ],
		'alerts test' => [ '--format' ],
		'channels list' => [ '--format' ],
		'channels set' => [ '--reason', 'secret', 'EXAMPLES' ],
		'channels remove' => [ '--reason', '--yes' ],
		'channels test' => [ '--format' ],
		'channels run' => [],
		'metrics print' => [ 'text format' ],
		'metrics token' => [ 'create', 'revoke' ],
		'metrics token create' => [ '--reason', '--yes', 'once', 'EXAMPLES' ],
		'metrics token revoke' => [ '--reason', '--yes' ],
		'freeze status' => [ '--format', 'Exit code' ],
		'freeze start' => [ '--until', '--reason', '--yes', 'EXAMPLES' ],
		'freeze stop' => [ '--reason', '--yes' ],
		'work list' => [ '--state', '--marked-run', '--format' ],
		'work resolve' => [ '<id> <resolution>', '--reason', '--yes' ],
		'work run' => [ 'as the tick does' ],
		'journal list' => [ '--kind', '--flag', '--subject', '--count', '--format' ],
		'journal verify' => [ '--from', '--format', 'Exit code' ],
		'settings get' => [ '[<key>]', '--format' ],
		'settings set' => [ '<key> [<value>]', '--default', '--reason', '--revision', '--dry-run', '--yes', 'EXAMPLES' ],
		'settings history' => [ '--format' ],
		'vault list' => [ '--format' ],
		'vault keep' => [ 'Keeps the build' ],
		'vault pin' => [ '<id>', '--reason' ],
		'vault drill' => [ '<id>' ],
		'watchdog status' => [ '--format' ],
		'watchdog install' => [ '--reason' ],
		'watchdog remove' => [ '--reason' ],
		'watchdog policy' => [ 'act_alone', '--reason' ],
		'proposals list' => [ '--format', 'Exit code' ],
		'proposals show' => [ '<id>' ],
		'proposals accept' => [ '<id>', '--reason', '--revision', '--yes' ],
		'proposals dismiss' => [ '<id>', '--reason', '--revision' ],
		'triggers list' => [ '--format', 'Exit code' ],
		'triggers look' => [ 'as the tick does' ],
		'triggers arm' => [ '<trigger>', '--reason', '--revision', '--yes' ],
		'triggers disarm' => [ '<trigger>', '--reason', '--revision' ],
		'rollback start' => [ '[<scenario>]', '--reason', '--key', '--dry-run', '--yes', '--format' ],
		'rollback status' => [ '--format', 'Exit code' ],
		'rollback resume' => [ '<id>' ],
		'rollback abort' => [ '<id>', '--reason', '--yes' ],
		'rollback probe' => [ '--format', 'Exit code' ],
		'rollback rehearse' => [ '--format' ],
		'rollback close' => [ '<id>', '--reason', '--yes' ],
		'rollback answer' => [ '<id>', '<answer>', '--reason', '--revision' ],
	];

	public function test_help_says_what_a_command_does_and_takes(): void {
		foreach ( self::COMMANDS as $command => $texts ) {
			$told = $this->registered()[ $command ] ?? null;
			self::assertNotNull( $told, $command );
			foreach ( $texts as $text ) {
				self::assertStringContainsString( $text, implode( "\n", [ $told['does'], $told['takes'], $told['says'], ...$told['under'] ] ), $command );
			}
			self::assertMatchesRegularExpression( '/^\S+ \S.{9,}/', $told['does'], "{$command}: it says in a sentence what it does." );
		}
	}

	public function test_help_prints_that(): void {
		$result = $this->wp( [ 'help', 'smartalloc-ops', 'flags', 'set' ] );
		self::assert_code( 0, $result );
		foreach ( self::COMMANDS['flags set'] as $text ) {
			self::assertStringContainsString( $text, $result->stdout );
		}
		self::assertStringContainsString( $this->registered()['flags set']['does'], $result->stdout );
	}

	public function test_every_command_there_is_is_looked_at_here(): void {
		$listed = array_keys( array_filter( $this->registered(), static fn ( array $told, string $name ): bool => str_contains( $name, ' ' ), ARRAY_FILTER_USE_BOTH ) );
		$known  = array_keys( self::COMMANDS );
		sort( $known );
		sort( $listed );
		self::assertSame( $known, $listed );
	}
}
