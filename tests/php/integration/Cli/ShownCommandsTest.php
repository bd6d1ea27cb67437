<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Cli;

/** A command that the product tells people to type must be one that WP-CLI takes. */
final class ShownCommandsTest extends CliTestCase {
	/** WP-CLI takes these with each command. */
	private const GLOBAL_OPTIONS = [ '--user', '--skip-plugins', '--skip-themes' ];

	public function test_every_command_that_is_shown_anywhere_is_taken_as_it_is_written(): void {
		$synopses = array_map( static fn ( array $told ): string => $told['takes'], $this->registered() );
		$shown    = self::shown();
		self::assertGreaterThan( 8, count( $shown ) );
		foreach ( $shown as $command => $file ) {
			$words = preg_split( '/\s+/', trim( $command ) );
			self::assertIsArray( $words );
			$name     = implode( ' ', array_splice( $words, 0, isset( $synopses[ implode( ' ', array_slice( $words, 0, 3 ) ) ] ) ? 3 : 2 ) );
			$synopsis = $synopses[ $name ] ?? null;
			self::assertNotNull( $synopsis, "{$file} shows \"{$command}\": there is no command \"{$name}\"." );
			$options = array_filter( $words, static fn ( string $word ): bool => str_starts_with( $word, '--' ) );
			$places  = substr_count( (string) preg_replace( '/\[?--\S+/', '', $synopsis ), '<' );
			$needed  = (int) preg_match_all( '/(?<!\[)<\w+>/', (string) preg_replace( '/\[?--\S+/', '', $synopsis ) );
			self::assertContains( count( $words ) - count( $options ), range( $needed, $places ), "{$file} shows \"{$command}\", which is: {$name} {$synopsis}" );
			foreach ( array_diff( array_map( static fn ( string $option ): string => explode( '=', $option )[0], $options ), self::GLOBAL_OPTIONS ) as $option ) {
				self::assertStringContainsString( $option, $synopsis, "{$file} shows \"{$command}\"." );
			}
			preg_match_all( '/(?<!\[)(--\w+)=/', $synopsis, $required );
			foreach ( $required[1] as $option ) {
				self::assertStringContainsString( $option, $command, "{$file} shows \"{$command}\"." );
			}
		}
	}

	/** @return array<string, string> File by what stands after `wp smartalloc-ops`. */
	private static function shown(): array {
		$root  = dirname( __DIR__, 4 );
		$shown = [];
		$files = new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( "{$root}/includes", \FilesystemIterator::SKIP_DOTS ) );
		foreach ( $files as $file ) {
			$text = str_replace( '\"', '', (string) file_get_contents( (string) $file ) );
			preg_match_all( "/wp smartalloc-ops ([a-z]+ [a-z]+[^'\"`\n]*)/", (string) preg_replace( '/="[^"\n]*"/', '=text', $text ), $found );
			foreach ( $found[1] as $command ) {
				// Where its output goes is no part of it.
				$shown[ (string) preg_replace( '/ > \w+$/', '', $command ) ] = basename( (string) $file );
			}
		}
		return $shown;
	}
}
