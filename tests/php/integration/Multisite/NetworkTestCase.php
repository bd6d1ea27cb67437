<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Multisite;

use PHPUnit\Framework\TestCase;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\HttpResponse;
use SmartAllocOps\Tests\Support\Process;
use SmartAllocOps\Tests\Support\ProcessResult;
use SmartAllocOps\Tests\Support\Worker;
use SmartAllocOps\Tests\Support\WorkerResult;

/** A test on a real network of two sites; before each one the plugin is neither active nor installed anywhere. */
abstract class NetworkTestCase extends TestCase {
	protected const PLUGIN = 'smartalloc-ops/smartalloc-ops.php';

	/** The second site, besides the main one. */
	protected int $second;

	protected function setUp(): void {
		parent::setUp();
		wp_cache_flush();
		$this->second = self::site( 'two' );
		$this->take_off();
	}

	/** Runs WP-CLI, which must succeed, on one site of the network. */
	protected function wp( int $site, string ...$args ): ProcessResult {
		$ended = $this->try_wp( $site, ...$args );
		self::assertSame( 0, $ended->code, implode( ' ', $args ) . ': ' . $ended->describe() );
		wp_cache_flush();
		return $ended;
	}

	protected function try_wp( int $site, string ...$args ): ProcessResult {
		return Process::start( [ PHP_BINARY, Environment::wp_cli(), '--path=' . Environment::site(), '--url=' . get_home_url( $site ), '--allow-root', '--no-color', ...array_values( $args ) ] )->wait();
	}

	/** A request to a site by a program with an application password of this user. */
	protected static function ask( int $site, int $user, string $route ): HttpResponse {
		$made = \WP_Application_Passwords::create_new_application_password( $user, [ 'name' => 'tests ' . bin2hex( random_bytes( 4 ) ) ] );
		self::assertIsArray( $made );
		$login = get_userdata( $user );
		self::assertNotFalse( $login );
		return HttpClient::with_application_password( $login->user_login, (string) $made[0] )->get( self::path( $site ) . 'wp-json/smartalloc-ops/v1' . $route );
	}

	protected static function path( int $site ): string {
		$found = get_site( $site );
		self::assertNotNull( $found );
		return $found->path;
	}

	protected static function person( string $login ): int {
		$found = username_exists( $login );
		if ( false !== $found ) {
			return $found;
		}
		$made = wp_insert_user(
			[
				'user_login' => $login,
				'user_pass'  => $login,
				'user_email' => "$login@example.test",
				'role'       => '',
			]
		);
		self::assertIsInt( $made );
		return $made;
	}

	/** A site in a folder of the network, made when there is none yet. */
	protected static function site( string $folder ): int {
		$found = get_sites(
			[
				'path'   => "/$folder/",
				'fields' => 'ids',
			]
		);
		if ( isset( $found[0] ) ) {
			return (int) $found[0];
		}
		$network = get_network();
		self::assertNotNull( $network );
		$made = wp_insert_site(
			[
				'domain'  => $network->domain,
				'path'    => "/$folder/",
				'user_id' => 1,
				'title'   => $folder,
			]
		);
		self::assertIsInt( $made, is_wp_error( $made ) ? $made->get_error_message() : '' );
		return $made;
	}

	/**
	 * Runs statements in a fresh process on the main site.
	 *
	 * @param array<string, mixed> $args
	 */
	protected function fresh_process( string $script, array $args = [] ): WorkerResult {
		$worker = Worker::run( 1, $script, $args )[0];
		self::assertTrue( $worker->finished, $worker->process->describe() );
		wp_cache_flush();
		return $worker;
	}

	/** As WordPress does when the plugin is deleted, but without deleting its files. */
	protected function uninstall(): WorkerResult {
		return $this->fresh_process( 'require_once ABSPATH . "wp-admin/includes/plugin.php"; uninstall_plugin( $args["plugin"] ); return 1;', [ 'plugin' => self::PLUGIN ] );
	}

	/**
	 * @return list<string> Our tables of a site, without its prefix.
	 * @phpstan-impure
	 */
	protected static function tables( int $site ): array {
		global $wpdb;
		$prefix = $wpdb->get_blog_prefix( $site );
		$names  = $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( "{$prefix}smartalloc_ops_" ) . '%' ) );
		sort( $names );
		return array_map( static fn ( ?string $name ): string => substr( (string) $name, strlen( $prefix ) ), $names );
	}

	/** @return array{roles: list<string>, options: list<string>, hooks: list<string>} What else is ours on a site. */
	protected static function traces( int $site ): array {
		global $wpdb;
		switch_to_blog( $site );
		wp_cache_flush();
		$hooks = [];
		foreach ( _get_cron_array() as $events ) {
			$hooks = [ ...$hooks, ...array_map( 'strval', array_keys( is_array( $events ) ? $events : [] ) ) ];
		}
		$stored = get_option( $wpdb->get_blog_prefix( $site ) . 'user_roles' );
		$roles  = array_map( 'strval', array_keys( is_array( $stored ) ? $stored : [] ) );
		$traces = [
			'roles'   => array_values( array_filter( $roles, static fn ( string $role ): bool => str_starts_with( $role, 'smartalloc_' ) ) ),
			'options' => array_values( array_map( 'strval', $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%smartalloc\\_ops%' ORDER BY option_name" ) ) ),
			'hooks'   => array_values( array_filter( $hooks, static fn ( string $hook ): bool => str_starts_with( $hook, 'smartalloc_ops' ) ) ),
		];
		restore_current_blog();
		return $traces;
	}

	private function take_off(): void {
		$this->fresh_process(
			'require_once ABSPATH . "wp-admin/includes/plugin.php";
			deactivate_plugins( $args["plugin"], false, true );
			foreach ( $args["sites"] as $site ) {
				switch_to_blog( $site );
				deactivate_plugins( $args["plugin"], false, false );
				restore_current_blog();
			}
			uninstall_plugin( $args["plugin"] );
			return 1;',
			[
				'plugin' => self::PLUGIN,
				'sites'  => [ 1, $this->second ],
			]
		);
	}
}
