<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

use SmartAllocOps\Tests\Integration\Rest\Footprint;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;

/** A test of `wp smartalloc-ops ...` as a process of its own. */
abstract class CliTestCase extends IntegrationTestCase {
	/** Prints every command there is below `smartalloc-ops`. */
	private const TELL = <<<'PHP'
	$told = [];
	$collect = static function ( string $name, $command ) use ( &$collect, &$told ): void {
		$told[ $name ] = [ 'does' => $command->get_shortdesc(), 'takes' => $command->get_synopsis(), 'says' => $command->get_longdesc(), 'under' => array_keys( $command->get_subcommands() ) ];
		foreach ( $command->get_subcommands() as $under => $subcommand ) {
			$collect( trim( "$name $under" ), $subcommand );
		}
	};
	$collect( '', WP_CLI::get_root_command()->get_subcommands()['smartalloc-ops'] );
	echo json_encode( $told );
	PHP;

	/** @var array<string, array{does: string, takes: string, says: string, under: list<string>}>|null */
	private static ?array $registered = null;

	protected function setUp(): void {
		parent::setUp();
		Footprint::settle();
	}

	protected function ops( string ...$args ): ProcessResult {
		return $this->wp( [ 'smartalloc-ops', ...array_values( $args ) ] );
	}

	/**
	 * Runs commands a few at a time: most of what one takes is the start of WordPress.
	 *
	 * @template K of array-key
	 * @param array<K, list<string>> $commands Everything after `wp`.
	 * @return array<K, ProcessResult>
	 */
	protected function wp_together( array $commands ): array {
		$results = [];
		foreach ( array_chunk( $commands, 4, true ) as $chunk ) {
			$started = array_map( fn ( array $args ): Process => $this->start_wp( $args ), $chunk );
			$results += array_map( static fn ( Process $process ): ProcessResult => $process->wait(), $started );
		}
		return $results;
	}

	/**
	 * Mistakes, by name: each must end with code 1 and say what is wrong, and none may leave a trace.
	 *
	 * @param iterable<string, array{list<string>, string}> $mistakes Arguments after `wp smartalloc-ops`, and what is said.
	 */
	protected function assert_mistakes_change_nothing( iterable $mistakes ): void {
		$commands = [];
		$says     = [];
		foreach ( $mistakes as $name => [ $args, $text ] ) {
			$commands[ $name ] = [ 'smartalloc-ops', ...$args ];
			$says[ $name ]     = $text;
		}
		$before = Footprint::now();
		foreach ( $this->wp_together( $commands ) as $name => $result ) {
			self::assertSame( 1, $result->code, "{$name}: {$result->describe()}" );
			self::assert_error( $result, $says[ $name ] );
		}
		self::assertSame( $before, Footprint::now(), 'One of these left a trace: ' . implode( '; ', array_keys( $says ) ) );
	}

	/** @return array<string, array{does: string, takes: string, says: string, under: list<string>}> Every command of ours as WP-CLI has registered it, by its name without `smartalloc-ops`. */
	protected function registered(): array {
		if ( null === self::$registered ) {
			$result = $this->wp( [ 'eval', self::TELL ] );
			self::assert_code( 0, $result );
			self::$registered = self::json( $result );
		}
		return self::$registered;
	}

	/** Runs a command that must leave everything as it is. */
	protected function ops_changing_nothing( string ...$args ): ProcessResult {
		$before = Footprint::now();
		$result = $this->ops( ...$args );
		self::assertSame( $before, Footprint::now(), $result->describe() );
		return $result;
	}

	protected static function assert_code( int $code, ProcessResult $result ): void {
		self::assertSame( $code, $result->code, $result->describe() );
		self::assert_quiet( $result );
	}

	/** Code 1, and a message that says these things. */
	protected static function assert_error( ProcessResult $result, string ...$says ): void {
		self::assert_code( 1, $result );
		self::assertStringContainsString( 'Error:', $result->stderr, $result->describe() );
		foreach ( $says as $text ) {
			self::assertStringContainsString( $text, $result->stderr );
		}
	}

	/**
	 * What was printed with `--format=json`, of a command that ended with this code.
	 *
	 * @return array<array-key, mixed>
	 */
	protected static function json( ProcessResult $result, int $code = 0 ): array {
		self::assert_code( $code, $result );
		$json = $result->json();
		self::assertIsArray( $json, $result->describe() );
		return $json;
	}

	/** No notice of PHP on the way. */
	private static function assert_quiet( ProcessResult $result ): void {
		self::assertDoesNotMatchRegularExpression( '/\b(Warning|Notice|Deprecated|Fatal error|Uncaught)\b.* in .* on line \d+/', $result->stdout . $result->stderr );
	}
}
