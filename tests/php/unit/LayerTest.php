<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Unit;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use SmartAllocOps\Tests\Support\Layers;

/** Arrows point one way: Platform <- Journal <- Signal, Work <- Flags, Run, Outbox <- features <- edges. */
final class LayerTest extends TestCase {
	private const INCLUDES = __DIR__ . '/../../../includes';

	public function test_no_file_uses_a_layer_above_its_own(): void {
		$wrong = [];
		$files = 0;
		foreach ( self::files() as $path ) {
			++$files;
			$wrong = [ ...$wrong, ...Layers::violations( substr( $path, strlen( self::INCLUDES ) + 1 ), (string) file_get_contents( $path ) ) ];
		}
		self::assertGreaterThan( 10, $files, 'includes/ was not found.' );
		self::assertSame( [], $wrong );
	}

	#[DataProvider( 'forbidden' )]
	public function test_a_forbidden_arrow_is_found( string $path, string $code, string $name ): void {
		self::assertSame( [ "{$path}:2 uses {$name}" ], Layers::violations( $path, "<?php\n{$code}" ) );
	}

	/** @return iterable<string, array{string, string, string}> */
	public static function forbidden(): iterable {
		yield 'a primitive uses a feature, imported' => [ 'Platform/Clock.php', 'namespace SmartAllocOps\Platform; use SmartAllocOps\Health\HealthService;', 'SmartAllocOps\Health\HealthService' ];
		yield 'imported in a list' => [ 'Work/WorkStore.php', 'namespace SmartAllocOps\Work; use SmartAllocOps\Platform\Clock, SmartAllocOps\Queue\QueueService;', 'SmartAllocOps\Queue\QueueService' ];
		yield 'imported in a group' => [ 'Work/WorkStore.php', 'namespace SmartAllocOps\Work; use SmartAllocOps\{Platform\Clock, Flags\FlagStore as Store};', 'SmartAllocOps\Flags\FlagStore' ];
		yield 'a function of another folder' => [ 'Work/WorkStore.php', 'namespace SmartAllocOps\Work; use function SmartAllocOps\Flags\read;', 'SmartAllocOps\Flags\read' ];
		yield 'a fully qualified name in code' => [ 'Journal/Journal.php', 'namespace SmartAllocOps\Journal; $store = new \SmartAllocOps\Flags\FlagStore();', 'SmartAllocOps\Flags\FlagStore' ];
		yield 'a name relative to the namespace' => [ 'Journal/Journal.php', 'namespace SmartAllocOps; $store = new Flags\FlagStore();', 'SmartAllocOps\Flags\FlagStore' ];
		yield 'a name with the keyword namespace' => [ 'Journal/Journal.php', 'namespace SmartAllocOps; $store = new namespace\Flags\FlagStore();', 'SmartAllocOps\Flags\FlagStore' ];
		yield 'a name through an imported folder' => [ 'Signal/Probe.php', 'namespace SmartAllocOps\Signal; use SmartAllocOps\Run as R;', 'SmartAllocOps\Run' ];
		yield 'runs do not know flags' => [ 'Run/Engine.php', 'namespace SmartAllocOps\Run; use SmartAllocOps\Flags\FlagService;', 'SmartAllocOps\Flags\FlagService' ];
		yield 'flags do not know runs' => [ 'Flags/FlagService.php', 'namespace SmartAllocOps\Flags; use SmartAllocOps\Run\Engine;', 'SmartAllocOps\Run\Engine' ];
		yield 'one feature uses another' => [ 'Queue/QueueService.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Health\HealthService;', 'SmartAllocOps\Health\HealthService' ];
		yield 'a service of a feature uses an edge' => [ 'Queue/QueueService.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Rest\Router;', 'SmartAllocOps\Rest\Router' ];
		yield 'a controller uses the admin page' => [ 'Queue/QueueController.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Admin\Page;', 'SmartAllocOps\Admin\Page' ];
		yield 'a command uses another feature' => [ 'Queue/QueueCommand.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Health\HealthService;', 'SmartAllocOps\Health\HealthService' ];
		yield 'the store of a primitive uses an edge' => [ 'Work/WorkStore.php', 'namespace SmartAllocOps\Work; use SmartAllocOps\Rest\Router;', 'SmartAllocOps\Rest\Router' ];
		yield 'the overview uses the admin page' => [ 'Overview/OverviewService.php', 'namespace SmartAllocOps\Overview; use SmartAllocOps\Admin\Page;', 'SmartAllocOps\Admin\Page' ];
		yield 'an edge uses the composition root' => [ 'Cli/Commands.php', 'namespace SmartAllocOps\Cli; use SmartAllocOps\Services;', 'SmartAllocOps\Services' ];
		yield 'anybody uses the composition root' => [ 'Queue/QueueService.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Plugin;', 'SmartAllocOps\Plugin' ];
		yield 'a primitive uses the composition root' => [ 'Platform/Clock.php', 'namespace SmartAllocOps\Platform; \SmartAllocOps\Install::SCHEMA;', 'SmartAllocOps\Install' ];
	}

	#[DataProvider( 'allowed' )]
	public function test_an_allowed_arrow_is_let_through( string $path, string $code ): void {
		self::assertSame( [], Layers::violations( $path, "<?php\n{$code}" ) );
	}

	/** @return iterable<string, array{string, string}> */
	public static function allowed(): iterable {
		yield 'a feature uses primitives' => [ 'Queue/QueueService.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\{Platform\Clock, Flags\FlagService, Run\Engine};' ];
		yield 'a controller uses the REST edge' => [ 'Queue/QueueController.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Rest\Routes;' ];
		yield 'a command uses the CLI edge' => [ 'Queue/QueueCommand.php', 'namespace SmartAllocOps\Queue; use SmartAllocOps\Cli\Output;' ];
		yield 'a controller of a primitive uses the REST edge' => [ 'Run/RunsController.php', 'namespace SmartAllocOps\Run; use SmartAllocOps\Rest\Routes;' ];
		yield 'an edge uses a feature' => [ 'Rest/Router.php', 'namespace SmartAllocOps\Rest; use SmartAllocOps\Queue\QueueController;' ];
		yield 'the overview sums up features' => [ 'Overview/OverviewService.php', 'namespace SmartAllocOps\Overview; use SmartAllocOps\Health\HealthService;' ];
		yield 'the composition root uses all' => [ 'Plugin.php', 'namespace SmartAllocOps; use SmartAllocOps\Rest\Router; use SmartAllocOps\Queue\QueueService;' ];
		yield 'names in comments and texts are words' => [ 'Platform/Clock.php', "namespace SmartAllocOps\Platform; // \SmartAllocOps\Flags\FlagStore\n\$text = '\SmartAllocOps\Flags\FlagStore';" ];
		yield 'a trait is no import' => [ 'Platform/Clock.php', 'namespace SmartAllocOps\Platform; final class Clock { use Ticks; }' ];
		yield 'foreign names' => [ 'Platform/Clock.php', 'namespace SmartAllocOps\Platform; use WP_Error; $x = new \DateTimeImmutable();' ];
	}

	/** @return iterable<string> */
	private static function files(): iterable {
		/** @var \SplFileInfo $file */
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::INCLUDES, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( 'php' === $file->getExtension() ) {
				yield $file->getPathname();
			}
		}
	}
}
