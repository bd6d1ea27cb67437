<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * `$wpdb` with errors that are exceptions and a NULL that can be bound.
 *
 * Every guarded change is one statement: `$wpdb` reconnects silently and loses transactions and named locks,
 * so no invariant may rest on either.
 */
final class Database {
	/** Times that a statement is tried which collides with others. */
	private const TRIES = 4;

	/** ER_LOCK_DEADLOCK */
	private const DEADLOCK = 1213;

	/** Fields that `$wpdb` hands out are text or NULL. @phpstan-type Row array<string, string|null> */
	public function __construct( private readonly \wpdb $wpdb ) {}

	public static function is_sqlite(): bool {
		return defined( 'DB_ENGINE' ) && 'sqlite' === DB_ENGINE;
	}

	/**
	 * Whether there is a connection, or one can be had again. Not asked before every statement: it is one more round trip.
	 * Where nothing may end the process it must be, because `$wpdb` ends it with a page when a connection is gone for good.
	 */
	public function is_alive(): bool {
		return true === $this->wpdb->check_connection( false );
	}

	/** Full name of one of our own tables. */
	public function table( string $name ): string {
		return $this->wpdb->prefix . 'smartalloc_ops_' . $name;
	}

	/** Full name of a site table of somebody else. */
	public function foreign( string $name ): string {
		return $this->wpdb->prefix . $name;
	}

	/** Full name of a table of the network; on a single site one of the site's. */
	public function network( string $name ): string {
		return $this->wpdb->base_prefix . $name;
	}

	/**
	 * Runs one statement.
	 *
	 * @param list<string|int|float|null> $args
	 * @return int Rows changed. MariaDB does not count a row set to what it was; SQLite does.
	 * @throws DatabaseError When the statement fails.
	 */
	public function execute( string $sql, array $args = [] ): int {
		return (int) $this->guarded( $sql, $args, fn ( string $prepared ): mixed => $this->wpdb->query( $prepared ) );
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @return array<string, string|null>|null
	 * @throws DatabaseError When the statement fails.
	 */
	public function row( string $sql, array $args = [] ): ?array {
		return $this->rows( $sql, $args )[0] ?? null;
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @return list<array<string, string|null>>
	 * @throws DatabaseError When the statement fails.
	 */
	public function rows( string $sql, array $args = [] ): array {
		$rows = $this->guarded( $sql, $args, fn ( string $prepared ): mixed => $this->wpdb->get_results( $prepared, ARRAY_A ) );
		return is_array( $rows ) ? array_values( $rows ) : [];
	}

	/**
	 * First column of the first row.
	 *
	 * @param list<string|int|float|null> $args
	 * @throws DatabaseError When the statement fails.
	 */
	public function value( string $sql, array $args = [] ): ?string {
		$row = $this->row( $sql, $args );
		return null === $row ? null : array_values( $row )[0];
	}

	public function last_id(): int {
		return (int) $this->wpdb->insert_id;
	}

	public function has_table( string $full_name ): bool {
		return null !== $this->value( 'SHOW TABLES LIKE %s', [ $this->wpdb->esc_like( $full_name ) ] );
	}

	/** @return list<string> Column names, empty when the table is absent. */
	public function columns( string $full_name ): array {
		if ( ! $this->has_table( $full_name ) ) {
			return [];
		}
		return array_map( static fn ( array $row ): string => (string) ( $row['Field'] ?? '' ), $this->rows( 'SHOW COLUMNS FROM %i', [ $full_name ] ) );
	}

	/** Escapes `%` and `_` for a LIKE pattern. */
	public function like( string $text ): string {
		return $this->wpdb->esc_like( $text );
	}

	/**
	 * @param list<string|int|float|null> $args
	 * @param callable( string ): mixed   $run
	 */
	private function guarded( string $sql, array $args, callable $run ): mixed {
		$showed                  = $this->wpdb->show_errors;
		$suppressed              = $this->wpdb->suppress_errors( true );
		$this->wpdb->show_errors = false;
		try {
			$prepared = $this->prepare( $sql, $args );
			for ( $try = 1; ; $try++ ) {
				$this->wpdb->last_error = '';

				$result = $run( $prepared );
				if ( $try >= self::TRIES || ! $this->was_deadlock() ) {
					break;
				}
				// Whoever it collided with ends meanwhile; not all come back at the same moment.
				usleep( random_int( 5_000, 50_000 ) );
			}
		} finally {
			$this->wpdb->suppress_errors( $suppressed );
			$this->wpdb->show_errors = $showed;
		}
		$error = $this->last_error();
		if ( false === $result || '' !== $error ) {
			// The driver's text can quote values, and on SQLite it is a page of HTML: only its first plain words go on.
			$text = preg_replace( '/\'[^\']*\'|"[^"]*"/', '?', wp_strip_all_tags( $error ) );
			throw new DatabaseError( strtok( ltrim( $sql ), " \n\t" ) . ' failed: ' . mb_substr( trim( (string) $text ), 0, 200 ) );
		}
		return $result;
	}

	/** The server has undone this statement to let another one go on, and nothing else: none of ours stands in a transaction. */
	private function was_deadlock(): bool {
		if ( '' === $this->last_error() || self::is_sqlite() ) {
			return false;
		}
		// The words that are kept of an error are in the server's language.
		$connection = $this->wpdb->__get( 'dbh' );
		return $connection instanceof \mysqli && self::DEADLOCK === $connection->errno;
	}

	private function last_error(): string {
		return $this->wpdb->last_error;
	}

	/**
	 * Binds values; a null becomes NULL, which `$wpdb->prepare()` cannot do.
	 *
	 * @param list<string|int|float|null> $args
	 */
	private function prepare( string $sql, array $args ): string {
		if ( [] === $args ) {
			return $sql;
		}
		$next  = 0;
		$bound = [];
		$sql   = (string) preg_replace_callback(
			'/%[sdfi]/',
			static function ( array $found ) use ( $args, &$next, &$bound ): string {
				$value = $args[ $next++ ];
				if ( null === $value ) {
					return 'NULL';
				}
				$bound[] = $value;
				return $found[0];
			},
			$sql
		);
		if ( [] === $bound ) {
			return $sql;
		}
		// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- this is the one place where statements are prepared.
		return (string) $this->wpdb->prepare( $sql, ...$bound );
	}
}
