<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

use PHPUnit\Framework\TestCase;

/**
 * The schemas the server serves against those in `tests/fixtures`, from which the types of the screen are checked.
 *
 * A change of the wire shows in the diff of a commit, and the TypeScript side fails until its types follow.
 */
final class SchemaFixtureTest extends TestCase {
	private const FOLDER  = __DIR__ . '/../../../fixtures';
	private const REFRESH = 'SMARTALLOC_OPS_REFRESH_FIXTURES=1 npm test -- integration:sqlite --filter SchemaFixtureTest';

	public function test_the_committed_schemas_are_those_the_server_serves(): void {
		$served = self::served();
		if ( '1' === getenv( 'SMARTALLOC_OPS_REFRESH_FIXTURES' ) ) {
			self::refresh( $served );
		}
		$committed = self::committed();
		self::assertSame( array_keys( $served ), array_keys( $committed ), 'Other schemas are served than are committed. Refresh: ' . self::REFRESH );
		foreach ( $served as $file => $text ) {
			self::assertSame( $committed[ $file ], $text, "{$file} is not what the server serves. Refresh: " . self::REFRESH );
		}
	}

	public function test_a_name_stands_for_one_schema(): void {
		$by_title = [];
		foreach ( ServedSchemas::answers() as $route => $schema ) {
			$title = $schema['title'] ?? '';
			self::assertMatchesRegularExpression( '/^[a-z_]+$/', $title, "{$route} serves a schema without a name." );
			self::assertSame( $by_title[ $title ] ?? $schema, $schema, "{$route} serves another {$title} than a route before it." );
			$by_title[ $title ] = $schema;
		}
	}

	/** @return array<string, string> Text by file below the folder of fixtures. */
	private static function served(): array {
		$files  = [];
		$routes = [];
		$fields = ServedSchemas::fields();
		foreach ( ServedSchemas::answers() as $route => $schema ) {
			$files[ "schemas/{$schema['title']}.json" ] = self::text( $schema );
			$routes[ $route ]                           = [
				'fields' => (object) $fields[ $route ],
				'answer' => $schema['title'],
			];
		}
		$files['routes.json'] = self::text( $routes );
		ksort( $files );
		return $files;
	}

	/** @return array<string, string> */
	private static function committed(): array {
		$files = [];
		foreach ( [ ...(array) glob( self::FOLDER . '/schemas/*.json' ), ...(array) glob( self::FOLDER . '/routes.json' ) ] as $path ) {
			$files[ substr( (string) $path, strlen( self::FOLDER ) + 1 ) ] = (string) file_get_contents( (string) $path );
		}
		ksort( $files );
		return $files;
	}

	/** @param array<string, string> $served */
	private static function refresh( array $served ): void {
		foreach ( array_keys( self::committed() ) as $file ) {
			unlink( self::FOLDER . "/{$file}" );
		}
		foreach ( $served as $file => $text ) {
			file_put_contents( self::FOLDER . "/{$file}", $text );
		}
	}

	/** @param array<string, mixed> $value */
	private static function text( array $value ): string {
		$json = json_encode( $value, JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
		return (string) preg_replace_callback( '/^(?: {4})+/m', static fn ( array $indent ): string => str_repeat( "\t", intdiv( strlen( $indent[0] ), 4 ) ), $json ) . "\n";
	}
}
