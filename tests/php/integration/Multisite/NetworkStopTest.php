<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Multisite;

use SmartAllocOps\Recovery\Watch;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\VaultServices;

/** SmartAlloc is active on the whole network, and must not be loaded while its files are exchanged. */
final class NetworkStopTest extends NetworkTestCase {
	private const SMARTALLOC = 'smart-alloc/smart-alloc.php';

	/** Says on each page whether SmartAlloc was loaded, and whether the list of the network has it. */
	private const TELLS = WPMU_PLUGIN_DIR . '/test-tells.php';

	protected function setUp(): void {
		parent::setUp();
		is_dir( WPMU_PLUGIN_DIR ) || mkdir( WPMU_PLUGIN_DIR, 0755, true );
		file_put_contents( self::TELLS, "<?php\nadd_action( 'template_redirect', static function (): void { \$list = get_site_option( 'active_sitewide_plugins' ); exit( ( defined( 'SMARTALLOC_VERSION' ) ? 'loaded' : 'kept out' ) . ', ' . ( isset( \$list['" . self::SMARTALLOC . "'] ) ? 'listed' : 'lost' ) ); }, 0 );\n" );
	}

	protected function tearDown(): void {
		unlink( self::TELLS );
		$this->try_wp( 1, 'smartalloc-ops', 'watchdog', 'remove', '--reason=the test is over', '--yes' );
		$this->wp( 1, 'plugin', 'deactivate', 'smart-alloc', '--network' );
		VaultServices::places()->remove();
		parent::tearDown();
	}

	public function test_it_is_kept_out_on_each_site_and_the_list_of_the_network_stays_true(): void {
		$this->wp( 1, 'plugin', 'activate', 'smartalloc-ops', 'smart-alloc', '--network' );
		$this->wp( 1, 'smartalloc-ops', 'watchdog', 'install', '--reason=a test watches' );
		self::assertSame( [ 'loaded, listed', 'loaded, listed' ], $this->said() );

		$watch = new Watch( VaultServices::places(), 'smart-alloc' );
		$watch->stop_for( 60_000, 'a test' );
		self::assertSame( [ 'kept out, listed', 'kept out, listed' ], $this->said() );
		self::assertStringContainsString( 'smart-alloc', $this->wp( 1, 'plugin', 'list', '--status=active-network', '--field=name' )->stdout );
		// Whoever changes the list meanwhile writes the true one.
		$this->wp( 1, 'eval', '$list = get_site_option( "active_sitewide_plugins" ); update_site_option( "active_sitewide_plugins", $list + [ "none/none.php" => 1 ] ); update_site_option( "active_sitewide_plugins", $list );' );

		$watch->go();
		self::assertSame( [ 'loaded, listed', 'loaded, listed' ], $this->said() );
	}

	/** @return list<string> What the pages of both sites say. */
	private function said(): array {
		return array_map( static fn ( int $site ): string => HttpClient::anonymous()->get( self::path( $site ) )->body, [ 1, $this->second ] );
	}
}
