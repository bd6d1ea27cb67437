<?php
declare(strict_types=1);

namespace SmartAllocOps;

use SmartAllocOps\Platform\Database;

defined( 'ABSPATH' ) || exit;

/**
 * All that this plugin puts on a site outside its own folder, by rule and not by list: whatever starts with our prefix
 * is ours, so that nothing which a later version adds can be forgotten.
 */
final class Belongings {
	/** Of tables (after the site's own prefix), options, transients, user meta, WP-Cron hooks and capabilities. */
	public const PREFIX = 'smartalloc_ops_';

	public function __construct( private readonly Database $db, private readonly \wpdb $wpdb ) {}

	/** @return list<string> Full names of our tables on this site. */
	public function tables(): array {
		return self::first( $this->db->rows( 'SHOW TABLES LIKE %s', [ $this->db->like( $this->db->table( '' ) ) . '%' ] ) );
	}

	/** @return list<string> Options of this site, transients among them. */
	public function options(): array {
		$names = [];
		foreach ( [ '', '_transient_', '_transient_timeout_', '_site_transient_', '_site_transient_timeout_' ] as $before ) {
			$names = [ ...$names, ...$this->starting( $this->wpdb->options, 'option_name', $before ) ];
		}
		return $names;
	}

	/** @return list<string> Keys of user meta; users are the network's, and a key of one site begins with its table prefix. */
	public function user_meta(): array {
		return array_values( array_unique( [ ...$this->starting( $this->wpdb->usermeta, 'meta_key', '' ), ...$this->starting( $this->wpdb->usermeta, 'meta_key', $this->wpdb->get_blog_prefix() ) ] ) );
	}

	/** @return list<string> Hooks of our events in WP-Cron. */
	public function cron_hooks(): array {
		$hooks = [];
		foreach ( _get_cron_array() as $events ) {
			$hooks = [ ...$hooks, ...array_map( 'strval', array_keys( is_array( $events ) ? $events : [] ) ) ];
		}
		return array_values( array_unique( array_filter( $hooks, static fn ( string $hook ): bool => str_starts_with( $hook, self::PREFIX ) ) ) );
	}

	/** @return list<string> */
	private function starting( string $table, string $column, string $before ): array {
		return self::first( $this->db->rows( 'SELECT DISTINCT %i FROM %i WHERE %i LIKE %s', [ $column, $table, $column, $this->db->like( $before . self::PREFIX ) . '%' ] ) );
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return list<string> The first column of each.
	 */
	private static function first( array $rows ): array {
		return array_map( static fn ( array $row ): string => (string) current( $row ), $rows );
	}
}
