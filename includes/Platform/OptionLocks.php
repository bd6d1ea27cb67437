<?php
declare(strict_types=1);

namespace SmartAllocOps\Platform;

defined( 'ABSPATH' ) || exit;

/**
 * Locks that others keep in one row of a table of options, read past every cache and taken away only if unchanged.
 *
 * @phpstan-type OptionLock array{name: string, value: string}
 */
final class OptionLocks {
	public const WP_CRON = '_transient_doing_cron';

	/** Rows that one look reads. */
	private const ROWS = 50;

	public function __construct( private readonly Database $db ) {}

	/**
	 * @param string $prefix What their names begin with.
	 * @return list<OptionLock>
	 * @throws DatabaseError When the table cannot be read.
	 */
	public function beginning_with( string $prefix, bool $of_network = false ): array {
		return $this->read( 'LIKE', $this->db->like( $prefix ) . '%', $of_network );
	}

	/**
	 * @return OptionLock|null
	 * @throws DatabaseError When the table cannot be read.
	 */
	public function get( string $name, bool $of_network = false ): ?array {
		return $this->read( '=', $name, $of_network )[0] ?? null;
	}

	/**
	 * One statement: false when somebody changed it or took it away meanwhile.
	 *
	 * @throws DatabaseError When the table cannot be written.
	 */
	public function take_away( string $name, string $value, bool $of_network = false ): bool {
		[ $table, $key, $column ] = $this->place( $of_network );
		$won = 1 === $this->db->execute( "DELETE FROM %i WHERE $key = %s AND $column = %s", [ $table, $name, $value ] );
		// Whoever deleted it past the functions of WordPress must make them forget it.
		wp_cache_delete( $name, 'options' );
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( get_current_network_id() . ':' . $name, 'site-options' );
		return $won;
	}

	/**
	 * @param '='|'LIKE' $operator
	 * @return list<OptionLock>
	 */
	private function read( string $operator, string $wanted, bool $of_network ): array {
		[ $table, $key, $column ] = $this->place( $of_network );
		return array_map(
			static fn ( array $row ): array => [
				'name'  => (string) $row['name'],
				'value' => (string) $row['value'],
			],
			$this->db->rows( "SELECT $key AS name, $column AS value FROM %i WHERE $key $operator %s ORDER BY $key LIMIT %d", [ $table, $wanted, self::ROWS ] )
		);
	}

	/** @return array{string, string, string} Table, column of the name, column of the value. */
	private function place( bool $of_network ): array {
		return $of_network && is_multisite()
			? [ $this->db->network( 'sitemeta' ), 'meta_key', 'meta_value' ]
			: [ $this->db->foreign( 'options' ), 'option_name', 'option_value' ];
	}
}
