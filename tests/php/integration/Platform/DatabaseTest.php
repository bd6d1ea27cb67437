<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Platform;

use PHPUnit\Framework\Attributes\TestWith;
use SmartAllocOps\Platform\Database;
use SmartAllocOps\Platform\DatabaseClock;
use SmartAllocOps\Platform\DatabaseError;
use SmartAllocOps\Tests\Integration\Queue\ActionRows;
use SmartAllocOps\Tests\Support\Environment;
use SmartAllocOps\Tests\Support\IntegrationTestCase;
use SmartAllocOps\Tests\Support\Process;

final class DatabaseTest extends IntegrationTestCase {
	public function test_a_null_is_stored_as_null_wherever_it_stands_among_the_values(): void {
		$db = $this->db();
		$db->execute( 'INSERT INTO %i (work_key, open_key, source, hook, grp, form_id, stage, state, attempts, due_at, fence, held_flag, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %d, %s, %s, %d, %d, %d, %s, %d, %d)', [ $db->table( 'work' ), 'k', null, 's', 'h', '', null, '', 'held', 0, 1, 0, null, 2, 3 ] );
		self::assertSame(
			[
				'open_key'   => null,
				'form_id'    => null,
				'held_flag'  => null,
				'updated_at' => '3',
			],
			array_map( static fn ( mixed $value ): ?string => null === $value ? null : (string) $value, (array) $db->row( 'SELECT open_key, form_id, held_flag, updated_at FROM %i', [ $db->table( 'work' ) ] ) )
		);
	}

	/** Text that looks like a placeholder, an escape or the end of a literal is only text. */
	#[TestWith( [ '100% of %s and %d' ] )]
	#[TestWith( [ "it's \"quoted\" \\ and ended'; --" ] )]
	#[TestWith( [ 'ارسال پیامک قطع شد' ] )]
	#[TestWith( [ '%i' ] )]
	public function test_values_come_back_as_they_went_in( string $text ): void {
		$db = $this->db();
		$db->execute( 'INSERT INTO %i (name, at, detail) VALUES (%s, %d, %s)', [ $db->table( 'heartbeats' ), 'test', 1, $text ] );
		self::assertSame( $text, $db->value( 'SELECT detail FROM %i WHERE name = %s', [ $db->table( 'heartbeats' ), 'test' ] ) );
	}

	public function test_a_statement_that_loses_a_deadlock_is_tried_again(): void {
		if ( Environment::is_sqlite() ) {
			$this->expectNotToPerformAssertions();
			return;
		}
		global $wpdb;
		$db    = $this->db();
		$table = $db->table( 'heartbeats' );
		foreach ( range( 1, 30 ) as $n ) {
			$db->execute( 'INSERT INTO %i (name, at, detail) VALUES (%s, %d, %s)', [ $table, "test$n", 1, '' ] );
		}
		// The other one has changed more rows, so it is this process whose statement is undone.
		$file  = sys_get_temp_dir() . '/smartalloc-deadlock-' . strtr( bin2hex( random_bytes( 6 ) ), '0123456789', 'ghijklmnop' );
		$other = Process::start( [ PHP_BINARY, Environment::wp_cli(), '--path=' . Environment::site(), '--allow-root', '--skip-plugins', 'eval', 'global $wpdb; $wpdb->query( "START TRANSACTION" ); foreach ( range( 2, 30 ) as $n ) { $wpdb->query( "UPDATE ' . $table . ' SET at = at + 1 WHERE name = \'test$n\'" ); } touch( "' . $file . '" ); $wpdb->query( "UPDATE ' . $table . ' SET at = at + 1 WHERE name = \'test1\'" ); $wpdb->query( "COMMIT" );' ] );
		$wpdb->query( 'START TRANSACTION' );
		$db->execute( "UPDATE %i SET detail = 'mine' WHERE name = 'test1'", [ $table ] );
		$this->wait_for( static fn (): bool => is_file( $file ), 'the other one holds its rows' );
		$this->wait_for( static fn (): bool => null !== $wpdb->get_var( "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'" ), 'the other one waits' );
		$db->execute( "UPDATE %i SET detail = 'mine' WHERE name = 'test2'", [ $table ] );
		$wpdb->query( 'COMMIT' );
		self::assertSame( 0, $other->wait()->code );
		self::assertSame( [ '2', 'mine' ], array_values( (array) $db->row( "SELECT at, detail FROM %i WHERE name = 'test2'", [ $table ] ) ) );
		unlink( $file );
	}

	public function test_a_failing_statement_is_an_exception_and_prints_nothing(): void {
		$this->expectOutputString( '' );
		$this->expectException( DatabaseError::class );
		$this->db()->rows( 'SELECT nothing FROM %i', [ $this->db()->foreign( 'no_such_table' ) ] );
	}

	public function test_the_text_of_an_error_quotes_no_value(): void {
		$db  = $this->db();
		$add = static fn (): int => $db->execute( 'INSERT INTO %i (name, at, detail) VALUES (%s, %d, %s)', [ $db->table( 'heartbeats' ), 'ali@example.com', 1, '09123456789' ] );
		$add();
		try {
			$add();
			self::fail( 'The key is unique.' );
		} catch ( DatabaseError $error ) {
			self::assertStringNotContainsString( 'ali@example.com', $error->getMessage() );
			self::assertStringNotContainsString( '09123456789', $error->getMessage() );
			self::assertStringStartsWith( 'INSERT failed', $error->getMessage() );
			self::assertLessThan( 260, strlen( $error->getMessage() ) );
		}
	}

	public function test_after_an_error_the_next_statement_stands_on_its_own(): void {
		$db = $this->db();
		try {
			$db->rows( 'SELECT nothing FROM %i', [ $db->foreign( 'no_such_table' ) ] );
		} catch ( DatabaseError ) {
			self::assertSame( [], $db->rows( 'SELECT name FROM %i', [ $db->table( 'heartbeats' ) ] ) );
		}
	}

	public function test_what_other_code_wants_of_errors_is_put_back(): void {
		global $wpdb;
		$before = [ $wpdb->show_errors, $wpdb->suppress_errors ];
		$this->db()->rows( 'SELECT name FROM %i', [ $this->db()->table( 'heartbeats' ) ] );
		self::assertSame( $before, [ $wpdb->show_errors, $wpdb->suppress_errors ] );
	}

	public function test_no_row_is_null_or_an_empty_list(): void {
		$db = $this->db();
		self::assertNull( $db->row( 'SELECT * FROM %i', [ $db->table( 'heartbeats' ) ] ) );
		self::assertNull( $db->value( 'SELECT name FROM %i', [ $db->table( 'heartbeats' ) ] ) );
		self::assertSame( [], $db->rows( 'SELECT * FROM %i', [ $db->table( 'heartbeats' ) ] ) );
	}

	public function test_a_table_is_told_from_one_that_is_only_alike(): void {
		$db = $this->db();
		self::assertTrue( $db->has_table( $db->table( 'heartbeats' ) ) );
		self::assertFalse( $db->has_table( str_replace( '_ops_', '%', $db->table( 'heartbeats' ) ) ) );
		ActionRows::without_table( 'smartalloc_ops_heartbeats', static fn () => self::assertSame( [], $db->columns( $db->table( 'heartbeats' ) ) ) );
	}

	public function test_the_clock_asks_once_and_moves_on_without_asking(): void {
		global $wpdb;
		$clock  = new DatabaseClock( $wpdb );
		$first  = $clock->now_ms();
		$before = $wpdb->num_queries;
		$second = $clock->now_ms();
		self::assertSame( $before, $wpdb->num_queries );
		self::assertGreaterThanOrEqual( $first, $second );
		self::assertEqualsWithDelta( microtime( true ) * 1000, $second, 2_000 );
	}

	public function test_the_clock_does_not_mind_the_zone_of_the_session(): void {
		global $wpdb;
		if ( Database::is_sqlite() ) {
			// SQLite has no session zone; its clock is PHP's.
			self::assertEqualsWithDelta( microtime( true ) * 1000, ( new DatabaseClock( $wpdb ) )->now_ms(), 2_000 );
			return;
		}
		$wpdb->query( "SET time_zone = '+03:30'" );
		try {
			self::assertEqualsWithDelta( microtime( true ) * 1000, ( new DatabaseClock( $wpdb ) )->now_ms(), 2_000 );
		} finally {
			$wpdb->query( 'SET time_zone = DEFAULT' );
		}
	}

	private function db(): Database {
		global $wpdb;
		return new Database( $wpdb );
	}
}
