<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Admin;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Admin\Screen;
use SmartAllocOps\Tests\Integration\Rest\Caller;
use SmartAllocOps\Tests\Integration\Rest\Footprint;
use SmartAllocOps\Tests\Integration\Rest\ServedSchemas;
use SmartAllocOps\Tests\Integration\Rest\StrictSchema;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\IntegrationTestCase;

/** The page in wp-admin as the server sends it: for whom, where, and with what beside it. */
final class ScreenTest extends IntegrationTestCase {
	private const PAGE   = '/wp-admin/admin.php?page=smartalloc-ops';
	private const BUILD  = '/plugins/smartalloc-ops/build/';
	private const ANCHOR = 'id="smartalloc-ops-root"';

	protected function setUp(): void {
		parent::setUp();
		Caller::assemble();
		Footprint::settle();
	}

	/** @return iterable<string, array{string}> */
	public static function those_who_may_view(): iterable {
		foreach ( [ Caller::Support, Caller::Owner, Caller::Administrator, Caller::Manager ] as $caller ) {
			yield $caller->value => [ $caller->value ];
		}
	}

	/** @return iterable<string, array{string}> */
	public static function those_who_may_not(): iterable {
		foreach ( [ Caller::Subscriber, Caller::Editor ] as $caller ) {
			yield $caller->value => [ $caller->value ];
		}
	}

	#[DataProvider( 'those_who_may_view' )]
	public function test_it_opens_for_those_who_may_view_and_stands_in_their_menu( string $caller ): void {
		$page = $this->quiet( static fn () => Caller::from( $caller )->client()->get( self::PAGE ) );
		self::assertSame( 200, $page->status, $page->describe() );
		self::assertSame( 1, substr_count( $page->body, self::ANCHOR ) );
		self::assertTrue( self::is_in_menu( Caller::from( $caller )->client()->get( '/wp-admin/profile.php' ) ) );
	}

	#[DataProvider( 'those_who_may_not' )]
	public function test_it_is_closed_to_others_and_not_in_their_menu( string $caller ): void {
		$page = Caller::from( $caller )->client()->get( self::PAGE );
		self::assertSame( 403, $page->status, $page->describe() );
		self::assertStringNotContainsString( self::ANCHOR, $page->body );
		self::assertStringNotContainsString( 'createPreloadingMiddleware', $page->body );
		$profile = Caller::from( $caller )->client()->get( '/wp-admin/profile.php' );
		self::assertSame( 200, $profile->status );
		self::assertFalse( self::is_in_menu( $profile ) );
	}

	public function test_a_stranger_is_sent_to_the_login_page(): void {
		$page = Caller::Anonymous->client()->get( self::PAGE );
		self::assertSame( 302, $page->status );
		self::assertStringContainsString( '/wp-login.php', (string) $page->header( 'Location' ) );
	}

	public function test_its_script_and_style_are_there_once(): void {
		$page = Caller::Owner->client()->get( self::PAGE );
		self::assertSame( 1, preg_match_all( '#<script[^>]+src="[^"]*' . self::BUILD . 'index\.js\?ver=\w+"#', $page->body ), 'Is build/ there? npm run build makes it.' );
		self::assertSame( 1, preg_match_all( '#<link[^>]+href=[\'"][^\'"]*' . self::BUILD . 'style-index\.css\?ver=\w+#', $page->body ) );
	}

	public function test_no_other_page_of_wp_admin_gets_any_of_it(): void {
		foreach ( [ '/wp-admin/', '/wp-admin/plugins.php', '/wp-admin/profile.php', '/wp-admin/edit.php', '/wp-admin/site-health.php', '/wp-admin/tools.php?page=action-scheduler' ] as $path ) {
			$page = Caller::Administrator->client()->get( $path );
			self::assertSame( 200, $page->status, $path );
			self::assertStringNotContainsString( self::BUILD, $page->body, $path );
			self::assertStringNotContainsString( '/smartalloc-ops/v1/overview', $page->body, $path );
		}
	}

	public function test_the_front_of_the_site_gets_nothing_signed_in_or_not(): void {
		foreach ( [ Caller::Anonymous, Caller::Owner ] as $caller ) {
			foreach ( [ '/', '/?p=1', '/nothing-here/', '/feed/', '/wp-login.php' ] as $path ) {
				$page = $this->quiet( static fn () => $caller->client()->get( $path ) );
				self::assertNotSame( 500, $page->status, $path );
				self::assertStringNotContainsString( '/plugins/smartalloc-ops/', $page->body, $path );
			}
		}
	}

	#[DataProvider( 'those_who_may_view' )]
	public function test_the_first_answer_is_preloaded_once_by_its_schema_and_for_this_person( string $caller ): void {
		$overview = self::preloaded( Caller::from( $caller )->client()->get( self::PAGE ) );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'GET /overview' ), $overview ) );
		self::assertSame( Caller::Support !== Caller::from( $caller ), $overview->site->capabilities->smartalloc_ops_rollback );
	}

	public function test_foreign_text_in_the_preloaded_answer_cannot_end_the_script(): void {
		update_option( 'blogname', 'Tests </script><script>alert(1)</script>' );
		try {
			$page = Caller::Owner->client()->get( self::PAGE );
			self::assertStringContainsString( '</script><script>alert(1)', self::preloaded( $page )->site->name );
			self::assertStringNotContainsString( '</script><script>alert(1)', $page->body );
		} finally {
			update_option( 'blogname', 'SmartAlloc tests' );
		}
	}

	public function test_it_opens_when_a_release_dies_of_the_rest_api_and_says_what_needs_neither(): void {
		$this->must_use( "add_action( 'rest_api_init', static function (): void { smart_alloc_is_not_there(); } );" );
		self::assertSame( 500, Caller::Owner->client()->get( '/wp-json/smartalloc-ops/v1/overview' )->status );
		$page = Caller::Owner->client()->get( self::PAGE );
		self::assertSame( 200, $page->status, $page->describe() );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'GET /overview' ), self::preloaded( $page ) ) );
		self::assertStringContainsString( 'rescue.php revert --reason=', $page->body );
		self::assertStringContainsString( 'rescue.php revert --reason=', Caller::Manager->client()->get( self::PAGE )->body, 'Also where no role was ever granted ours.' );
		self::assertStringNotContainsString( 'rescue.php', Caller::Support->client()->get( self::PAGE )->body, 'Only for those who may roll back.' );
	}

	public function test_it_opens_when_its_tables_cannot_be_read(): void {
		$this->must_use( "add_filter( 'query', static fn ( \$query ) => str_contains( (string) \$query, 'smartalloc_ops_' ) && ! str_contains( (string) \$query, 'options' ) ? 'SELECT 1 FROM no_such_table' : \$query );" );
		$page = Caller::Owner->client()->get( self::PAGE );
		self::assertSame( 200, $page->status, $page->describe() );
		self::assertSame( 1, substr_count( $page->body, self::ANCHOR ) );
		self::assertStringContainsString( '</html>', $page->body );
	}

	#[DataProvider( 'absent_plugins' )]
	public function test_it_opens_without( string $plugin ): void {
		update_option( 'active_plugins', array_values( array_diff( (array) get_option( 'active_plugins' ), [ "{$plugin}/{$plugin}.php" ] ) ) );
		$page = $this->quiet( static fn () => Caller::Owner->client()->get( self::PAGE ) );
		self::assertSame( 200, $page->status, $page->describe() );
		self::assertSame( [], StrictSchema::errors( ServedSchemas::answer( 'GET /overview' ), self::preloaded( $page ) ) );
	}

	/** @return iterable<string, array{string}> */
	public static function absent_plugins(): iterable {
		foreach ( [ 'action-scheduler', 'gravityforms', 'gp-populate-anything', 'smart-alloc' ] as $plugin ) {
			yield $plugin => [ $plugin ];
		}
	}

	public function test_a_copy_without_its_build_says_so_instead_of_an_empty_page(): void {
		$screen = new Screen( sys_get_temp_dir() . '/no-build-' . bin2hex( random_bytes( 4 ) ) . '/smartalloc-ops.php', static fn () => null, static fn (): array => [ '' ] );
		$screen->admin_enqueue_scripts( 'toplevel_page_smartalloc-ops' );
		self::assertNotFalse( has_action( 'admin_notices', [ $screen, 'not_built_notice' ] ) );
		ob_start();
		$screen->not_built_notice();
		self::assertStringContainsString( 'npm run build', (string) ob_get_clean() );
	}

	private static function is_in_menu( HttpResponse $page ): bool {
		return 1 === preg_match( '#<a[^>]+href=["\']admin\.php\?page=smartalloc-ops["\']#', $page->body );
	}

	/** The overview that stands in the page, which must be there exactly once. */
	private static function preloaded( HttpResponse $page ): \stdClass {
		self::assertSame( 1, preg_match_all( '/createPreloadingMiddleware\( (\{.*\}) \) \);/', $page->body, $found ), $page->describe() );
		$preloaded = json_decode( $found[1][0], false, 512, JSON_THROW_ON_ERROR );
		self::assertSame( [ '/smartalloc-ops/v1/overview' ], array_keys( get_object_vars( $preloaded ) ) );
		return $preloaded->{'/smartalloc-ops/v1/overview'}->body;
	}

	/**
	 * Makes a request during which PHP has nothing to complain of.
	 *
	 * @param callable(): HttpResponse $act
	 */
	private function quiet( callable $act ): HttpResponse {
		$log    = constant( 'WP_DEBUG_LOG' );
		self::assertIsString( $log );
		$before = is_file( $log ) ? (int) filesize( $log ) : 0;
		$page   = $act();
		clearstatcache();
		$said   = is_file( $log ) ? (string) file_get_contents( $log, false, null, $before ) : '';
		// Core asks WordPress.org for updates when it thinks of it, which a test site may not.
		self::assertSame( [], preg_grep( '/WordPress\.org|^$/', explode( "\n", $said ), PREG_GREP_INVERT ) );
		self::assertDoesNotMatchRegularExpression( '#<b>(Warning|Notice|Deprecated|Fatal error)</b>:#', $page->body );
		return $page;
	}
}
