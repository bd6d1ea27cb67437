<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Audit;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Journal\SealStream;
use SmartAllocOps\Tests\Integration\Rest\LocalApi;
use SmartAllocOps\Tests\Integration\Rest\RestTestCase;
use SmartAllocOps\Tests\Integration\Rest\Scene;
use SmartAllocOps\Tests\Support\Users;
use SmartAllocOps\Tests\Support\WorkerResult;

/** Rows are chained after they were written; whoever changes one afterwards is named. */
final class SealTest extends RestTestCase {
	public function test_nothing_sealed_is_unknown_and_not_good(): void {
		self::assertSame( [ 'empty', 0 ], [ self::verify()['state'], self::verify()['through'] ] );
	}

	public function test_the_tick_seals_every_row_and_verification_finds_them_as_they_were(): void {
		self::everything();
		$before = self::verify();
		self::assertGreaterThan( 0, $before['unsealed']['count']['value'] );
		self::assertIsString( $before['unsealed']['oldest_at'] );
		do_action( 'smartalloc_ops_tick' );
		$after = self::verify();
		self::assertSame( [ 'intact', 0, 0, null ], [ $after['state'], $after['found'], $after['unsealed']['count']['value'], $after['unsealed']['age_s'] ] );
		self::assertGreaterThanOrEqual( 8, $after['through'], 'Flags, settings, the run and its end, steps and their ends, the act.' );
		self::assertFalse( $after['keyed'] );
		self::assertStringContainsString( 'SMARTALLOC_OPS_JOURNAL_KEY', (string) $after['key_note'] );
	}

	/** @return iterable<string, array{string, string, string}> Table, what an attacker sets, and how the row is named. */
	public static function edits(): iterable {
		yield 'a reason of a flag' => [ 'flag_revisions', "reason = 'nothing to see'", 'flag revision gppa 150 1' ];
		yield 'the actor of a flag' => [ 'flag_revisions', 'actor_id = 99', 'flag revision gppa 150 1' ];
		yield 'a settings document' => [ 'settings_revisions', "document = '{}'", 'settings revision 1' ];
		yield 'the payload of a run' => [ 'runs', "payload = '{}'", 'start of run' ];
		yield 'the state of a finished run' => [ 'runs', "state = 'aborted'", 'end of run' ];
		yield 'the output of a step' => [ 'run_steps', "output = '{}'", 'end of step' ];
		yield 'the time of an act' => [ 'journal', 'created_at = created_at - 1', 'act run.closed' ];
	}

	#[DataProvider( 'edits' )]
	public function test_an_edited_row_is_named( string $table, string $set, string $name ): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_{$table} SET {$set}" );
		$result = self::verify();
		self::assertSame( [ 'broken', 'edited' ], [ $result['state'], $result['findings'][0]['problem'] ] );
		self::assertStringContainsString( $name, (string) $result['text'] );
		self::assertStringContainsString( $table, (string) $result['text'] );
	}

	#[DataProvider( 'edits' )]
	public function test_a_deleted_row_is_named( string $table, string $set, string $name ): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_{$table}" );
		$result = self::verify();
		self::assertSame( 'broken', $result['state'] );
		self::assertContains( 'missing', array_column( $result['findings'], 'problem' ) );
		self::assertStringContainsString( $name, implode( ' ', array_column( $result['findings'], 'name' ) ) );
	}

	public function test_what_may_change_later_is_no_edit(): void {
		global $wpdb;
		self::everything();
		LocalApi::call( 'administrator', 'PUT', '/settings', [ 'values' => [ 'recipients' => [ 'somebody@example.test' ] ] ] + Scene::settings() );
		do_action( 'smartalloc_ops_tick' );
		LocalApi::call( 'administrator', 'PUT', '/settings', [ 'values' => [ 'keep_data' => true ] ] + Scene::settings() );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_runs SET version = version + 1, lease_owner = 'x'" );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( 'intact', self::verify()['state'], 'Addresses that are forgotten and leases break no seal.' );
	}

	public function test_an_edited_seal_is_found(): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_seals SET name = 'something else' WHERE n = 2" );
		self::assertSame( [ 'seal_edited' ], array_column( self::verify()['findings'], 'problem' ) );
	}

	public function test_a_missing_seal_is_named_by_its_place(): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_seals WHERE n = 2" );
		$first = self::verify()['findings'][0];
		self::assertSame( [ 'seal_missing', '#2' ], [ $first['problem'], $first['name'] ] );
	}

	public function test_a_chain_whose_end_was_cut_off_is_found(): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_seals WHERE n > 3" );
		self::assertContains( 'seals_cut_off', array_column( self::verify()['findings'], 'problem' ) );
	}

	public function test_without_a_key_a_chain_computed_anew_cannot_be_told_and_with_one_it_is_found(): void {
		global $wpdb;
		self::everything();
		do_action( 'smartalloc_ops_tick' );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_revisions SET reason = 'nothing to see'" );
		self::compute_anew();
		self::assertSame( [ 'intact', false ], [ self::verify()['state'], self::verify()['keyed'] ], 'The limit of the plain chain, which the answer admits.' );

		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_seals" );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}smartalloc_ops_heartbeats" );
		$this->must_use( "define( 'SMARTALLOC_OPS_JOURNAL_KEY', 'a key that is not in the database' );" );
		$this->fresh_process( 'do_action( "smartalloc_ops_tick" ); return true;' );
		self::assertSame( [ 'intact', true, null ], $this->verify_elsewhere() );
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_revisions SET reason = 'nothing at all to see'" );
		self::compute_anew();
		self::assertSame( [ 'broken', true, 'seal_edited' ], $this->verify_elsewhere() );
		self::assertSame( 'unverifiable', self::verify()['state'], 'This process has no key: it can say nothing, and nothing is not intact.' );
	}

	public function test_a_seal_without_the_key_after_one_with_it_is_found(): void {
		$this->must_use( "define( 'SMARTALLOC_OPS_JOURNAL_KEY', 'a key that is not in the database' );" );
		LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		$this->fresh_process( 'do_action( "smartalloc_ops_tick" ); return true;' );
		LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		// This process knows no key.
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( [ 'broken', false, 'downgraded' ], $this->verify_elsewhere() );
	}

	public function test_of_eight_sealers_at_once_no_row_is_sealed_twice_and_none_is_left_out(): void {
		for ( $row = 0; $row < 30; $row++ ) {
			LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		}
		$results = $this->parallel( 8, 'do_action( "smartalloc_ops_tick" ); return true;' );
		self::assertSame( array_fill( 0, 8, true ), array_map( static fn ( WorkerResult $result ): mixed => $result->value, $results ) );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( [ 'intact', 30 ], [ self::verify()['state'], self::verify()['through'] ] );
	}

	public function test_acts_past_their_retention_go_and_the_journal_says_so(): void {
		global $wpdb;
		self::everything();
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_journal SET created_at = 1600000000000" );
		do_action( 'smartalloc_ops_tick' );
		LocalApi::call( 'administrator', 'PUT', '/settings', [ 'values' => [ 'journal_retention_days' => 30 ] ] + Scene::settings() );
		self::assertNotNull( $this->fresh_process( 'do_action( "smartalloc_ops_tick" ); return true;' )->value );
		self::assertSame( [ 'journal.pruned' ], $wpdb->get_col( "SELECT event FROM {$wpdb->prefix}smartalloc_ops_journal" ) );
		self::assertSame( 'intact', self::verify()['state'] );
		self::assertStringContainsString( '1 acts past their retention', LocalApi::call( 'administrator', 'GET', '/journal?kind=act' )->body );
	}

	/** One of each kind. */
	private static function everything(): void {
		LocalApi::call( 'administrator', 'PUT', '/flags/gppa/150', Scene::flip( 'gppa', '150' ) );
		LocalApi::call( 'administrator', 'PUT', '/settings', Scene::settings() );
		$run = self::object( LocalApi::call( 'administrator', 'POST', '/rollbacks', Scene::rollback() ) )['id'];
		LocalApi::call( 'administrator', 'POST', "/runs/{$run}/close", [ 'reason' => 'a test closes it' ] );
	}

	/** @return array<string, mixed> */
	private static function verify(): array {
		return self::object( LocalApi::call( 'smartalloc_support', 'POST', '/journal/verifications', [] ) );
	}

	/** What somebody does who can write the database and read this code, and does not know the key. */
	private static function compute_anew(): void {
		global $wpdb;
		$seals   = "{$wpdb->prefix}smartalloc_ops_seals";
		$streams = SealStream::all();
		$chain   = 'smartalloc-ops';
		foreach ( (array) $wpdb->get_results( "SELECT * FROM {$seals} ORDER BY n", ARRAY_A ) as $seal ) {
			$stream = $streams[ $seal['stream'] ];
			$row    = (array) $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', "{$wpdb->prefix}smartalloc_ops_{$stream->table}", $seal['row_id'] ), ARRAY_A );
			$salt   = (string) $wpdb->get_var( $wpdb->prepare( "SELECT salt FROM {$wpdb->prefix}smartalloc_ops_actor_salts WHERE actor_id = %d", $stream->person_of( $row ) ) );
			$hash   = $stream->digest( $row, $stream->personal_hash( $row, $salt ) );
			$chain  = hash( 'sha256', (string) wp_json_encode( [ $chain, (int) $seal['n'], $seal['stream'], (int) $seal['row_id'], $seal['name'], $hash, (int) $seal['row_at'], (int) $seal['sealed_at'], $seal['key_id'] ] ) );
			$wpdb->update( $seals, [ 'row_hash' => $hash, 'chain' => $chain ], [ 'n' => $seal['n'] ] );
		}
	}

	/** @return mixed State, whether all of it has the key, and the first problem: as a process sees it that loads the constant. */
	private function verify_elsewhere(): mixed {
		return $this->fresh_process( 'wp_set_current_user( $args["user"] ); $data = rest_do_request( new WP_REST_Request( "POST", "/smartalloc-ops/v1/journal/verifications" ) )->get_data(); return [ $data["state"], $data["keyed"], $data["findings"][0]["problem"] ?? null ];', [ 'user' => Users::id( 'administrator' ) ] )->value;
	}
}
