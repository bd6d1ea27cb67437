<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Flags;

use PHPUnit\Framework\Attributes\DataProvider;
use SmartAllocOps\Tests\Integration\PipelineTestCase;
use SmartAllocOps\Tests\Support\HttpClient;

/** What enforcers are told: for nothing while all is well, and something safe when nothing can be read. */
final class FlagReaderTest extends PipelineTestCase {
	private string $log = '';

	protected function tearDown(): void {
		// A test may have dropped the table.
		$this->services()->install()->install();
		if ( '' !== $this->log && is_file( $this->log ) ) {
			unlink( $this->log );
		}
		parent::tearDown();
	}

	/** @return array<string, array{mixed}> */
	public static function damaged_copies(): array {
		$whole = [
			'epoch'  => 1,
			'values' => [ 'gppa/' => [ 'off', 1 ] ],
		];
		return [
			'missing'                => [ null ],
			'a text'                 => [ 'corrupt' ],
			'an empty list'          => [ [] ],
			'no epoch'               => [ [ 'values' => [] ] ],
			'no values'              => [ [ 'epoch' => 1 ] ],
			'values that are a text' => [ [ 'values' => 'x' ] + $whole ],
			'a pair that is a text'  => [ [ 'values' => [ 'comms/' => 'off' ] ] + $whole ],
			'a pair of wrong types'  => [ [ 'values' => [ 'comms/' => [ 1, 'off' ] ] ] + $whole ],
			'half a pair'            => [ [ 'values' => [ 'comms/' => [ 'off' ] ] ] + $whole ],
		];
	}

	/** @param mixed $copy */
	#[DataProvider( 'damaged_copies' )]
	public function test_a_damaged_copy_is_not_believed_and_the_tick_replaces_it( mixed $copy ): void {
		$this->set_flag( 'comms', 'off' );
		if ( null === $copy ) {
			delete_option( 'smartalloc_ops_flags' );
		} else {
			update_option( 'smartalloc_ops_flags', $copy );
		}
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ) );
		self::assertSame( 'on', $this->services()->flag_reader()->value( 'gppa' ) );
		$this->services()->flag_reader()->heal();
		self::assertSame( [ 'comms/' => [ 'off', 1 ] ], get_option( 'smartalloc_ops_flags' )['values'] ?? null );
	}

	public function test_a_copy_that_says_something_else_than_the_table_is_replaced_by_the_tick(): void {
		$this->set_flag( 'comms', 'off' );
		$copy = get_option( 'smartalloc_ops_flags' );
		self::assertIsArray( $copy );
		$copy['values']['comms/'] = [ 'on', 1 ];
		update_option( 'smartalloc_ops_flags', $copy );
		do_action( 'smartalloc_ops_tick' );
		self::assertSame( 'off', $this->services()->flag_reader()->value( 'comms' ) );
	}

	public function test_a_runner_that_looks_again_sees_what_the_copy_does_not_say_yet(): void {
		$reader = $this->services()->flag_reader();
		self::assertSame( 'on', $reader->value( 'comms' ) );
		$this->set_flag( 'comms', 'off' );
		self::assertSame( 'on', $reader->value( 'comms' ), 'A page asks once.' );
		$reader->refresh();
		self::assertSame( [ 'off', 1 ], [ $reader->value( 'comms' ), $reader->revision( 'comms' ) ] );
	}

	public function test_a_value_that_the_flag_does_not_know_counts_as_the_safe_one(): void {
		global $wpdb;
		foreach ( [ 'comms', 'gppa', 'queue' ] as $flag ) {
			$this->set_flag( $flag, 'queue' === $flag ? 'wp_cron' : 'off' );
		}
		$wpdb->query( "UPDATE {$wpdb->prefix}smartalloc_ops_flag_revisions SET value = 'banana'" );
		$this->services()->flag_reader()->publish();
		$reader = $this->services()->flag_reader();
		self::assertSame( [ 'off', 'off', 'action_scheduler' ], [ $reader->value( 'comms' ), $reader->value( 'gppa' ), $reader->value( 'queue' ) ] );
	}

	public function test_with_neither_table_nor_copy_jobs_and_messages_wait_and_the_site_is_up(): void {
		global $wpdb;
		$this->set_flag( 'gppa', 'off' );
		$this->store_exports();
		$this->store_notification( 1 );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_flag_revisions" );
		delete_option( 'smartalloc_ops_flags' );

		$reader = $this->services()->flag_reader();
		self::assertSame( [ 'off', 'off', 'on', 'action_scheduler' ], [ $reader->value( 'scheduling', self::EXPORT ), $reader->value( 'comms' ), $reader->value( 'gppa' ), $reader->value( 'queue' ) ] );
		self::assertFalse( $reader->is_readable() );
		$reader->refresh();
		self::assertSame( 'off', $reader->value( 'scheduling', self::EXPORT ), 'The second look must not take silence for an answer.' );
		self::assert_site_is_up();
		$this->run_queue_elsewhere();
		$this->submit_as_visitor();
		self::assertSame( [ [], [] ], [ self::runs(), self::mails() ] );
		self::assertSame( [ 'held', 'held' ], $this->work_states(), 'The entry and its mail.' );
	}

	public function test_without_its_table_a_runner_holds_on_to_the_copy(): void {
		global $wpdb;
		$this->set_flag( 'scheduling', 'off', self::EXPORT );
		$this->store_exports();
		$this->store_allocation( 7 );
		$wpdb->query( "DROP TABLE {$wpdb->prefix}smartalloc_ops_flag_revisions" );
		$this->run_queue_elsewhere();
		self::assertSame( [ 'allocate:7' => 1 ], self::runs() );
		self::assert_site_is_up();
	}

	public function test_a_flag_costs_no_query_while_the_copy_is_there(): void {
		global $wpdb;
		$this->set_flag( 'comms', 'off' );
		$reader = $this->services()->flag_reader();
		get_option( 'smartalloc_ops_flags' );
		$before = $wpdb->num_queries;
		for ( $look = 0; $look < 50; $look++ ) {
			$reader->value( 'comms' );
			$reader->value( 'scheduling', self::EXPORT );
		}
		self::assertSame( $before, $wpdb->num_queries );
	}

	/** @return array<string, array{string, string}> */
	public static function pages(): array {
		return [
			'the first page, nothing switched'            => [ '/', '' ],
			'the page of the form, nothing switched'      => [ '/sabt/', '' ],
			'the page of the form, GPPA off for the form' => [ '/sabt/', 'gppa' ],
		];
	}

	#[DataProvider( 'pages' )]
	public function test_a_page_costs_as_many_queries_with_this_plugin_as_without_it( string $path, string $flag ): void {
		if ( '' !== $flag ) {
			$this->set_flag( $flag, 'off', '150' );
		}
		$this->log = (string) tempnam( sys_get_temp_dir(), 'queries-' );
		$this->must_use(
			'if ( isset( $_GET["without"] ) ) {
				$without = static fn ( $plugins ) => array_values( array_diff( (array) $plugins, [ "smartalloc-ops/smartalloc-ops.php" ] ) );
				add_filter( "option_active_plugins", $without );
			}
			add_action( "gppa_double_hydrated", static fn () => $GLOBALS["hydrated"] = true );
			// Each hydration is written to the sink, which is the stand-in\'s cost.
			remove_all_actions( "shutdown" );
			add_action( "shutdown", static function () {
				$sink = count( array_filter( $GLOBALS["wpdb"]->queries, static fn ( $query ) => str_contains( $query[0], "smartalloc_double_sink" ) ) );
				file_put_contents( ' . var_export( $this->log, true ) . ', count( $GLOBALS["wpdb"]->queries ) - $sink );
			}, PHP_INT_MAX );
			define( "SAVEQUERIES", true );'
		);
		foreach ( [ 'without', 'with', 'without', 'with' ] as $variant ) {
			// The first request of each kind fills what WordPress remembers in the database.
			$answer = HttpClient::anonymous()->get( "{$path}?{$variant}=1" );
			self::assertSame( 200, $answer->status );
			$queries[ $variant ] = (int) file_get_contents( $this->log );
		}
		self::assertGreaterThan( 3, $queries['without'] );
		self::assertSame( $queries['without'], $queries['with'] );
	}
}
