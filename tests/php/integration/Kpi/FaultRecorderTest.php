<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Kpi;

use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;
use SmartAllocOps\Tests\Support\Users;

/** What SmartAlloc turned away is counted where it can be seen from outside, each once, and nothing else is. */
final class FaultRecorderTest extends PipelineTestCase {
	private const DOORS = <<<'PHP'
		add_action( 'rest_api_init', static function () {
			$no = static fn () => false;
			register_rest_route( 'smartalloc/v1', '/hook/allocate', [ 'methods' => 'POST', 'permission_callback' => $no, 'callback' => $no ] );
			register_rest_route( 'smartalloc/v1', '/hook/telling', [ 'methods' => 'POST', 'permission_callback' => static function () { do_action( 'smartalloc_webhook_result', [ 'request_id' => 'x', 'result' => 'replayed' ] ); return false; }, 'callback' => $no ] );
			register_rest_route( 'smartalloc/v1', '/export', [ 'methods' => 'POST', 'permission_callback' => $no, 'callback' => $no ] );
			register_rest_route( 'others/v1', '/export', [ 'methods' => 'POST', 'permission_callback' => $no, 'callback' => $no ] );
		} );
		add_action( 'init', static function () {
			foreach ( [ 'smartalloc_export', 'smartalloc_ops_own', 'others' ] as $action ) {
				isset( $_GET['nonce'] ) && wp_verify_nonce( (string) $_GET['nonce'], $action );
			}
		} );
		PHP;

	public function test_each_kind_is_counted_once_and_what_is_of_others_is_not(): void {
		$this->must_use( self::DOORS );
		$post = static fn ( HttpClient $client, string $path ): int => $client->request( 'POST', $path, '{}', [ 'Content-Type' => 'application/json' ] )->status;
		self::assertSame( 401, $post( HttpClient::anonymous(), '/wp-json/smartalloc/v1/hook/allocate' ) );
		self::assertSame( 401, $post( HttpClient::anonymous(), '/wp-json/smartalloc/v1/hook/telling' ) );
		self::assertSame( 401, $post( HttpClient::anonymous(), '/wp-json/smartalloc/v1/export' ), 'A stranger is no person who lost a right.' );
		self::assertSame( 403, $post( Users::browser( 'subscriber' ), '/wp-json/smartalloc/v1/export' ) );
		self::assertSame( 403, $post( Users::browser( 'subscriber' ), '/wp-json/others/v1/export' ) );
		self::assertSame( 403, Users::browser( 'subscriber' )->without_nonce()->request( 'POST', '/wp-json/smartalloc/v1/export?_wpnonce=0000000000', '{}', [ 'Content-Type' => 'application/json' ] )->status );
		HttpClient::anonymous()->get( '/?nonce=0000000000' );
		self::assertSame( 403, Users::browser( 'subscriber' )->get( '/wp-admin/admin.php?page=smartalloc-reports' )->status );
		self::assertSame( 403, Users::browser( 'subscriber' )->get( '/wp-admin/admin.php?page=smartalloc-ops' )->status );

		global $wpdb;
		$counted = array_column( $wpdb->get_results( "SELECT metric, SUM(n) AS n FROM {$wpdb->prefix}smartalloc_ops_metrics_minute WHERE metric LIKE 'security.%' GROUP BY metric", ARRAY_A ), 'n', 'metric' );
		ksort( $counted );
		self::assertSame( [ 'security.capability' => 2, 'security.nonce' => 2, 'security.signature' => 2 ], array_map( 'intval', $counted ) );
	}
}
